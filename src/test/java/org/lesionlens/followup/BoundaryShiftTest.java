package org.lesionlens.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

class BoundaryShiftTest {
    /** Voxels of 0.5 x 1 x 4 mm; a box of 10 x 6 x 3 voxels is 5 x 6 x 12 mm. */
    @Test
    void ofABoxItIsEachFaceTimesHalfAVoxel() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {30, 20, 10}, 0.5, 1, 4);
        LabelMap box = Phantoms.mask(grid, Phantoms.box(5, 5, 2, 15, 11, 5));
        double mm3 = 5 * 6 * 4 + 6 * 12 * 0.5 + 12 * 5 * 1;
        assertThat(BoundaryShift.ml(box)).containsOnlyKeys(1);
        assertThat(BoundaryShift.ml(box).get(1)).isCloseTo(mm3 / 1000, within(1e-12));
    }

    /** 3 pi r^2 s; as fine as this to 1 %. */
    @Test
    void ofABallItIsThatOfItsShadows() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {90, 90, 90}, 1, 1, 1);
        LabelMap ball = Phantoms.mask(grid, (x, y, z) -> Math.hypot(Math.hypot(x - 45, y - 45), z - 45) <= 40);
        assertThat(BoundaryShift.ml(ball).get(1)).isCloseTo(3 * Math.PI * 40 * 40 / 1000, within(0.15));
    }

    /** Where a lesion touches another one, or the end of the image, it ends too. */
    @Test
    void neighboursAndEdgesAreBoundaries() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {4, 4, 4}, 1, 1, 1);
        LabelMap labels = Phantoms.mask(grid, (x, y, z) -> true);
        labels.voxels().forEach(voxel -> voxel.set(1));
        assertThat(BoundaryShift.ml(labels).get(1)).isCloseTo(0.048, within(1e-12));
        labels.voxels().getAt(0, 0, 0).set(2);
        assertThat(BoundaryShift.ml(labels).get(2)).isCloseTo(0.003, within(1e-12));
        assertThat(BoundaryShift.ml(labels).get(1)).isCloseTo(0.048, within(1e-12));
    }

    /** 1 ml with 0.3 ml of boundary; the other view says 0.6 ml: an error of sqrt(0.3^2 + 0.4^2). */
    @Test
    void bothErrorsAreAddedInQuadrature() {
        LabelMap labels = ConnectedComponents.label(Dates.mask(Dates.box(5, 5, 5, 15, 15, 15)), 0);
        LesionVolume volume = LesionVolume.of(labels, ExaminationReader.measured(labels), Optional.of(Map.of(1, 0.6)))
                .get(1);
        assertThat(volume.shiftMl()).isCloseTo(0.3, within(1e-12));
        assertThat(volume.viewsMl()).isCloseTo(0.4, within(1e-12));
        assertThat(volume.errorMl()).isCloseTo(0.5, within(1e-12));
        LesionVolume unseen = LesionVolume.of(labels, ExaminationReader.measured(labels), Optional.of(Map.of()))
                .get(1);
        assertThat(unseen.viewsMl()).as("the other view does not find it").isCloseTo(1, within(1e-12));
        assertThat(LesionVolume.of(labels, ExaminationReader.measured(labels), Optional.empty())
                        .get(1)
                        .errorMl())
                .isCloseTo(0.3, within(1e-12));
    }
}
