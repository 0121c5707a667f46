package org.lesionlens.inference;

/**
 * What came of trying a network.
 *
 * @param detail what ONNX Runtime, the system or the limits say of it; empty where there is nothing to say
 * @param input the shape of the input that it happened with; empty before the first one
 */
record TrialOutcome(Kind kind, String detail, String input) {
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

    static TrialOutcome impossible(String why) {
        return new TrialOutcome(Kind.IMPOSSIBLE, why, "");
    }
}
