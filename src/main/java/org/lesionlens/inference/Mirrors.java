package org.lesionlens.inference;

import java.util.Set;
import java.util.stream.IntStream;
import org.lesionlens.volume.Block;

/** Images mirrored along some of their axes; a view has a bit for each of x, y, z along which it is. */
final class Mirrors {
    private Mirrors() {}

    /**
     * All views of a model whose answers are averaged.
     *
     * @param letters of the axes that may be mirrored
     * @param dimensions of the window
     * @return the first is the image as it is
     */
    static int[] views(Set<Character> letters, NetworkAxes axes, int dimensions) {
        int mirrored = letters.stream()
                .mapToInt(axes::of)
                .filter(axis -> axis < dimensions)
                .map(axis -> 1 << axis)
                .sum();
        return IntStream.rangeClosed(0, mirrored)
                .filter(view -> (view & ~mirrored) == 0)
                .toArray();
    }

    /**
     * A window with a part of it mirrored.
     *
     * @param values channel after channel, each Z,Y,X
     * @param sides of the window along x, y, z
     * @param part that is mirrored; the rest stays
     * @return the values themselves where nothing is to be done
     */
    static float[] view(float[] values, int[] sides, Block part, int view) {
        if (view == 0) {
            return values;
        }
        float[] mirrored = values.clone();
        int voxels = sides[0] * sides[1] * sides[2];
        for (int channel = 0; channel < values.length; channel += voxels) {
            for (int z = 0; z < part.depth(); z++) {
                int fromZ = part.z() + ((view & 4) == 0 ? z : part.depth() - 1 - z);
                for (int y = 0; y < part.height(); y++) {
                    int fromY = part.y() + ((view & 2) == 0 ? y : part.height() - 1 - y);
                    int to = channel + ((part.z() + z) * sides[1] + part.y() + y) * sides[0] + part.x();
                    int from = channel + (fromZ * sides[1] + fromY) * sides[0] + part.x();
                    row(values, from, mirrored, to, part.width(), (view & 1) != 0);
                }
            }
        }
        return mirrored;
    }

    private static void row(float[] from, int start, float[] to, int at, int count, boolean backwards) {
        for (int x = 0; x < count; x++) {
            to[at + x] = from[start + (backwards ? count - 1 - x : x)];
        }
    }
}
