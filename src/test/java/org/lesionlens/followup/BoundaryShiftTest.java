package org.lesionlens.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

class BoundaryShiftTest {
    /** Voxels of 0.5 x 1 x 4 mm; a box of 60 x 50 x 40 voxels: half of its faces' area times the spacing across them, to 9 %. */
    @Test
    void ofABoxItIsAlmostEachFaceTimesHalfAVoxel() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {70, 60, 50}, 0.5, 1, 4);
        LabelMap box = Phantoms.mask(grid, Phantoms.box(5, 5, 5, 65, 55, 45));
        double mm3 = 30 * 50 * 4 + 50 * 160 * 0.5 + 160 * 30 * 1;
        assertThat(BoundaryShift.ml(box)).containsOnlyKeys(1);
        assertThat(1000 * BoundaryShift.ml(box).get(1) / mm3).isBetween(0.91, 1.0);
    }

    /** 2 pi r^2 s; and of an ellipsoid in mm that is a ball in voxels as much with the volume of its voxels for s^3. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "0.5, 0.5, 3"})
    void ofABallOfVoxelsItIsHalfAVoxelTimesItsSurface(double x, double y, double z) {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {64, 64, 64}, x, y, z);
        for (double radius : new double[] {5, 10, 30}) {
            LabelMap ball =
                    Phantoms.mask(grid, (i, j, k) -> Math.hypot(Math.hypot(i - 32.1, j - 32.3), k - 31.8) <= radius);
            double mm3 = 2 * Math.PI * radius * radius * x * y * z;
            assertThat(1000 * BoundaryShift.ml(ball).get(1) / mm3)
                    .as("%s voxels", radius)
                    .isCloseTo(1, within(0.02));
        }
    }

    /** A layer of voxels, however it is turned: both of its sides. */
    @Test
    void itHardlyDependsOnHowTheSurfaceLies() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {60, 60, 60}, 1, 1, 1);
        double[][] normals = {{1, 0, 0}, {1, 1, 0}, {1, 1, 1}, {1, 2, 0}, {1, 2, 3}};
        for (double[] n : normals) {
            double length = Math.hypot(Math.hypot(n[0], n[1]), n[2]);
            LabelMap disc = Phantoms.mask(grid, (x, y, z) -> {
                double height = (n[0] * (x - 30) + n[1] * (y - 30) + n[2] * (z - 30)) / length;
                double squared = (x - 30) * (x - 30) + (y - 30) * (y - 30) + (z - 30) * (z - 30.0);
                return Math.abs(height) <= 4 && squared - height * height <= 25 * 25;
            });
            double mm3 = Math.PI * 25 * 25 + Math.PI * 25 * 8;
            assertThat(1000 * BoundaryShift.ml(disc).get(1) / mm3).as("%s", n).isBetween(0.85, 1.1);
        }
    }

    /** Where a lesion touches another one, or the end of the image, it ends too. */
    @Test
    void neighboursAndEdgesAreBoundaries() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {6, 6, 6}, 1, 1, 1);
        LabelMap inside = Phantoms.mask(grid, Phantoms.box(1, 1, 1, 5, 5, 5));
        VolumeGeometry tight = VolumeGeometry.axisAligned(new long[] {4, 4, 4}, 1, 1, 1);
        LabelMap whole = Phantoms.mask(tight, (x, y, z) -> true);
        assertThat(BoundaryShift.ml(whole)).isEqualTo(BoundaryShift.ml(inside));
        inside.voxels().forEach(voxel -> voxel.set(voxel.get() == 0 ? 2 : 1));
        assertThat(BoundaryShift.ml(inside).get(1))
                .isEqualTo(BoundaryShift.ml(whole).get(1));
    }

    /** 1 ml; the other view says 0.6 ml. */
    @Test
    void bothErrorsAreAddedInQuadrature() {
        LabelMap labels = ConnectedComponents.label(Dates.mask(Dates.box(5, 5, 5, 15, 15, 15)), 0);
        double shift = BoundaryShift.ml(labels).get(1);
        LesionVolume volume = volume(labels, Optional.of(Map.of(1, 0.6)));
        assertThat(volume.shiftMl()).isEqualTo(shift);
        assertThat(volume.viewsMl()).isCloseTo(0.4, within(1e-12));
        assertThat(volume.errorMl()).isCloseTo(Math.hypot(shift, 0.4), within(1e-12));
        assertThat(volume(labels, Optional.of(Map.of())).viewsMl())
                .as("the other view does not find it")
                .isCloseTo(1, within(1e-12));
        assertThat(volume(labels, Optional.empty()).errorMl()).isEqualTo(shift);
    }

    private static LesionVolume volume(LabelMap labels, Optional<Map<Integer, Double>> views) {
        return LesionVolume.of(labels, ExaminationReader.measured(labels), views)
                .get(1);
    }
}
