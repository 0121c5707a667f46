package org.lesionlens.fiji.review;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.lesionlens.cases.Errors;
import org.lesionlens.cohort.ReviewTables;
import org.lesionlens.fiji.command.Failure;
import org.lesionlens.review.CohortReview;

/**
 * Writes the tables of a cohort under review in the background, soon after something was said: once for all that is said
 * meanwhile, and the more seldom the longer it takes. For several threads.
 */
final class TablesWriter {
    /** From a word to the tables that have it. */
    static final int PAUSE_MS = 2000;

    /** How many times as long as they take the tables are left alone. */
    private static final int LEISURE = 4;

    /** From a try that failed to the next one. */
    private static final long LONGEST_PAUSE_MS = 60_000;

    private final CohortReview review;
    private final Consumer<String> whose;
    private final Consumer<String> trouble;
    /** Whether something is not written yet. */
    private final AtomicBoolean isNews = new AtomicBoolean();

    private final AtomicBoolean isPlanned = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor writer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "LesionLens review tables");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        return thread;
    });
    /** Of the writer's thread, as the next one. */
    private long pauseMs = PAUSE_MS;

    /** The same where writing failed; longer each time. */
    private long retryMs = PAUSE_MS;

    private String told = "";

    /**
     * Writes nothing yet.
     *
     * @param whose is told whose verdicts count, as often as tables are written; others may choose that too
     * @param trouble is told what cannot be done and why, each reason once
     */
    TablesWriter(CohortReview review, Consumer<String> whose, Consumer<String> trouble) {
        this.review = review;
        this.whose = whose;
        this.trouble = trouble;
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Something was said. */
    void news() {
        isNews.set(true);
        plan();
    }

    private void plan() {
        if (!isPlanned.getAndSet(true)) {
            begin(() -> writer.schedule(this::tryToWrite, Math.max(pauseMs, retryMs), TimeUnit.MILLISECONDS));
        }
    }

    /** From now on others' verdicts count. */
    void count(String reviewer) {
        begin(() -> {
            try {
                review.count(reviewer);
            } catch (IOException | RuntimeException e) {
                tell("whose verdicts count stays as it was: ", e);
            }
        });
        news();
    }

    private void begin(Runnable work) {
        try {
            writer.execute(work);
        } catch (RejectedExecutionException e) {
            // closed: the next window writes what is not written yet
        }
    }

    private void tryToWrite() {
        isPlanned.set(false);
        try {
            writeNews();
            told = "";
            retryMs = PAUSE_MS;
        } catch (IOException | RuntimeException | Error e) {
            tell("the tables are not written: ", e);
            retryMs = Math.min(LONGEST_PAUSE_MS, 2 * retryMs);
            if (!Errors.isInternal(e)) { // time does not mend a fault of the program
                plan();
            }
        }
    }

    private void writeNews() throws IOException {
        if (isNews.getAndSet(false)) {
            boolean isDone = false;
            long start = System.nanoTime();
            try {
                ReviewTables.write(review);
                whose.accept(review.whose());
                isDone = true;
            } finally {
                isNews.compareAndSet(false, !isDone);
                pauseMs = Math.max(PAUSE_MS, LEISURE * TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            }
        }
    }

    private void tell(String what, Throwable why) {
        String sentence = what + Failure.sentence(why);
        if (!sentence.equals(told)) {
            trouble.accept(sentence);
        }
        told = sentence;
    }

    /** Writes them as they are now. */
    void write() throws IOException {
        isNews.set(true);
        await(() -> {
            writeNews();
            return null;
        });
    }

    /** Writes what is not written yet; nothing is any more when it returns. */
    void close() throws IOException {
        try {
            await(() -> {
                writeNews();
                return null;
            });
        } finally {
            writer.shutdown();
        }
    }

    private void await(Callable<Void> work) throws IOException {
        try {
            writer.submit(work).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException disk) {
                throw disk;
            }
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IOException(e.getCause());
        } catch (RejectedExecutionException e) {
            ReviewTables.write(review); // the window was closed meanwhile
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("writing was interrupted", e);
        }
    }
}
