package org.lesionlens.batch;

/** What the process tells its caller. */
final class ExitCode {
    static final int DONE = 0;
    static final int SOME_FAILED = 1;
    static final int USAGE = 2;
    static final int NOTHING_DONE = 3;
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** Of a run over cases, at least one. */
    static int of(long failed, int cases) {
        if (failed == 0) {
            return DONE;
        }
        return failed < cases ? SOME_FAILED : NOTHING_DONE;
    }
}
