package org.lesionlens.inference;

import java.util.Set;

/**
 * What came of trying a network.
 *
 * @param detail what ONNX Runtime, the system or the limits say of it; empty where there is nothing to say
 * @param input the shape of the input that it happened with; empty before the first one
 */
record TrialOutcome(Kind kind, String detail, String input) {
    private static final Set<String> OF_OTHERS = Set.of("SIGKILL", "SIGTERM");

    enum Kind {
        PASSED,
        /** Two answers to one input are apart; the detail says how far. */
        DIFFERS,
        /** It takes no such input, so it was opened only. */
        OTHER_INPUTS,
        /** ONNX Runtime refused it. */
        REFUSED,
        /** It took the process along. */
        CRASHED,
        TOO_LONG,
        TOO_MUCH_MEMORY,
        /** There is no process in which it could be tried. */
        IMPOSSIBLE
    }

    /** Whether the network did harm, which it will do again; not where somebody else ended the process. */
    boolean isFailure() {
        return kind == Kind.TOO_LONG
                || kind == Kind.TOO_MUCH_MEMORY
                || kind == Kind.CRASHED && !OF_OTHERS.contains(detail);
    }

    static TrialOutcome impossible(String why) {
        return new TrialOutcome(Kind.IMPOSSIBLE, why, "");
    }
}
