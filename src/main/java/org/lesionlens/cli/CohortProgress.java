package org.lesionlens.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.lesionlens.cohort.Attempt;
import org.lesionlens.cohort.CohortListener;

/**
 * How far a cohort is: one line that is written over on a terminal, else a line every {@value #PAUSE_SECONDS} s; failures
 * have a line each. For several threads.
 */
final class CohortProgress implements CohortListener {
    private static final int PAUSE_SECONDS = 10;

    private final int total;
    private final PrintWriter err;
    private final boolean terminal = TerminalProgress.isTerminal();
    private final long start = System.nanoTime();
    private long shown = start;
    private int ended;
    private int failed;

    /** @param total how many cases this run has to do */
    CohortProgress(int total, PrintWriter err) {
        this.total = total;
        this.err = err;
    }

    @Override
    public synchronized void ended(Attempt attempt) {
        ended++;
        if (!attempt.isDone()) {
            failed++;
            clear();
            err.println("lesionlens: " + attempt.name() + ": " + attempt.error());
            err.flush();
        }
        if (!attempt.note().isEmpty()) {
            clear();
            err.println("lesionlens: " + attempt.name() + ": " + attempt.note());
            err.flush();
        }
        if (terminal) {
            clear();
            err.print(line(System.nanoTime() - start));
            err.flush();
        } else if (ended == total || System.nanoTime() - shown > PAUSE_SECONDS * 1_000_000_000L) {
            shown = System.nanoTime();
            err.println(line(shown - start));
            err.flush();
        }
    }

    @Override
    public synchronized void note(String sentence) {
        clear();
        err.println("lesionlens: " + sentence);
        err.flush();
    }

    @Override
    public synchronized void doing(String what) {
        err.println(what);
        err.flush();
    }

    /** Leaves the line of a terminal. */
    @Override
    public synchronized void close() {
        clear();
        err.flush();
    }

    private void clear() {
        if (terminal) {
            err.print("\r\u001b[K");
        }
    }

    private String line(long nanos) {
        double hours = nanos / 3.6e12;
        return String.format(
                Locale.ROOT,
                "%d of %d cases, %d failed, %.0f an hour, %s left",
                ended,
                total,
                failed,
                ended / hours,
                duration(Math.round(nanos / 1e9 / ended * (total - ended))));
    }

    /** In the two units that matter. */
    static String duration(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        return minutes < 60 ? minutes + " min " + seconds % 60 + " s" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}
