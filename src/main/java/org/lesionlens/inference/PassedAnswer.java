package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.List;
import org.lesionlens.volume.Block;

/** What is said of a volume, or of one slice, in parts: without what was padded, plane by plane. */
final class PassedAnswer {
    private final int[] sides;
    private final int channels;
    /** Planes from {@link #first} on; made when something is said of them, or of one behind them. */
    private final List<float[]> planes = new ArrayList<>();

    private int first;

    /**
     * How an image is seen.
     *
     * @param content where it lies in what goes through the network
     * @param axes along which it is mirrored: {@link Mirrors}
     */
    record View(Block content, int axes) {
        boolean isMirrored(int axis) {
            return (axes >> axis & 1) != 0;
        }

        /** A box of voxels, mirrored. */
        float[] mirrored(float[] values, int... sides) {
            return Mirrors.view(values, sides, new Block(0, 0, 0, sides[0], sides[1], sides[2]), axes);
        }
    }

    /** @param sides of the image along x, y, z; a slice has a depth of 1 */
    PassedAnswer(int[] sides, int channels) {
        this.sides = sides.clone();
        this.channels = channels;
    }

    /**
     * Adds a part of the answer to a view.
     *
     * @param from its first cell along the axes of the tensor
     * @param weight of its numbers
     */
    void add(long[] from, Tensor part, View view, float weight) {
        int[] cells = spatial(part.shape(), 1);
        int[] start = spatial(from, 0);
        int[] low = new int[3];
        int[] high = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            int place = start[axis] - view.content().first(axis);
            start[axis] = view.isMirrored(axis) ? sides[axis] - place - cells[axis] : place;
            low[axis] = Math.max(0, -start[axis]);
            high[axis] = Math.min(cells[axis], sides[axis] - start[axis]);
        }
        float[] values = view.mirrored(part.values(), cells);
        for (int z = low[2]; z < high[2]; z++) {
            float[] plane = plane(start[2] + z);
            for (int y = low[1]; y < high[1]; y++) {
                for (int channel = 0; channel < channels; channel++) {
                    int row = ((channel * cells[2] + z) * cells[1] + y) * cells[0];
                    int at = (channel * sides[1] + start[1] + y) * sides[0] + start[0];
                    for (int x = low[0]; x < high[0]; x++) {
                        plane[at + x] += weight * values[row + x];
                    }
                }
            }
        }
    }

    /** Along x, y, z; of slices z is missing. */
    private static int[] spatial(long[] ofTensor, int missing) {
        int axes = ofTensor.length;
        return new int[] {
            Math.toIntExact(ofTensor[axes - 1]),
            Math.toIntExact(ofTensor[axes - 2]),
            axes == 5 ? Math.toIntExact(ofTensor[2]) : missing
        };
    }

    private float[] plane(int z) {
        while (first + planes.size() <= z) {
            planes.add(new float[Math.multiplyExact(Math.multiplyExact(channels, sides[0]), sides[1])]);
        }
        return planes.get(z - first);
    }

    /** The first plane that was not taken yet. */
    int first() {
        return first;
    }

    /**
     * Takes planes of which nothing more will be said.
     *
     * @param place along z before which all is said
     */
    List<float[]> takeBefore(long place) {
        int end = (int) Math.max(first, Math.min(place, sides[2]));
        List<float[]> taken = new ArrayList<>();
        for (; first < end; first++) {
            taken.add(plane(first));
            planes.remove(0);
        }
        return taken;
    }
}
