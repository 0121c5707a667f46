package org.lesionlens.cohort;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** The same work in several threads, until all have ended; what one throws ends the others. */
final class SideBySide {
    private final AtomicBoolean given = new AtomicBoolean();
    private Throwable first;
    private boolean interrupted;

    /** A share of the work. */
    interface Work {
        /** @param stop whether it should end */
        void run(BooleanSupplier stop) throws IOException;
    }

    private SideBySide() {}

    /**
     * Runs and waits; a single one runs in the caller's thread.
     *
     * @param stop whether all should end
     * @throws CancellationException if the caller's thread is interrupted
     * @throws IOException the first that is thrown
     */
    static void run(int lanes, BooleanSupplier stop, Work work) throws IOException {
        if (lanes == 1) {
            work.run(stop);
        } else {
            new SideBySide().runAll(lanes, stop, work);
        }
    }

    private void runAll(int lanes, BooleanSupplier stop, Work work) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(lanes);
        ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(threads);
        for (int lane = 0; lane < lanes; lane++) {
            running.submit(() -> {
                work.run(() -> given.get() || stop.getAsBoolean());
                return null;
            });
        }
        threads.shutdown();
        for (int ended = 0; ended < lanes; ) {
            ended += awaitOne(running) ? 1 : 0;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        throwFirst();
    }

    /** Whether one has ended; else the waiting was interrupted. */
    private boolean awaitOne(ExecutorCompletionService<Void> running) {
        try {
            running.take().get();
        } catch (ExecutionException e) {
            giveUp(e.getCause());
        } catch (InterruptedException e) {
            giveUp(new CancellationException("cancelled by the user"));
            interrupted = true;
            return false;
        }
        return true;
    }

    private void giveUp(Throwable thrown) {
        first = first == null ? thrown : first;
        given.set(true);
    }

    private void throwFirst() throws IOException {
        if (first instanceof IOException io) {
            throw io;
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException fault) {
            throw fault;
        }
    }
}
