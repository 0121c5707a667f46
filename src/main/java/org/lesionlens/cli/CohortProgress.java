package org.lesionlens.cli;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.lesionlens.cohort.CaseOutcome;
import org.lesionlens.cohort.CohortListener;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.TimeLeft;

/**
 * How far a cohort is: one line that is written over on a terminal, else a line every {@value #PAUSE_SECONDS} s; failures
 * have a line each. For several threads.
 */
final class CohortProgress implements CohortListener {
    private static final int PAUSE_SECONDS = 10;

    private final PrintWriter err;
    private final Set<String> told;
    private final boolean terminal = TerminalProgress.isTerminal();
    private TimeLeft left = new TimeLeft();
    private double shown;
    private int total;
    private int ended;
    private int failed;

    CohortProgress(PrintWriter err) {
        this(err, new HashSet<>());
    }

    /** @param told what need not be said again; what is said is added */
    CohortProgress(PrintWriter err, Set<String> told) {
        this.err = err;
        this.told = told;
    }

    @Override
    public boolean isCancelled() {
        return Interruption.isRequested();
    }

    @Override
    public Progress opening() {
        return Interruption.PROGRESS;
    }

    @Override
    public synchronized void begun(List<CaseOutcome> done, int open) {
        total = open;
        left = new TimeLeft();
        if (!done.isEmpty()) {
            note(done.size() + " of " + (done.size() + open) + " cases are done already");
        }
    }

    @Override
    public synchronized void ended(CaseOutcome outcome) {
        ended++;
        if (outcome.isFailed()) {
            failed++;
            note(outcome.name() + ": " + outcome.error());
        }
        if (!outcome.note().isEmpty()) {
            note(outcome.name() + ": " + outcome.note());
        }
        if (terminal) {
            clear();
            err.print(line());
            err.flush();
        } else if (ended == total || left.seconds() - shown > PAUSE_SECONDS) {
            shown = left.seconds();
            err.println(line());
            err.flush();
        }
    }

    @Override
    public void sent(CaseOutcome outcome) {
        note(outcome.name() + ": " + (outcome.isUnsent() ? outcome.note() : "its results are stored now"));
    }

    @Override
    public synchronized void note(String sentence) {
        if (told.add(sentence)) {
            clear();
            err.println("lesionlens: " + sentence);
            err.flush();
        }
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

    private String line() {
        return String.format(
                Locale.ROOT,
                "%d of %d cases, %d failed, %.0f an hour, %s left",
                ended,
                total,
                failed,
                ended / left.seconds() * 3600,
                left.of(ended, total));
    }
}
