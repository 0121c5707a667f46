package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;

import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;

class NearestFillTest {
    private static LabelMap map(VolumeGeometry grid, int... values) {
        LabelMap map = LabelMap.allocate(grid);
        Cursor<UnsignedShortType> voxel = Views.flatIterable(map.voxels()).cursor();
        for (int value : values) {
            voxel.next().set(value);
        }
        return map;
    }

    @Test
    void aHoleIsSharedByWhatIsRoundIt() {
        VolumeGeometry row = VolumeGeometry.axisAligned(new long[] {8, 1, 1}, 1, 1, 1);
        LabelMap labels = map(row, 3, 0, 0, 0, 0, 5, 0, 0);
        NearestFill.fill(labels, map(row, 0, 1, 1, 2, 2, 0, 0, 1));
        assertThat(VoxelValues.of(labels.voxels())).containsExactly(3, 3, 3, 5, 5, 5, 0, 0);
    }

    /** A pixel is 1 mm wide and 5 mm high: what is beside it is nearer than what is above and below. */
    @Test
    void nearIsInMillimetres() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {5, 3, 1}, 1, 5, 1);
        LabelMap labels = map(grid, 7, 7, 7, 7, 7, 2, 0, 0, 0, 2, 7, 7, 7, 7, 7);
        NearestFill.fill(labels, map(grid, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0));
        assertThat(VoxelValues.of(labels.voxels())).containsExactly(7, 7, 7, 7, 7, 2, 2, 2, 2, 2, 7, 7, 7, 7, 7);
    }

    @Test
    void nothingKnownLeavesAllAsItIs() {
        VolumeGeometry row = VolumeGeometry.uncalibrated(2, 1);
        LabelMap labels = map(row, 0, 0);
        NearestFill.fill(labels, map(row, 1, 1));
        assertThat(VoxelValues.of(labels.voxels())).containsOnly(0);
    }
}
