package org.lesionlens.model;

import java.util.Map;

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
}
