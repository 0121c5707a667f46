package org.lesionlens.inference;

import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;

/** Adds up overlapping tiles, weighted by {@link ImportanceMap}: the blend of f over the tiles is f. */
final class TileBlender {
    private final RandomAccessibleInterval<FloatType> blend;
    private final int[] tile;
    private final long[][] starts = new long[3][];
    private final double[][][] weights = new double[3][][];

    /**
     * @param blend what the tiles are added to: zeros, of the size that the grid covers
     */
    TileBlender(RandomAccessibleInterval<FloatType> blend, TileGrid grid, int[] tile) {
        this.blend = blend;
        this.tile = tile.clone();
        for (int axis = 0; axis < 3; axis++) {
            starts[axis] = grid.starts(axis);
            weights[axis] = ImportanceMap.normalized(starts[axis], tile[axis], blend.dimension(axis));
        }
    }

    /**
     * Adds a tile.
     *
     * @param position the tile's number along x, y, z
     * @param values row-major z, y, x, from an offset on
     */
    void add(int[] position, float[] values, int offset) {
        RandomAccess<FloatType> voxel = blend.randomAccess();
        long startX = starts[0][position[0]];
        for (int z = first(2, position); z < last(2, position); z++) {
            for (int y = first(1, position); y < last(1, position); y++) {
                double weight = weights[2][position[2]][z] * weights[1][position[1]][y];
                int row = offset + (z * tile[1] + y) * tile[0];
                voxel.setPosition(startX + first(0, position), 0);
                voxel.setPosition(starts[1][position[1]] + y, 1);
                voxel.setPosition(starts[2][position[2]] + z, 2);
                addRow(voxel, values, row, weight, position);
            }
        }
    }

    private void addRow(RandomAccess<FloatType> voxel, float[] values, int row, double weight, int[] position) {
        double[] along = weights[0][position[0]];
        for (int x = first(0, position); x < last(0, position); x++) {
            FloatType sum = voxel.get();
            sum.set((float) (sum.get() + weight * along[x] * values[row + x]));
            voxel.fwd(0);
        }
    }

    private int first(int axis, int[] position) {
        return ImportanceMap.first(starts[axis][position[axis]]);
    }

    private int last(int axis, int[] position) {
        return ImportanceMap.last(starts[axis][position[axis]], tile[axis], blend.dimension(axis));
    }
}
