package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import net.imglib2.Cursor;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.SlidingWindow.TilePredictor;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class SlidingWindowTest {
    private static final TilePredictor SAME = (tiles, count) -> tiles.clone();

    @ParameterizedTest
    @CsvSource({"16,16,16,0.5", "7,9,3,0.25", "40,40,40,0.5", "5,64,1,0", "1,1,1,0"})
    void theBlendOfTheVolumesOwnTilesIsTheVolume(int x, int y, int z, double overlap) {
        Volume volume = noise(37, 23, 11);
        ProbabilityMap blend = new SlidingWindow(new int[] {x, y, z}, overlap, 4).run(volume, SAME, Progress.NONE);
        assertThat(largestDifference(blend, volume)).isLessThan(2e-6);
    }

    @Test
    void tiledEqualsWholeForALocalPredictor() {
        Volume volume = noise(50, 41, 1);
        float[] whole = boxBlur(values(volume), 50, 41, 1);
        TilePredictor blur = (tiles, count) -> boxBlur(tiles, 24, 24, count);
        ProbabilityMap blend = new SlidingWindow(new int[] {24, 24, 1}, 0.5, 3).run(volume, blur, Progress.NONE);
        float[] tiled = values(new Volume(blend.voxels(), blend.geometry()));
        for (int row = 1; row < 40; row++) {
            for (int column = 1; column < 49; column++) {
                // a pixel at a tile's rim is wrong there, and hardly counts
                assertThat(tiled[row * 50 + column]).isCloseTo(whole[row * 50 + column], within(2e-3f));
            }
        }
    }

    @Test
    void theBatchSizeDoesNotChangeTheResult() {
        Volume volume = noise(40, 30, 9);
        ProbabilityMap one = new SlidingWindow(new int[] {16, 16, 4}, 0.5, 1).run(volume, SAME, Progress.NONE);
        ProbabilityMap seven = new SlidingWindow(new int[] {16, 16, 4}, 0.5, 7).run(volume, SAME, Progress.NONE);
        assertThat(values(new Volume(one.voxels(), one.geometry())))
                .isEqualTo(values(new Volume(seven.voxels(), seven.geometry())));
    }

    @Test
    void voxelsInTheMiddleOfATileCountMost() {
        double[] weights = ImportanceMap.gaussian(17);
        assertThat(weights[8]).isEqualTo(1);
        assertThat(weights[0]).isCloseTo(Math.exp(-0.5 * Math.pow(8 / (17 / 8.0), 2)), within(1e-12));
        double[][] rows = ImportanceMap.normalized(new long[] {0, 5, 10}, 10, 20);
        for (int voxel = 0; voxel < 20; voxel++) {
            double sum = 0;
            for (int tile = 0; tile < 3; tile++) {
                int inside = voxel - 5 * tile;
                sum += inside >= 0 && inside < 10 ? rows[tile][inside] : 0;
            }
            assertThat(sum).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void cancellingStopsBeforeTheNextBatch() {
        List<Integer> batches = new ArrayList<>();
        TilePredictor counting = (tiles, count) -> {
            batches.add(count);
            return tiles;
        };
        Progress afterTwo = new Progress() {
            @Override
            public void update(String stage, long done, long total) {}

            @Override
            public boolean isCancelled() {
                return batches.size() == 2;
            }
        };
        SlidingWindow window = new SlidingWindow(new int[] {8, 8, 8}, 0.5, 1);
        assertThatThrownBy(() -> window.run(noise(32, 32, 32), counting, afterTwo))
                .isInstanceOf(CancellationException.class);
        assertThat(batches).hasSize(2);
    }

    private static Volume noise(long... size) {
        Random random = new Random(3);
        VolumeGeometry geometry = VolumeGeometry.axisAligned(size, 1, 1, 1);
        float[] values = new float[(int) geometry.voxelCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return new Volume(ArrayImgs.floats(values, size), geometry);
    }

    private static float[] boxBlur(float[] tiles, int columns, int rows, int count) {
        float[] blurred = new float[tiles.length];
        for (int tile = 0; tile < count; tile++) {
            for (int row = 1; row < rows - 1; row++) {
                for (int column = 1; column < columns - 1; column++) {
                    int at = (tile * rows + row) * columns + column;
                    blurred[at] =
                            (tiles[at - 1] + tiles[at] + tiles[at + 1] + tiles[at - columns] + tiles[at + columns]) / 5;
                }
            }
        }
        return blurred;
    }

    private static float[] values(Volume volume) {
        float[] values = new float[(int) volume.geometry().voxelCount()];
        int i = 0;
        for (FloatType voxel : Views.flatIterable(volume.voxels())) {
            values[i++] = voxel.get();
        }
        return values;
    }

    private static double largestDifference(ProbabilityMap a, Volume b) {
        double largest = 0;
        Cursor<FloatType> other = Views.flatIterable(b.voxels()).cursor();
        for (FloatType voxel : Views.flatIterable(a.voxels())) {
            largest = Math.max(largest, Math.abs(voxel.get() - other.next().get()));
        }
        return largest;
    }
}
