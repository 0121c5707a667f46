package org.lesionlens.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class LevelImageTest {
    private static final double[][] OBLIQUE = {{0.8, 0.6, 0}, {-0.6, 0.8, 0}, {0, 0, -1}};
    private static final VolumeGeometry GRID = VolumeGeometry.of(
            new long[] {31, 28, 9}, new double[] {0.5, 0.7, 6.5}, new double[] {10, 20, -30}, OBLIQUE);

    @Test
    void aRampOfSpaceIsStillOneAtEveryResolution() {
        Volume ramp = ramp(GRID);
        for (double mm : new double[] {0.1, 1, 2, 4}) {
            LevelImage level = Coarsening.of(ramp, mm);
            double[] middle = {
                (level.size(0) - 1) / 2.0 + 0.3, (level.size(1) - 1) / 2.0 - 0.2, (level.size(2) - 1) / 2.0
            };
            double[] place = level.grid().toWorld(middle);
            assertThat(level.at(middle[0], middle[1], middle[2])).isCloseTo(ramp(place), within(0.05));
        }
    }

    @Test
    void axesThatAreCoarseAlreadyStay() {
        LevelImage level = Coarsening.of(ramp(GRID), 2);
        assertThat(level.grid().size()).containsExactly(8, 10, 9);
        assertThat(level.grid().spacingMm(2)).isEqualTo(6.5);
        LevelImage same = Coarsening.of(ramp(GRID), 0.1);
        assertThat(same.grid().sameGrid(GRID, 1e-9)).isTrue();
        assertThat(same.value(31 * 28 + 31 + 2)).isEqualTo((float) ramp(GRID.toWorld(2, 1, 1)), within(1e-4f));
    }

    @Test
    void theFieldIsThatOfTheVolume() {
        LevelImage level = Coarsening.of(ramp(GRID), 2);
        double[] first = GRID.toWorld(-0.5, -0.5, -0.5);
        double[] last = GRID.toWorld(30.5, 27.5, 8.5);
        assertThat(level.grid().toWorld(-0.5, -0.5, -0.5)).containsExactly(first, within(1e-9));
        assertThat(level.grid().toWorld(7.5, 9.5, 8.5)).containsExactly(last, within(1e-9));
    }

    @Test
    void whatIsNoImageDoesNotCount() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {16, 8, 8}, 1, 1, 1);
        Volume half = Volume.allocate(grid);
        Cursor<FloatType> cursor = Views.flatIterable(half.voxels()).localizingCursor();
        while (cursor.hasNext()) {
            cursor.next().set(cursor.getIntPosition(0) < 8 ? 5 : -2000);
        }
        LevelImage level = Coarsening.of(half.with(new Padding(-2000, -2000)), 2);
        assertThat(level.known()).hasSize(4 * 4 * 4).containsOnly(5);
        assertThat(level.at(2.9, 1.5, 1.5)).isEqualTo(5);
        assertThat(level.at(3.1, 1.5, 1.5)).isNaN();
        assertThat(level.at(-0.1, 0, 0)).isNaN();
    }

    private static Volume ramp(VolumeGeometry grid) {
        Volume volume = Volume.allocate(grid);
        Cursor<FloatType> cursor = Views.flatIterable(volume.voxels()).localizingCursor();
        double[] index = new double[3];
        while (cursor.hasNext()) {
            FloatType voxel = cursor.next();
            cursor.localize(index);
            voxel.set((float) ramp(grid.toWorld(index)));
        }
        return volume;
    }

    private static double ramp(double... place) {
        return 3 * place[0] - 2 * place[1] + place[2] + 7;
    }
}
