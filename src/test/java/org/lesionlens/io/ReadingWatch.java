package org.lesionlens.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.lesionlens.io.file.MalformedFileException;

/**
 * Reads files in a thread of its own and says which one hangs, and where.
 *
 * <p>A file takes {@value #MOST_SECONDS} s of processor time and {@value #MOST_MEGABYTES} MB of allocations at most, and
 * its reader does not wait for {@value #LONGEST_WAIT_SECONDS} s; how busy the machine is does not count.
 */
public final class ReadingWatch implements AutoCloseable {
    private static final int MOST_SECONDS = 2;
    private static final int MOST_MEGABYTES = 512;
    private static final int LONGEST_WAIT_SECONDS = 20;
    private static final int LOOK_MILLISECONDS = 100;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ExecutorService reading = Executors.newSingleThreadExecutor(this::thread);
    private volatile Thread reader;

    private Thread thread(Runnable task) {
        reader = new Thread(task, "reader");
        reader.setDaemon(true);
        return reader;
    }

    /** The refusal of a file, which must be one. */
    public static String refusal(Path file) throws InterruptedException {
        try (ReadingWatch watch = new ReadingWatch()) {
            Object outcome = watch.read(file, file.toString());
            assertThat(outcome).isInstanceOf(MalformedFileException.class);
            return ((MalformedFileException) outcome).getMessage();
        }
    }

    /** The volume of a file, which must be one. */
    public static LoadedVolume image(Path file) throws InterruptedException {
        try (ReadingWatch watch = new ReadingWatch()) {
            Object outcome = watch.read(file, file.toString());
            assertThat(outcome).isInstanceOf(LoadedVolume.class);
            return (LoadedVolume) outcome;
        }
    }

    /**
     * Reads a file.
     *
     * @return the volume, or the refusal
     * @throws AssertionError with the reader's stack if it took too much, with its cause if it failed otherwise
     */
    public Object read(Path file, String description) throws InterruptedException {
        return watch(
                () -> {
                    try {
                        return VolumeFiles.read(file, Optional.empty());
                    } catch (MalformedFileException e) {
                        return e;
                    }
                },
                description);
    }

    /** What is done under the watch. */
    interface Reading {
        Object get() throws Exception;
    }

    private record Spent(long cpu, long bytes) {}

    Object watch(Reading file, String description) throws InterruptedException {
        CompletableFuture<Spent> begin = new CompletableFuture<>();
        Future<Object> outcome = reading.submit(() -> {
            begin.complete(spent());
            return file.get();
        });
        try {
            Spent start = begin.get();
            Spent last = start;
            long moved = System.nanoTime();
            while (true) {
                try {
                    Object result = outcome.get(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS);
                    requireLittle(start, description);
                    return result;
                } catch (TimeoutException e) {
                    requireLittle(start, description);
                }
                Spent now = spent();
                moved = now.equals(last) ? moved : System.nanoTime();
                last = now;
                if (System.nanoTime() - moved > TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS)) {
                    throw failure(description + " waits for " + LONGEST_WAIT_SECONDS + " s");
                }
            }
        } catch (ExecutionException e) {
            throw new AssertionError(description, e.getCause());
        }
    }

    private Spent spent() {
        return new Spent(THREADS.getThreadCpuTime(reader.getId()), THREADS.getThreadAllocatedBytes(reader.getId()));
    }

    private void requireLittle(Spent start, String description) {
        Spent now = spent();
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(now.cpu - start.cpu);
        long megabytes = now.bytes - start.bytes >> 20;
        if (milliseconds >= 1000 * MOST_SECONDS || megabytes >= MOST_MEGABYTES) {
            throw failure(description + " takes " + milliseconds + " ms and " + megabytes + " MB");
        }
    }

    private AssertionError failure(String message) {
        AssertionError failure = new AssertionError(message);
        failure.setStackTrace(reader.getStackTrace());
        return failure;
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}
