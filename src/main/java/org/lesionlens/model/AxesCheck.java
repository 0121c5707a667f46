package org.lesionlens.model;

import java.util.Optional;

/** Whether tensors have the axes that a description needs: those of the window, and one for channels where there are several. */
final class AxesCheck {
    private static final String CHANNELS = "c";

    private AxesCheck() {}

    /**
     * Looks at input and answer.
     *
     * @param own what LesionLens reads of the description
     * @param channels that go in
     * @throws UnsuitableModelException if an axis is missing
     */
    static void require(DescriptionNode own, Network network, int channels, Optional<Output> output) {
        String along = alongWindow(network);
        require(own, "/network/input/axes", network.input(), along, channels);
        output.ifPresent(answer -> require(
                own, "/output/axes", answer.tensor(), along, answer.labels().size()));
    }

    /** The window's axes; of a network of slices those two that it names, or x and y where it names all. */
    private static String alongWindow(Network network) {
        String axes = network.input().axes();
        if (network.window().dimensions() == 3) {
            return "xyz";
        }
        return axes.indexOf('x') < 0 ? "yz" : axes.indexOf('y') < 0 ? "xz" : "xy";
    }

    private static void require(DescriptionNode own, String field, TensorSpec tensor, String along, int channels) {
        String needed = along + (channels > 1 ? CHANNELS : "");
        own.require(
                needed.chars().allMatch(axis -> tensor.axes().indexOf(axis) >= 0),
                field,
                "letters with all of " + needed + ", for the sides of the window"
                        + (channels > 1 ? " and " + channels + " channels" : ""));
    }
}
