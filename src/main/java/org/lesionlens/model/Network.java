package org.lesionlens.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network as it lies in files, and how an image goes into it.
 *
 * @param weights the ONNX file; several are as many networks, whose answers are averaged before the activation
 * @param data further files that hold their numbers
 * @param input the input for images
 * @param window what goes in at once
 * @param mirrorAxes axes ({@code x}, {@code y}, {@code z}) along which mirrored images mean as much: where mirroring is wanted,
 *     the answers to all mirrored images are averaged
 * @param int8 the same in 8 bits, for {@link Precision#INT8}
 * @param context neighbours that a network of slices sees beside each; empty where it sees a slice alone, or a volume
 */
public record Network(
        List<CheckedFile> weights,
        List<CheckedFile> data,
        TensorSpec input,
        Window window,
        Set<Character> mirrorAxes,
        Optional<ReducedWeights> int8,
        Optional<Context> context) {
    /** That of the weights. */
    public Precision precision() {
        return int8.filter(reduced -> weights.equals(List.of(reduced.file()))).isPresent()
                ? Precision.INT8
                : Precision.FULL;
    }

    /** With other weights. */
    Network with(ReducedWeights reduced) {
        return new Network(List.of(reduced.file()), List.of(), input, window, mirrorAxes, int8, context);
    }
}
