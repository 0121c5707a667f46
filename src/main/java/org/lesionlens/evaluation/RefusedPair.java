package org.lesionlens.evaluation;

/**
 * A pair that could not be compared.
 *
 * @param group its patient, or its own name where patients are not known
 * @param why one sentence
 */
public record RefusedPair(ReferencePair pair, String group, String why) {
    public String name() {
        return pair.name();
    }
}
