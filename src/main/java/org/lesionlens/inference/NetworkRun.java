package org.lesionlens.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * One call into ONNX Runtime, in a thread of its own, that ends when it is not wanted any more.
 *
 * <p>ONNX Runtime looks for the wish to end between two operators of a network, also inside its loops. An operator that
 * takes longer than {@value #GRACE_MILLIS} ms more cannot be ended: the caller goes on and the thread is left behind.
 */
public final class NetworkRun {
    private static final int POLL_MILLIS = 20;
    private static final int GRACE_MILLIS = 1000;
    private static final AtomicInteger LEFT_BEHIND = new AtomicInteger();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "network");
        thread.setDaemon(true);
        return thread;
    });

    private final RunOptions options;
    private boolean ended;
    private boolean left;

    /** What is called; it may go on after its caller has given up, so what it uses must stay open until it returns. */
    @FunctionalInterface
    interface Step<T> {
        T run(RunOptions options) throws OrtException;
    }

    private NetworkRun() throws OrtException {
        this.options = new RunOptions();
    }

    /** How many calls were given up but go on. */
    public static int leftBehind() {
        return LEFT_BEHIND.get();
    }

    /**
     * Calls and waits.
     *
     * @param unwanted asked some 50 times a second, on the calling thread
     * @throws CancellationException if it was not wanted any more
     */
    static <T> T of(Step<T> step, BooleanSupplier unwanted) throws OrtException {
        NetworkRun run = new NetworkRun();
        return run.await(THREADS.submit(() -> run.call(step)), unwanted);
    }

    private <T> T call(Step<T> step) throws OrtException {
        try {
            return step.run(options);
        } finally {
            end();
        }
    }

    private synchronized void end() {
        ended = true;
        options.close();
        if (left) {
            LEFT_BEHIND.decrementAndGet();
        }
    }

    private <T> T await(Future<T> call, BooleanSupplier unwanted) throws OrtException {
        boolean interrupted = false;
        long terminated = 0;
        try {
            while (true) {
                try {
                    return call.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    // it is still at work: see below whether it should be
                }
                if (terminated == 0 && (interrupted || unwanted.getAsBoolean())) {
                    terminate();
                    terminated = System.nanoTime();
                }
                if (terminated != 0 && isOver(terminated) && leave()) {
                    throw cancelled();
                }
            }
        } catch (ExecutionException e) {
            throw rethrown(e.getCause(), terminated != 0);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isOver(long terminated) {
        return System.nanoTime() - terminated > TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
    }

    private synchronized void terminate() throws OrtException {
        if (!ended) {
            options.setTerminate(true);
        }
    }

    private synchronized boolean leave() {
        if (!ended) {
            left = true;
            LEFT_BEHIND.incrementAndGet();
        }
        return left;
    }

    private static CancellationException cancelled() {
        return new CancellationException("cancelled by the user");
    }

    /** What a call throws after it was told to end is the end that was wanted. */
    private static OrtException rethrown(Throwable cause, boolean terminated) {
        if (cause instanceof OrtException error) {
            if (terminated) {
                throw cancelled();
            }
            return error;
        }
        if (cause instanceof RuntimeException error) {
            throw error;
        }
        throw (Error) cause;
    }
}
