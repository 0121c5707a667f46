package org.lesionlens.inference;

import java.util.Arrays;
import java.util.List;
import org.lesionlens.model.Context;
import org.lesionlens.model.Model;
import org.lesionlens.model.Window;

/** Shapes of what goes into a network, as its description says, in the order of its axes. */
final class InputShapes {
    private InputShapes() {}

    /** Of the input that a network is asked with first: a window of its description. */
    static long[] ofProbe(Model description) {
        return of(description, 0);
    }

    /** Of the smallest input that it gets for an image. */
    static long[] described(Model description) {
        return of(description, 1);
    }

    /** @param least voxels that a window must hold, if it may grow; 0 for a few steps */
    static long[] of(Model description, int least) {
        List<Long> sides = sides(description.network().window(), least);
        long[] sizes = {1, channels(description), 1, 1, 1};
        for (int axis = 0; axis < sides.size(); axis++) {
            sizes[4 - axis] = sides.get(axis);
        }
        sizes[2] *= frames(description);
        return layout(description).shape(sizes);
    }

    private static List<Long> sides(Window window, int least) {
        if (window instanceof Window.Whole whole) {
            return whole.sides().stream()
                    .map(side -> side.step() == 0
                            ? (long) side.least()
                            : least == 0 ? 4L * side.step() : side.holding(least))
                    .toList();
        }
        List<Integer> sides = window instanceof Window.Patch patch ? patch.sides() : ((Window.Tiles) window).sides();
        return sides.stream().map(Integer::longValue).toList();
    }

    /** The image's, and what says where the lesion is. */
    static int channels(Model description) {
        return description.inputChannels();
    }

    /** How many neighbouring slices lie along z of the input, the one that is asked about among them; else 1. */
    static int frames(Model description) {
        return description
                .network()
                .context()
                .filter(context -> context.as() == Context.As.AXIS)
                .map(Context::frames)
                .orElse(1);
    }

    /** Sizes N,C,Z,Y,X of what is answered, whatever the network makes of them, for those of an input: one slice of several. */
    static long[] asked(Model description, long... sizes) {
        long[] asked = sizes.clone();
        asked[2] /= frames(description);
        return asked;
    }

    /** How the input holds what is kept here as N,C,Z,Y,X. */
    static TensorLayout layout(Model description) {
        return new TensorLayout(description.network().input(), NetworkAxes.of(description.network()));
    }

    /** Numbers of a tensor of a shape. */
    static int count(long... shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }
}
