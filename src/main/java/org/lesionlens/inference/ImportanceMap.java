package org.lesionlens.inference;

/**
 * How much each voxel of a tile counts along one axis: a Gaussian whose standard deviation is an eighth of the tile, as
 * in nnU-Net (Isensee et al. 2021, doi 10.1038/s41592-020-01008-z).
 *
 * <p>The map of a tile is the product of its axes' maps. So is the sum of the maps of all tiles of a grid, and each tile's
 * map can be normalised axis by axis: the normalised maps of all tiles add up to 1 at every voxel.
 */
final class ImportanceMap {
    private static final double LEAST = 1e-4;

    private ImportanceMap() {}

    /** The Gaussian over a side of a tile, at most 1, at least {@value #LEAST}. */
    static double[] gaussian(int side) {
        double[] weights = new double[side];
        double sigma = side / 8.0;
        for (int i = 0; i < side; i++) {
            double distance = (i - (side - 1) / 2.0) / sigma;
            weights[i] = Math.max(LEAST, Math.exp(-0.5 * distance * distance));
        }
        return weights;
    }

    /**
     * A row for each tile along an axis: its Gaussian, divided at every voxel by the sum over all tiles.
     *
     * @param starts first voxels of the tiles; a negative one lies before the volume
     * @param size voxels of the volume along the axis
     */
    static double[][] normalized(long[] starts, int side, long size) {
        double[] gaussian = gaussian(side);
        double[] sum = new double[Math.toIntExact(size)];
        for (long start : starts) {
            for (int i = first(start); i < last(start, side, size); i++) {
                sum[(int) (start + i)] += gaussian[i];
            }
        }
        double[][] rows = new double[starts.length][side];
        for (int tile = 0; tile < starts.length; tile++) {
            for (int i = first(starts[tile]); i < last(starts[tile], side, size); i++) {
                rows[tile][i] = gaussian[i] / sum[(int) (starts[tile] + i)];
            }
        }
        return rows;
    }

    /** The first voxel of a tile that lies in the volume. */
    static int first(long start) {
        return (int) Math.max(0, -start);
    }

    /** The voxel of a tile after the last one that lies in the volume. */
    static int last(long start, int side, long size) {
        return (int) Math.min(side, size - start);
    }
}
