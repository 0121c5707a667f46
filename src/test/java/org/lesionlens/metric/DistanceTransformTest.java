package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.DoubleType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

class DistanceTransformTest {
    @ParameterizedTest
    @CsvSource({"13, 11, 7", "20, 1, 9", "1, 1, 30", "25, 18, 1"})
    void agreesWithAllPairsOfVoxels(long x, long y, long z) {
        Random random = new Random(2);
        for (double share : new double[] {0.003, 0.02, 0.2, 0.9}) {
            double[] spacing = random.doubles(3, 0.2, 6).toArray();
            LabelMap mask = Phantoms.noise(VolumeGeometry.axisAligned(new long[] {x, y, z}, spacing), random, share);
            mask.voxels().getAt(x - 1, 0, 0).set(9);
            assertDistancesToNearest(mask);
        }
    }

    @Test
    void aFilledMaskIsAtNoDistance() {
        LabelMap all = Phantoms.mask(VolumeGeometry.uncalibrated(5, 4, 3), (x, y, z) -> true);
        assertThat(DistanceTransform.toNearest(all))
                .allSatisfy(distance -> assertThat(distance.get()).isZero());
    }

    @Test
    void anEmptyMaskIsInfinitelyFar() {
        LabelMap none = LabelMap.allocate(VolumeGeometry.uncalibrated(5, 4, 3));
        assertThat(DistanceTransform.toNearest(none))
                .allSatisfy(distance -> assertThat(distance.get()).isEqualTo(Double.POSITIVE_INFINITY));
    }

    private static void assertDistancesToNearest(LabelMap mask) {
        VolumeGeometry grid = mask.geometry();
        List<double[]> sites = new ArrayList<>();
        Cursor<UnsignedShortType> voxel = mask.voxels().localizingCursor();
        while (voxel.hasNext()) {
            if (voxel.next().get() != 0) {
                sites.add(positionMm(voxel, grid));
            }
        }
        Cursor<DoubleType> distance = DistanceTransform.toNearest(mask).localizingCursor();
        while (distance.hasNext()) {
            double found = distance.next().get();
            double[] here = positionMm(distance, grid);
            double nearest = sites.stream()
                    .mapToDouble(s -> Math.hypot(Math.hypot(s[0] - here[0], s[1] - here[1]), s[2] - here[2]))
                    .min()
                    .orElseThrow();
            assertThat(found).isEqualTo(nearest, within(1e-9));
        }
    }

    private static double[] positionMm(Cursor<?> voxel, VolumeGeometry grid) {
        double[] position = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            position[axis] = voxel.getLongPosition(axis) * grid.spacingMm(axis);
        }
        return position;
    }
}
