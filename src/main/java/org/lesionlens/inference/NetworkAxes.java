package org.lesionlens.inference;

import java.util.List;
import org.lesionlens.model.Network;

/**
 * How the axes of an image, as a description names them, run in here: a network of slices sees x and y, whichever two of the
 * axes those are, and the third is z, across the slices.
 *
 * @param order which axis of the description (0 to 2) runs along x, y and z
 */
record NetworkAxes(List<Integer> order) {
    /** Each axis is what it is called. */
    static final NetworkAxes AS_NAMED = new NetworkAxes(List.of(0, 1, 2));

    static NetworkAxes of(Network network) {
        String axes = network.input().axes();
        if (network.window().dimensions() == 2) {
            if (axes.indexOf('x') < 0) {
                return new NetworkAxes(List.of(1, 2, 0));
            }
            if (axes.indexOf('y') < 0) {
                return new NetworkAxes(List.of(0, 2, 1));
            }
        }
        return AS_NAMED;
    }

    /** Which axis in here one of the description is: its letter is x, y or z. */
    int of(char letter) {
        return order.indexOf(letter - 'x');
    }

    int[] toArray() {
        return order.stream().mapToInt(Integer::intValue).toArray();
    }
}
