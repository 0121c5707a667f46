package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TileGridTest {
    @Test
    void tilesCoverTheVolumeAndStayInside() {
        Random random = new Random(1);
        for (int trial = 0; trial < 500; trial++) {
            int tile = 1 + random.nextInt(20);
            long size = tile + random.nextInt(100);
            double overlap = random.nextDouble() * 0.9;
            long[] starts = new TileGrid(new long[] {size, 1, 1}, new int[] {tile, 1, 1}, overlap).starts(0);
            assertThat(starts[0]).isZero();
            assertThat(starts[starts.length - 1]).isEqualTo(size - tile);
            for (int i = 1; i < starts.length; i++) {
                assertThat(starts[i] - starts[i - 1]).isBetween(1L, Math.max(1L, (long) (tile * (1 - overlap))));
            }
        }
    }

    @Test
    void aVolumeSmallerThanATileHasOneTileInItsMiddle() {
        TileGrid grid = new TileGrid(new long[] {5, 8, 1}, new int[] {9, 8, 1}, 0.5);
        assertThat(grid.starts(0)).containsExactly(-2);
        assertThat(grid.starts(1)).containsExactly(0);
        assertThat(grid.tiles()).hasSize(1);
    }

    @Test
    void halfOverlapOfTilesThatFitHasNoSurplus() {
        assertThat(new TileGrid(new long[] {32, 1, 1}, new int[] {16, 1, 1}, 0.5).starts(0))
                .containsExactly(0, 8, 16);
    }

    @Test
    void overlapOfOneIsRefused() {
        assertThatThrownBy(() -> new TileGrid(new long[] {9, 9, 9}, new int[] {3, 3, 3}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("overlap is 1.0");
    }
}
