package org.lesionlens.inference;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.lesionlens.model.Fill;
import org.lesionlens.volume.Block;

/** Reads blocks that reach beyond an image, filled there as a model wants it. */
final class FilledBlock {
    private FilledBlock() {}

    /**
     * Reads a block.
     *
     * @param block may reach beyond the image, or lie beside it
     * @param lowest the value of {@link Fill.Mode#LOWEST}
     */
    static float[] read(Voxels voxels, Block block, Fill fill, DoubleSupplier lowest) {
        if (isWithin(voxels, block)) {
            return voxels.read(block);
        }
        int[][] sources = new int[3][];
        Block needed = block;
        for (int axis = 0; axis < 3; axis++) {
            sources[axis] = sources(block.first(axis), block.side(axis), voxels.size(axis), fill.mode());
            int least = Arrays.stream(sources[axis]).filter(i -> i >= 0).min().orElse(0);
            int most = Math.max(least, Arrays.stream(sources[axis]).max().orElse(0));
            needed = needed.with(axis, least, most - least + 1);
            for (int i = 0; i < sources[axis].length; i++) {
                sources[axis][i] -= sources[axis][i] < 0 ? 0 : least;
            }
        }
        float outside = fill.mode() == Fill.Mode.LOWEST ? (float) lowest.getAsDouble() : (float) fill.value();
        return gathered(voxels.read(needed), needed, sources, outside);
    }

    private static boolean isWithin(Voxels voxels, Block block) {
        for (int axis = 0; axis < 3; axis++) {
            if (block.first(axis) < 0 || block.first(axis) + block.side(axis) > voxels.size(axis)) {
                return false;
            }
        }
        return true;
    }

    /** Which voxel of the image stands at each place along an axis; -1 for none. */
    private static int[] sources(int first, int side, int size, Fill.Mode mode) {
        int[] sources = new int[side];
        for (int i = 0; i < side; i++) {
            int at = first + i;
            boolean inside = at >= 0 && at < size;
            sources[i] = switch (mode) {
                case CONSTANT, LOWEST -> inside ? at : -1;
                case EDGE -> Math.max(0, Math.min(size - 1, at));
                case REFLECT -> reflected(at, size);
            };
        }
        return sources;
    }

    /** As numpy's reflect, also far outside: to and fro, without the border voxel twice. */
    private static int reflected(int at, int size) {
        if (size == 1) {
            return 0;
        }
        int period = 2 * (size - 1);
        int within = Math.floorMod(at, period);
        return Math.min(within, period - within);
    }

    private static float[] gathered(float[] values, Block from, int[][] sources, float outside) {
        int width = sources[0].length;
        float[] block = new float[Math.multiplyExact(Math.multiplyExact(width, sources[1].length), sources[2].length)];
        int at = 0;
        for (int z : sources[2]) {
            for (int y : sources[1]) {
                int row = (z * from.height() + y) * from.width();
                for (int x : sources[0]) {
                    block[at++] = Math.min(Math.min(x, y), z) < 0 ? outside : values[row + x];
                }
            }
        }
        return block;
    }
}
