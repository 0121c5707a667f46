package org.lesionlens.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An input and what the model's authors got for it.
 *
 * @param input file of the input tensor
 * @param outputs expected tensors by the name of the output
 * @param kind what the two are
 * @param tolerance the largest difference that is still agreement
 */
public record TestTensors(CheckedFile input, Map<String, CheckedFile> outputs, Kind kind, double tolerance) {
    /** The tolerance where nobody says one. */
    public static final double TOLERANCE = 1e-4;

    /** What a pair of tensors shows. */
    public enum Kind {
        /** Input and outputs of the network alone. */
        NETWORK,
        /** An image before all preparation, and the answer after activation and what follows it. */
        WHOLE
    }

    /** Of these outputs alone; of a test of the whole pipeline all are answers. */
    TestTensors ofAnswers(Set<String> names, double otherTolerance) {
        Map<String, CheckedFile> kept = new LinkedHashMap<>(outputs);
        if (kind == Kind.NETWORK) {
            kept.keySet().retainAll(names);
        }
        return new TestTensors(input, Collections.unmodifiableMap(kept), kind, otherTolerance);
    }
}
