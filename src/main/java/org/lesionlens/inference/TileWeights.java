package org.lesionlens.inference;

import java.util.Arrays;
import org.lesionlens.model.Window.Blend;

/**
 * How much each voxel of a tile counts along one axis. The weights of a tile are the product of its axes' ones. So is the sum over
 * all tiles of a grid, and each tile's weights can be normalised axis by axis: those of all tiles add up to 1 at every voxel.
 */
final class TileWeights {
    /** Of a Gaussian's middle, so that no voxel is without weight. */
    private static final double LEAST = 1e-4;

    private TileWeights() {}

    /**
     * A row for each tile; 0 outside the image. Those of a blend with a least weight are at most 1 and do not add up to 1.
     *
     * @param starts first voxels of the tiles; a negative one lies before the image
     * @param size voxels of the image
     */
    static float[][] of(Blend blend, int[] starts, int side, int size) {
        double[][] rows = new double[starts.length][];
        for (int tile = 0; tile < starts.length; tile++) {
            rows[tile] = blend instanceof Blend.Halo
                    ? core(starts, tile, side, size)
                    : blend instanceof Blend.Gaussian gaussian ? gaussian(side, gaussian) : constant(side);
        }
        boolean raised = blend instanceof Blend.Gaussian gaussian && gaussian.least() > 0;
        return raised ? floats(rows) : normalized(rows, starts, side, size);
    }

    /** A Gaussian, at most 1: nnU-Net (Isensee et al. 2021, doi 10.1038/s41592-020-01008-z) and MONAI blend so. */
    static double[] gaussian(int side, Blend.Gaussian blend) {
        double peak = blend.peak() == Blend.Peak.HALF ? Math.floor(side / 2.0) : (side - 1) / 2.0;
        double[] weights = new double[side];
        for (int i = 0; i < side; i++) {
            double distance = (i - peak) / (blend.sigma() * side);
            weights[i] = Math.max(blend.least() > 0 ? 0 : LEAST, Math.exp(-0.5 * distance * distance));
        }
        return weights;
    }

    private static double[] constant(int side) {
        double[] weights = new double[side];
        Arrays.fill(weights, 1);
        return weights;
    }

    /** Each voxel belongs to one tile: neighbours meet in the middle of what they share. */
    private static double[] core(int[] starts, int tile, int side, int size) {
        int from = tile == 0 ? starts[0] : middle(starts[tile], starts[tile - 1] + side);
        int to = tile == starts.length - 1
                ? Math.max(size, starts[tile] + side)
                : middle(starts[tile + 1], starts[tile] + side);
        double[] weights = new double[side];
        for (int i = 0; i < side; i++) {
            weights[i] = starts[tile] + i >= from && starts[tile] + i < to ? 1 : 0;
        }
        return weights;
    }

    private static int middle(int from, int to) {
        return (from + to) / 2;
    }

    private static float[][] floats(double[][] rows) {
        return Arrays.stream(rows)
                .map(row -> {
                    float[] floats = new float[row.length];
                    for (int i = 0; i < floats.length; i++) {
                        floats[i] = (float) row[i];
                    }
                    return floats;
                })
                .toArray(float[][]::new);
    }

    private static float[][] normalized(double[][] weights, int[] starts, int side, int size) {
        double[] sum = new double[size];
        for (int tile = 0; tile < starts.length; tile++) {
            for (int i = first(starts[tile]); i < last(starts[tile], side, size); i++) {
                sum[starts[tile] + i] += weights[tile][i];
            }
        }
        float[][] rows = new float[starts.length][side];
        for (int tile = 0; tile < starts.length; tile++) {
            for (int i = first(starts[tile]); i < last(starts[tile], side, size); i++) {
                rows[tile][i] = (float) (weights[tile][i] / sum[starts[tile] + i]);
            }
        }
        return rows;
    }

    /** The first voxel of a tile that lies in the image. */
    static int first(int start) {
        return Math.max(0, -start);
    }

    /** The voxel of a tile after the last one that lies in the image. */
    static int last(int start, int side, int size) {
        return Math.min(side, size - start);
    }
}
