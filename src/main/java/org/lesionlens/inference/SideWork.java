package org.lesionlens.inference;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * What is done in one other thread while the network is at work: one thing after the other, in the order in which they are given.
 * Once one has failed, no other is begun. For one thread.
 */
final class SideWork implements AutoCloseable {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "beside the network");
        thread.setDaemon(true);
        return thread;
    });

    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private volatile boolean closed;

    /** Does something after all that was given before. */
    <T> CompletableFuture<T> then(Supplier<T> work) {
        CompletableFuture<T> next = last.thenApplyAsync(before -> closed ? null : work.get(), THREADS);
        last = next;
        return next;
    }

    /** Waits for something; what it throws is thrown here. */
    static <T> T get(CompletableFuture<T> work) {
        try {
            return work.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw (Error) e.getCause();
        }
    }

    /** Waits for all. */
    void finish() {
        get(last);
    }

    /** Nothing more is begun; waits for what is at work, which reads an image that may be closed next. */
    @Override
    public void close() {
        closed = true;
        last.handle((done, failure) -> done).join();
    }
}
