package org.lesionlens.cohort;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseRefusedException;
import org.lesionlens.cases.CaseRunner;
import org.lesionlens.cases.ErrorClass;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.file.VolumeHeader;

/** Reads cases in a thread of its own, which is given up where a file hangs. For one thread. */
final class ReadAhead implements AutoCloseable {
    private static final int POLL_MILLIS = 50;

    private final CaseRunner runner;
    private final CaseLimits limits;
    private ExecutorService reader = newReader();

    ReadAhead(CaseRunner runner, CaseLimits limits) {
        this.runner = runner;
        this.limits = limits;
    }

    private static ExecutorService newReader() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "reading");
            thread.setDaemon(true);
            return thread;
        });
    }

    Future<LoadedImage> start(CaseInWork work) {
        return reader.submit(() -> {
            Case item = work.item();
            work.work();
            item.fetch();
            List<VolumeHeader> headers = runner.headers(item);
            work.reserve(headers);
            runner.requireDisk(headers);
            LoadedImage image = runner.read(item);
            work.pause();
            return image;
        });
    }

    /**
     * Waits for a volume.
     *
     * @throws ExecutionException with what reading threw
     * @throws CaseRefusedException if it takes too long
     * @throws CancellationException if the user wants the program to end
     */
    LoadedImage await(Future<LoadedImage> reading, CaseInWork work) throws ExecutionException, InterruptedException {
        while (true) {
            if (limits.stop().getAsBoolean()) {
                throw new CancellationException("cancelled by the user");
            }
            try {
                return reading.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (work.isOverdue(limits.time())) {
                    reader.shutdownNow();
                    reader = newReader();
                    throw tooLong(limits.time());
                }
            }
        }
    }

    static CaseRefusedException tooLong(Duration limit) {
        return new CaseRefusedException(
                ErrorClass.TIMEOUT,
                "it took longer than " + limit.toSeconds()
                        + " s and was given up: look at the image, or allow more with --case-timeout");
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
