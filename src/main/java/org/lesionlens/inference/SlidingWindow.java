package org.lesionlens.inference;

import java.util.List;
import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessible;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;

/**
 * Runs a local predictor over a volume in overlapping tiles and blends what it says.
 *
 * <p>Only for predictors whose value at a voxel depends on nothing beyond the tile's overlap: then tiled equals whole.
 * Tiles that reach beyond the volume are filled with its minimum. The result does not depend on the batch size.
 */
public final class SlidingWindow {
    /** Something that makes a tile of probabilities from a tile of intensities. */
    public interface TilePredictor {
        /**
         * Predicts a batch.
         *
         * @param tiles {@code count} tiles of intensities, row-major N,Z,Y,X; to be left unchanged
         * @param count number of tiles
         * @return as many probabilities in the same order
         */
        float[] predict(float[] tiles, int count);
    }

    private final int[] tile;
    private final double overlap;
    private final int batch;

    /**
     * Says how to tile.
     *
     * @param tile voxels of a tile along x, y, z, each at least 1
     * @param overlap least share of a tile that the next one covers again, 0 to below 1; 0.5 is usual
     * @param batch tiles that the predictor gets at once, at least 1
     * @throws IllegalArgumentException if a value is out of its range
     */
    public SlidingWindow(int[] tile, double overlap, int batch) {
        if (tile.length != 3 || batch < 1) {
            throw new IllegalArgumentException("tile has " + tile.length + " sides and batch is " + batch
                    + " but there must be 3 sides and at least 1 tile in a batch");
        }
        this.tile = tile.clone();
        this.overlap = overlap;
        this.batch = batch;
    }

    /**
     * Predicts a whole volume; progress is reported once a batch.
     *
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public ProbabilityMap run(Volume volume, TilePredictor predictor, Progress progress) {
        TileGrid grid = new TileGrid(volume.geometry().size(), tile, overlap);
        ProbabilityMap blend = ProbabilityMap.allocate(volume.geometry());
        TileBlender blender = new TileBlender(blend.voxels(), grid, tile);
        RandomAccessible<FloatType> extended = Views.extendValue(volume.voxels(), minimum(volume));
        List<int[]> tiles = grid.tiles();
        for (int start = 0; start < tiles.size(); start += batch) {
            progress.throwIfCancelled();
            progress.update("Predicting tiles", start, tiles.size());
            runBatch(tiles.subList(start, Math.min(start + batch, tiles.size())), grid, extended, predictor, blender);
        }
        progress.update("Predicting tiles", tiles.size(), tiles.size());
        return blend;
    }

    private static FloatType minimum(Volume volume) {
        float minimum = Float.POSITIVE_INFINITY;
        for (FloatType voxel : Views.iterable(volume.voxels())) {
            minimum = Math.min(minimum, voxel.get());
        }
        return new FloatType(minimum);
    }

    private void runBatch(
            List<int[]> tiles,
            TileGrid grid,
            RandomAccessible<FloatType> volume,
            TilePredictor predictor,
            TileBlender blender) {
        int pixels = Math.multiplyExact(Math.multiplyExact(tile[0], tile[1]), tile[2]);
        float[] input = new float[Math.multiplyExact(pixels, tiles.size())];
        for (int i = 0; i < tiles.size(); i++) {
            copy(tiles.get(i), grid, volume, input, i * pixels);
        }
        float[] predicted = predictor.predict(input, tiles.size());
        for (int i = 0; i < tiles.size(); i++) {
            blender.add(tiles.get(i), predicted, i * pixels);
        }
    }

    private void copy(int[] position, TileGrid grid, RandomAccessible<FloatType> volume, float[] input, int offset) {
        long[] start = {grid.starts(0)[position[0]], grid.starts(1)[position[1]], grid.starts(2)[position[2]]};
        FinalInterval interval = Intervals.createMinSize(start[0], start[1], start[2], tile[0], tile[1], tile[2]);
        int index = offset;
        for (FloatType voxel : Views.flatIterable(Views.interval(volume, interval))) {
            input[index++] = voxel.get();
        }
    }
}
