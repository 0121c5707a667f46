package org.lesionlens.lesion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class IntensitiesTest {
    /** Coarsest along z: sections are slices along z. */
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {30, 20, 5}, 1, 1, 4);

    private interface Image {
        double at(long x, long y, long z);
    }

    private static Volume image(Image image) {
        Volume volume = Volume.allocate(GRID);
        var voxel = volume.voxels().localizingCursor();
        while (voxel.hasNext()) {
            voxel.fwd();
            voxel.get().setReal(image.at(voxel.getLongPosition(0), voxel.getLongPosition(1), voxel.getLongPosition(2)));
        }
        return volume;
    }

    private static List<Intensities> measure(LabelMap labels, Volume image) {
        return LesionMeasurements.measure(labels, Optional.empty(), Optional.of(image)).stream()
                .map(lesion -> lesion.measurements().intensities())
                .toList();
    }

    private static void assertAre(Intensities found, double mean, double sd, double p10, double p90) {
        assertThat(new double[] {found.mean(), found.sd(), found.p10(), found.p90()})
                .containsExactly(new double[] {mean, sd, p10, p90}, within(1e-9));
    }

    /** 1 to 21 has the variance (21 * 21 - 1) / 12. */
    @Test
    void aRampHasTheIntensitiesOfItsFormula() {
        LabelMap labels = Phantoms.mask(GRID, Phantoms.box(4, 7, 2, 25, 8, 3));
        Intensities ramp = measure(labels, image((x, y, z) -> y == 7 && z == 2 ? x - 3 : 1e6))
                .get(0);
        assertAre(ramp, 11, Math.sqrt(440 / 12.0), 3, 19);
    }

    /** numpy.percentile([1, 2, 4, 8], [10, 90]) is 1.3, 6.8. */
    @Test
    void percentilesAreLinearBetweenNeighbours() {
        LabelMap labels = Phantoms.mask(GRID, Phantoms.box(0, 0, 0, 4, 1, 1));
        Intensities four = measure(labels, image((x, y, z) -> Math.pow(2, x))).get(0);
        assertAre(four, 3.75, Math.sqrt((1 + 4 + 16 + 64) / 4.0 - 3.75 * 3.75), 1.3, 6.8);
    }

    /** Slices of 0 to 400 HU; the second lesion touches the first one and is in one of them. */
    @Test
    void lesionsOfSeveralSlicesAreToldApart() {
        LabelMap labels = Phantoms.mask(GRID, Phantoms.box(2, 2, 0, 12, 8, 5));
        Phantoms.paint(labels, 2, Phantoms.box(5, 2, 3, 9, 8, 4));
        Phantoms.paint(labels, 1, Phantoms.box(20, 2, 3, 24, 8, 4)); // as large as the part that the second one took
        List<Intensities> both = measure(labels, image((x, y, z) -> 100 * z - 1000));
        assertAre(both.get(0), -800, 100 * Math.sqrt(2), -1000, -600);
        assertAre(both.get(1), -700, 0, -700, -700);
    }

    @Test
    void paddingAndWhatIsNoNumberAreLeftOut() {
        LabelMap labels = Phantoms.mask(GRID, Phantoms.box(0, 0, 1, 10, 10, 4));
        Volume image = image((x, y, z) -> x == 0 ? Double.NaN : x < 5 ? -2000 : 7);
        assertAre(measure(labels, image.with(new Padding(-3000, -2000))).get(0), 7, 0, 7, 7);
        double mean = (4 * -2000 + 5 * 7) / 9.0;
        assertAre(
                measure(labels, image).get(0),
                mean,
                Math.sqrt((4 * Math.pow(-2000 - mean, 2) + 5 * Math.pow(7 - mean, 2)) / 9),
                -2000,
                7);
    }

    /** The value that is padding in the slice above means tissue in this one. */
    @Test
    void paddingIsThatOfItsSlice() {
        Padding.Range air = new Padding.Range(-5, -5);
        Padding padding =
                Padding.ofSlices(List.of(Padding.Range.EMPTY, air, Padding.Range.EMPTY, Padding.Range.EMPTY, air));
        LabelMap labels = Phantoms.mask(GRID, Phantoms.box(0, 0, 1, 10, 10, 3));
        Volume image = image((x, y, z) -> x < 5 ? -5 : z);
        Intensities found = measure(labels, image.with(padding)).get(0);
        assertThat(found.mean()).isCloseTo((1 - 5 + 2) / 3.0, within(1e-9));
    }

    @Test
    void whereThereIsNoTissueOrNoImageTheyAreUnknown() {
        LabelMap labels = Phantoms.mask(GRID, Phantoms.box(0, 0, 0, 3, 3, 3));
        assertThat(measure(labels, image((x, y, z) -> Double.NaN))).containsExactly(Intensities.UNKNOWN);
        assertThat(LesionMeasurements.measure(labels, Optional.empty(), Optional.empty())
                        .get(0)
                        .measurements()
                        .intensities())
                .isEqualTo(Intensities.UNKNOWN);
    }
}
