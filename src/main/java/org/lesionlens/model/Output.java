package org.lesionlens.model;

import java.util.List;

/**
 * What the answer of a segmenting network means.
 *
 * @param tensor the output
 * @param activation what is still to be done to its numbers
 * @param after steps after the activation: {@link Preparation.Linear}, {@link Preparation.Clip} and
 *     {@link Preparation.Binarize} only
 * @param answer what the channels are then
 * @param labels the value of the label that each channel stands for (0 for background); one for each channel, but for
 *     {@link Answer#LABELS}, where it is empty
 * @param scale voxels of the output for each of the input along x, y(, z)
 * @param back what is brought back onto the image's own grid
 */
public record Output(
        TensorSpec tensor,
        Activation activation,
        List<Preparation> after,
        Answer answer,
        List<Integer> labels,
        List<Double> scale,
        Back back) {
    /** Numbers are brought back as they are. */
    public Output(
            TensorSpec tensor,
            Activation activation,
            List<Preparation> after,
            Answer answer,
            List<Integer> labels,
            List<Double> scale) {
        this(tensor, activation, after, answer, labels, scale, Back.NUMBERS);
    }

    /** What is brought back where the network saw another grid than the image's. */
    public enum Back {
        /** The network's numbers, before the activation: as nnU-Net does it. */
        NUMBERS,
        /** What they are after it. */
        PROBABILITIES,
        /** What the nearest voxel of the network's grid has. */
        NEAREST
    }

    /** What makes numbers probabilities. */
    public enum Activation {
        NONE,
        SIGMOID,
        SOFTMAX
    }

    /** What the channels are. */
    public enum Answer {
        /** Probabilities, each of its own: a voxel may have several labels; the most probable one above the threshold counts. */
        INDEPENDENT,
        /** Probabilities whose sum is 1: the most probable one counts. */
        EXCLUSIVE,
        /** Probabilities of regions that lie in each other: a later one above one half replaces an earlier one. */
        REGIONS,
        /** One channel with the values of labels. */
        LABELS
    }
}
