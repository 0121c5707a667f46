package org.lesionlens.lesion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class LesionMeasurementsTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {40, 30, 9}, 0.5, 0.75, 4);
    private static final Offset<Double> EXACT = within(1e-9);

    @Test
    void aBoxIsMeasuredExactly() {
        LesionMeasurements box = measureOnly(Phantoms.mask(GRID, Phantoms.box(4, 3, 2, 20, 11, 5)));
        double diagonal = Math.hypot(8, 6);
        assertThat(box.voxels()).isEqualTo(16 * 8 * 3);
        assertThat(box.volumeMl()).isEqualTo(8 * 6 * 12 / 1000.0, EXACT);
        assertThat(box.areaMm2()).isEqualTo(8 * 6, EXACT);
        assertThat(box.centroid()).isEqualTo(new Position(11.5 * 0.5, 6.5 * 0.75, 3 * 4));
        assertThat(box.boundingBox()).isEqualTo(new BoundingBox(4, 3, 2, 20, 11, 5));
        assertThat(box.diameter().slice()).isEqualTo(2);
        assertThat(box.diameter().longestMm()).isEqualTo(diagonal, EXACT);
        assertThat(box.diameter().perpendicularMm()).isEqualTo(diagonal * 6 / 8, EXACT);
    }

    /** In voxel index units. */
    private static double length(Segment segment) {
        Position from = segment.from();
        Position to = segment.to();
        return Math.hypot(Math.hypot(to.x() - from.x(), to.y() - from.y()), to.z() - from.z());
    }

    @Test
    void aVoxelReachesFromCornerToCorner() {
        Diameter diameter = measureOnly(Phantoms.mask(
                        VolumeGeometry.axisAligned(new long[] {9, 9, 9}, 1, 1, 1), Phantoms.box(4, 5, 6, 5, 6, 7)))
                .diameter();
        assertThat(diameter.longestMm()).isEqualTo(Math.sqrt(2), EXACT);
        assertThat(diameter.perpendicularMm()).isEqualTo(Math.sqrt(2), EXACT);
        assertThat(length(diameter.longest())).isEqualTo(Math.sqrt(2), EXACT);
        assertThat(List.of(
                        diameter.longest().from().x(), diameter.longest().to().x()))
                .containsExactlyInAnyOrder(3.5, 4.5);
        assertThat(List.of(
                        diameter.longest().from().y(), diameter.longest().to().y()))
                .containsExactlyInAnyOrder(4.5, 5.5);
        assertThat(diameter.longest().from().z()).isEqualTo(6);
    }

    /** Its hull is a right triangle with legs of 12 pixels whose long side is moved out by half a pixel's diagonal. */
    @Test
    void aStaircaseIsWidestFromItsRightAngle() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {20, 20, 1}, 0.5, 0.5, 1);
        Diameter stairs =
                measureOnly(Phantoms.mask(grid, (x, y, z) -> x + y < 12)).diameter();
        assertThat(stairs.longestMm()).isEqualTo(0.5 * 12 * Math.sqrt(2), EXACT);
        assertThat(stairs.perpendicularMm()).isEqualTo(0.5 * 13 / Math.sqrt(2), EXACT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 20, 45, 90, 137})
    void anEllipseHasItsAxes(double degrees) {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {300, 200, 1}, 0.4, 0.6, 5);
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        LesionMeasurements ellipse = measureOnly(Phantoms.mask(grid, (x, y, z) -> {
            double columns = (x - 150) * 0.4;
            double rows = (y - 100) * 0.6;
            return Math.hypot((columns * cos + rows * sin) / 40, (rows * cos - columns * sin) / 25) <= 1;
        }));
        assertThat(ellipse.areaMm2()).isEqualTo(Math.PI * 40 * 25, within(10.0));
        assertThat(ellipse.diameter().longestMm()).isEqualTo(80, within(0.8));
        assertThat(ellipse.diameter().perpendicularMm()).isEqualTo(50, within(0.8));
    }

    @Test
    void aBallIsWidestInItsMiddle() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {64, 64, 18}, 0.5, 0.5, 2);
        LesionMeasurements ball = measureOnly(Phantoms.mask(
                grid, (x, y, z) -> Math.hypot(Math.hypot(x - 30, y - 33) * 0.5, (z - 8) * 2) <= 12));
        assertThat(ball.volumeMl()).isEqualTo(4 / 3.0 * Math.PI * 1.2 * 1.2 * 1.2, within(0.07));
        assertThat(ball.areaMm2()).isEqualTo(Math.PI * 144, within(5.0));
        assertThat(ball.diameter().slice()).isEqualTo(8);
        assertThat(ball.diameter().longestMm()).isEqualTo(24, within(0.8));
        assertThat(ball.diameter().perpendicularMm()).isEqualTo(24, within(0.8));
        assertThat(ball.centroid()).isEqualTo(new Position(15, 16.5, 16));
    }

    @Test
    void aHollowDoesNotShortenTheDiameters() {
        LabelMap frame = Phantoms.mask(
                GRID,
                (x, y, z) ->
                        z == 1 && x >= 4 && x < 20 && y >= 3 && y < 11 && (x == 4 || x == 19 || y == 3 || y == 10));
        Diameter diameter = measureOnly(frame).diameter();
        assertThat(diameter.longestMm()).isEqualTo(10, EXACT);
        assertThat(diameter.perpendicularMm()).isEqualTo(7.5, EXACT);
    }

    @ParameterizedTest
    @CsvSource({"12, 9, 5", "9, 14, 1"})
    void noTwoCornersOfASectionAreFartherApart(long width, long height, long depth) {
        Random random = new Random(11);
        for (int round = 0; round < 20; round++) {
            VolumeGeometry grid =
                    VolumeGeometry.axisAligned(new long[] {width, height, depth}, 1 + random.nextDouble(), 1.3, 6);
            LabelMap mask = Phantoms.noise(grid, random, 0.1);
            assertThat(measureOnly(mask).diameter().longestMm()).isEqualTo(farthestCorners(mask), EXACT);
        }
    }

    @Test
    void howTheVolumeIsStoredDoesNotMatter() {
        Random random = new Random(5);
        VolumeGeometry grid = Grids.oblique(random, 14, 12, 10);
        Volume noise = Phantoms.smoothNoise(grid, random);
        LesionMeasurements expected = largest(noise);
        for (Volume stored : Grids.storedInAllWays(noise)) {
            LesionMeasurements same = largest(stored);
            assertThat(same.voxels()).isEqualTo(expected.voxels());
            assertThat(figures(same)).containsExactly(figures(expected), EXACT);
            assertEndPointsFit(same.diameter(), stored.geometry());
        }
    }

    @Test
    void withoutCalibrationNothingIsSaidInMm() {
        LabelMap mask = Phantoms.mask(VolumeGeometry.uncalibrated(20, 20), Phantoms.box(2, 3, 0, 6, 6, 1));
        LesionMeasurements box = measureOnly(mask);
        assertThat(box.volumeMl()).isNaN();
        assertThat(box.areaMm2()).isNaN();
        assertThat(box.centroid()).isEqualTo(Position.UNKNOWN);
        assertThat(box.diameter().longestMm()).isNaN();
        assertThat(box.diameter().perpendicularMm()).isNaN();
        assertThat(box.voxels()).isEqualTo(12);
        assertThat(length(box.diameter().longest())).isEqualTo(5, EXACT);
        assertThat(length(box.diameter().perpendicular())).isEqualTo(5 * 3 / 4.0, EXACT);
    }

    @Test
    void lesionsComeByLabelWithTheirProbabilities() {
        LabelMap labels = LabelMap.allocate(GRID);
        ProbabilityMap probability = ProbabilityMap.allocate(GRID);
        Phantoms.paint(labels, 300, Phantoms.box(0, 0, 0, 2, 1, 1));
        Phantoms.paint(labels, 4, Phantoms.box(5, 5, 5, 6, 6, 6));
        probability.voxels().getAt(0, 0, 0).set(0.5f);
        probability.voxels().getAt(1, 0, 0).set(1);
        probability.voxels().getAt(5, 5, 5).set(0.25f);
        List<Lesion> lesions = LesionMeasurements.measure(labels, Optional.of(probability), Optional.empty());
        assertThat(lesions).extracting(Lesion::label).containsExactly(4, 300);
        assertThat(lesions.get(0).measurements().meanProbability()).isEqualTo(0.25);
        assertThat(lesions.get(1).measurements().meanProbability()).isEqualTo(0.75);
        assertThat(lesions.get(1).measurements().maxProbability()).isEqualTo(1);
    }

    @Test
    void lesionsGetTheirClassLater() {
        LabelMap mask = Phantoms.mask(GRID, Phantoms.box(0, 0, 0, 2, 1, 1));
        Lesion lesion = LesionMeasurements.measure(mask, Optional.of(Phantoms.certain(mask)), Optional.empty())
                .get(0);
        assertThat(lesion.lesionClass()).isEmpty();
        assertThat(lesion.classProbability()).isNaN();
        assertThat(lesion.withClass("glioma", 0.9)).isEqualTo(new Lesion(1, lesion.measurements(), "glioma", 0.9));
        assertThatIllegalArgumentException().isThrownBy(() -> lesion.withClass("glioma", 1.1));
    }

    @Test
    void noLabelsAreNoLesions() {
        assertThat(LesionMeasurements.measure(
                        LabelMap.allocate(GRID), Optional.of(ProbabilityMap.allocate(GRID)), Optional.empty()))
                .isEmpty();
    }

    @Test
    void mapsOfDifferentSizeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LesionMeasurements.measure(
                        LabelMap.allocate(GRID),
                        Optional.of(ProbabilityMap.allocate(VolumeGeometry.uncalibrated(40, 30))),
                        Optional.empty()))
                .withMessage("labels has size [40, 30, 9] but probability has [40, 30, 1]: both must be on one grid");
    }

    private static LesionMeasurements measureOnly(LabelMap mask) {
        List<Lesion> lesions = LesionMeasurements.measure(mask, Optional.of(Phantoms.certain(mask)), Optional.empty());
        assertThat(lesions).hasSize(1);
        return lesions.get(0).measurements();
    }

    private static LesionMeasurements largest(Volume noise) {
        ProbabilityMap probability = new ProbabilityMap(noise.voxels(), noise.geometry());
        LabelMap labels = ConnectedComponents.label(probability, 0.56, 3);
        return LesionMeasurements.measure(labels, Optional.of(probability), Optional.empty())
                .get(0)
                .measurements();
    }

    private static double[] figures(LesionMeasurements m) {
        return new double[] {
            m.volumeMl(),
            m.areaMm2(),
            m.centroid().x(),
            m.centroid().y(),
            m.centroid().z(),
            m.diameter().longestMm(),
            m.diameter().perpendicularMm(),
            m.meanProbability(),
            m.maxProbability()
        };
    }

    /** End points lie in one slice, as far apart in mm as said, and the two lines are at right angles. */
    private static void assertEndPointsFit(Diameter diameter, VolumeGeometry grid) {
        double[] longest = vector(diameter.longest(), grid);
        double[] across = vector(diameter.perpendicular(), grid);
        assertThat(Math.sqrt(dot(longest, longest))).isEqualTo(diameter.longestMm(), EXACT);
        assertThat(Math.sqrt(dot(across, across))).isEqualTo(diameter.perpendicularMm(), EXACT);
        assertThat(dot(longest, across)).isEqualTo(0, EXACT);
        double slice = coordinate(diameter.perpendicular().to(), grid.sliceAxis());
        assertThat(slice).isEqualTo(diameter.slice());
    }

    private static double[] vector(Segment segment, VolumeGeometry grid) {
        double[] from = grid.toWorld(
                segment.from().x(), segment.from().y(), segment.from().z());
        double[] to =
                grid.toWorld(segment.to().x(), segment.to().y(), segment.to().z());
        return new double[] {to[0] - from[0], to[1] - from[1], to[2] - from[2]};
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static double coordinate(Position position, int axis) {
        return new double[] {position.x(), position.y(), position.z()}[axis];
    }

    private static double farthestCorners(LabelMap mask) {
        double farthest = 0;
        for (long z = 0; z < mask.geometry().size(2); z++) {
            List<double[]> corners = corners(mask, z);
            for (double[] a : corners) {
                for (double[] b : corners) {
                    farthest = Math.max(farthest, Math.hypot(a[0] - b[0], a[1] - b[1]));
                }
            }
        }
        return farthest;
    }

    private static List<double[]> corners(LabelMap mask, long z) {
        List<double[]> corners = new ArrayList<>();
        VolumeGeometry grid = mask.geometry();
        for (long y = 0; y < grid.size(1); y++) {
            for (long x = 0; x < grid.size(0); x++) {
                for (int i = 0; i < 4 && mask.voxels().getAt(x, y, z).get() != 0; i++) {
                    corners.add(new double[] {(x + i % 2) * grid.spacingMm(0), (y + i / 2) * grid.spacingMm(1)});
                }
            }
        }
        return corners;
    }
}
