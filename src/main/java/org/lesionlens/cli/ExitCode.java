package org.lesionlens.cli;

import java.util.List;
import org.lesionlens.cohort.CaseOutcome;

/** What the process tells its caller. */
public final class ExitCode {
    static final int DONE = 0;
    public static final int SOME_FAILED = 1;
    public static final int USAGE = 2;
    public static final int NOTHING_DONE = 3;
    public static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** Of a run over cases, at least one. */
    static int of(long failed, int cases) {
        if (failed == 0) {
            return DONE;
        }
        return failed < cases ? SOME_FAILED : NOTHING_DONE;
    }

    /** Of a run that was to send results. */
    static int ofSending(List<CaseOutcome> outcomes) {
        return outcomes.stream().anyMatch(CaseOutcome::isUnsent) ? SOME_FAILED : DONE;
    }
}
