package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lesionlens.model.Window.Blend;

/** Where tiles lie along an axis, and what each counts there. */
class TileGridTest {
    @Test
    void tilesCoverTheImageEvenly() {
        Random random = new Random(1);
        for (int trial = 0; trial < 1000; trial++) {
            int tile = 1 + random.nextInt(20);
            int size = tile + 1 + random.nextInt(100);
            double step = Math.max(1, tile * (0.05 + 0.95 * random.nextDouble()));
            int[] starts = TileGrid.starts(size, tile, step, 1);
            assertThat(starts[0]).isZero();
            assertThat(starts[starts.length - 1]).isEqualTo(size - tile);
            for (int i = 1; i < starts.length; i++) {
                assertThat(starts[i] - starts[i - 1]).isBetween(1, (int) Math.ceil(step));
            }
        }
        assertThat(TileGrid.starts(5, 9, 4, 1)).containsExactly(-2);
        assertThat(TileGrid.starts(32, 16, 8, 1)).containsExactly(0, 8, 16);
        assertThat(TileGrid.starts(33, 16, 8, 2)).containsExactly(0, 6, 12, 18); // the last one reaches beyond
    }

    /** By nnU-Net's compute_steps_for_sliding_window. */
    @Test
    void tilesLieWhereNnunetHasThem() {
        assertThat(TileGrid.starts(44, 24, 12, 1)).containsExactly(0, 10, 20);
        assertThat(TileGrid.starts(110, 25, 12.5, 1)).containsExactly(0, 12, 24, 36, 49, 61, 73, 85);
    }

    /** By MONAI's dense_patch_slices. */
    @Test
    void tilesLieWhereMonaiHasThem() {
        assertThat(TileGrid.movedBack(44, 24, 12)).containsExactly(0, 12, 20);
        assertThat(TileGrid.movedBack(110, 25, 12.5)).containsExactly(0, 12, 24, 36, 48, 60, 72, 84, 85);
        assertThat(TileGrid.movedBack(48, 24, 12)).containsExactly(0, 12, 24);
        assertThat(TileGrid.movedBack(24, 24, 0.3)).containsExactly(0);
        assertThat(TileGrid.movedBack(20, 24, 12)).containsExactly(-2);
    }

    @Test
    void theWeightsOfAllTilesAddUpToOne() {
        List<Blend> blends = new ArrayList<>(List.of(new Blend.Gaussian(0.125), new Blend.Constant()));
        blends.add(new Blend.Halo(List.of(2)));
        for (Blend blend : blends) {
            int[] starts = {-3, 6, 12};
            float[][] weights = TileWeights.of(blend, starts, 14, 24);
            for (int voxel = 0; voxel < 24; voxel++) {
                int at = voxel;
                double sum = IntStream.range(0, 3)
                        .filter(tile -> at >= starts[tile] && at < starts[tile] + 14)
                        .mapToDouble(tile -> weights[tile][at - starts[tile]])
                        .sum();
                assertThat(sum).isCloseTo(1, within(1e-6));
            }
        }
        double[] gaussian = TileWeights.gaussian(17, new Blend.Gaussian(0.125));
        assertThat(gaussian[8]).isEqualTo(1);
        assertThat(gaussian[0]).isCloseTo(Math.exp(-0.5 * Math.pow(8 / (17 / 8.0), 2)), within(1e-12));
        double[] ofNnunet = TileWeights.gaussian(16, new Blend.Gaussian(0.125, Blend.Peak.HALF, 0));
        assertThat(ofNnunet[8])
                .as("scipy's gaussian_filter of a point at 16 // 2")
                .isEqualTo(1);
        assertThat(ofNnunet[15]).isCloseTo(Math.exp(-0.5 * Math.pow(7 / 2.0, 2)), within(1e-12));
        assertThat(ofNnunet[0]).isCloseTo(Math.exp(-0.5 * Math.pow(8 / 2.0, 2)), within(1e-12));
    }
}
