package org.lesionlens.batch;

/** What the process tells its caller. */
final class ExitCode {
    static final int DONE = 0;
    static final int SOME_FAILED = 1;
    static final int USAGE = 2;
    static final int NOTHING_DONE = 3;
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
