package org.lesionlens.correction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.VolumeGeometry;

/** What steps on lesions come to, in closed form. */
class StepsTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {40, 36, 14}, 0.5, 0.7, 2);

    private static Correction of(VolumeGeometry grid, Phantoms.Shape shape) {
        return new Correction(Phantoms.mask(grid, shape), Map.of(1, "glioma"), 1);
    }

    private static void assertIs(Correction correction, int number, Phantoms.Shape shape) {
        int[] lesion = Arrays.stream(NaiveCorrection.voxels(correction.labels()))
                .map(voxel -> voxel == number ? 1 : 0)
                .toArray();
        assertThat(lesion).isEqualTo(NaiveCorrection.voxels(Phantoms.mask(correction.geometry(), shape)));
    }

    private static double mm(VolumeGeometry grid, double x, double y, double z) {
        return Math.hypot(Math.hypot(x * grid.spacingMm(0), y * grid.spacingMm(1)), z * grid.spacingMm(2));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.6, 2, 4.3, 6})
    void aGrownVoxelIsABall(double margin) {
        Correction correction = of(GRID, (x, y, z) -> x == 20 && y == 17 && z == 6);
        Change change = MarginSteps.grow(correction, 1, margin, Scope.VOLUME);
        assertIs(correction, 1, (x, y, z) -> mm(GRID, x - 20, y - 17, z - 6) <= margin);
        assertThat(change.added()).isEqualTo(correction.voxels(1) - 1);
    }

    @Test
    void whatGrowsIsWhatABallPaints() {
        Random random = new Random(1);
        for (int round = 0; round < 5; round++) {
            VolumeGeometry grid = Grids.oblique(random, 17, 16, 15);
            double radius = 2 + 8 * random.nextDouble();
            Correction grown = of(grid, (x, y, z) -> x == 8 && y == 7 && z == 6);
            MarginSteps.grow(grown, 1, radius, Scope.VOLUME);
            Correction painted = of(grid, (x, y, z) -> false);
            Stroke.begin(painted, Brush.ball(radius), Ink.paint(1)).to(8, 7, 6);
            assertThat(NaiveCorrection.voxels(grown.labels())).isEqualTo(NaiveCorrection.voxels(painted.labels()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void inSlicesItGrowsToDiscs(int axis) {
        Correction correction = of(GRID, (x, y, z) -> x == 20 && y == 17 && z == 6);
        MarginSteps.grow(correction, 1, 5, Scope.slices(axis));
        assertIs(
                correction,
                1,
                (x, y, z) -> mm(GRID, x - 20, y - 17, z - 6) <= 5 && new long[] {x - 20, y - 17, z - 6}[axis] == 0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.6, 2.1, 3.3})
    void aGrownBoxShrinksToWhatItWas(double margin) {
        Phantoms.Shape box = Phantoms.box(12, 12, 4, 22, 20, 9);
        Correction correction = of(GRID, box);
        MarginSteps.grow(correction, 1, margin, Scope.VOLUME);
        MarginSteps.shrink(correction, 1, margin, Scope.VOLUME);
        assertIs(correction, 1, box);
    }

    @Test
    void whatIsShrunkAndGrownLiesInside() {
        Phantoms.Shape ellipsoid = (x, y, z) -> mm(GRID, x - 20, (y - 17) * 1.3, z - 6) <= 7;
        Correction correction = of(GRID, ellipsoid);
        int[] whole = NaiveCorrection.voxels(correction.labels());
        MarginSteps.shrink(correction, 1, 2.5, Scope.VOLUME);
        assertThat(correction.voxels(1)).isBetween(50L, 1000L);
        MarginSteps.grow(correction, 1, 2.5, Scope.VOLUME);
        int[] opened = NaiveCorrection.voxels(correction.labels());
        for (int i = 0; i < whole.length; i++) {
            assertThat(opened[i]).isLessThanOrEqualTo(whole[i]);
        }
    }

    @Test
    void theBorderOfTheImageTakesNothingAway() {
        Correction correction = of(GRID, (x, y, z) -> x < 10);
        MarginSteps.shrink(correction, 1, 1.6, Scope.VOLUME);
        assertIs(correction, 1, (x, y, z) -> x < 7);
        MarginSteps.shrink(correction, 1, 100, Scope.VOLUME);
        assertThat(correction.numbers()).isEmpty();
    }

    @Test
    void nothingGrowsIntoOtherLesionsOrBehindThem() {
        Correction correction = of(GRID, (x, y, z) -> x < 10);
        CorrectionTest.fill(correction, new Box(11, 0, 0, 12, 36, 14), 2);
        Change change = MarginSteps.grow(correction, 1, 5, Scope.VOLUME);
        assertIs(correction, 1, (x, y, z) -> x < 11);
        assertIs(correction, 2, (x, y, z) -> x == 11);
        assertThat(change.numbers()).containsExactly(1);
    }

    @Test
    void acrossSlicesOfUnknownDistanceNothingGrows() {
        VolumeGeometry frames =
                VolumeGeometry.axisAligned(new long[] {9, 9, 4}, 1, 1, 1).withoutDepth();
        Correction correction = of(frames, (x, y, z) -> x == 4 && y == 4 && z == 2);
        assertThatThrownBy(() -> MarginSteps.grow(correction, 1, 2, Scope.VOLUME))
                .isInstanceOf(UnsuitableImageException.class);
        MarginSteps.grow(correction, 1, 2, Scope.slices(2));
        assertThat(correction.voxels(1)).isEqualTo(13);
        assertThatThrownBy(() -> MarginSteps.grow(correction, 1, 0, Scope.slices(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A hollow box with a way out in one slice only. */
    @Test
    void holesAreFilledInSlicesOrInTheVolume() {
        Phantoms.Shape shell = (x, y, z) -> Phantoms.box(5, 5, 3, 20, 20, 10).contains(x, y, z)
                && !Phantoms.box(7, 7, 5, 18, 18, 8).contains(x, y, z);
        Correction whole = of(GRID, shell);
        assertThat(LesionSteps.fillHoles(whole, 1, Scope.VOLUME).added()).isEqualTo(11 * 11 * 3);
        assertIs(whole, 1, Phantoms.box(5, 5, 3, 20, 20, 10));
        Correction open = of(GRID, (x, y, z) -> shell.contains(x, y, z) && !(x >= 15 && y == 10 && z == 6));
        assertThat(LesionSteps.fillHoles(open, 1, Scope.VOLUME)).isEqualTo(Change.NONE);
        assertThat(LesionSteps.fillHoles(open, 1, Scope.slices(2)).added()).isEqualTo(11 * 11 * 2);
    }

    @Test
    void aLesionInAHoleStaysAndWhatIsOpenAtTheBorderIsNoHole() {
        Correction correction = of(GRID, (x, y, z) -> z == 2 && x < 9 && y > 3 && y < 9 && (x > 7 || y == 4 || y == 8));
        assertThat(LesionSteps.fillHoles(correction, 1, Scope.slices(2))).isEqualTo(Change.NONE);
        CorrectionTest.fill(correction, new Box(0, 4, 2, 1, 9, 3), 1);
        CorrectionTest.fill(correction, new Box(3, 6, 2, 4, 7, 3), 2);
        Change change = LesionSteps.fillHoles(correction, 1, Scope.slices(2));
        assertThat(change.added()).isEqualTo(7 * 3 - 1);
        assertThat(correction.voxels(2)).isEqualTo(1);
    }

    @Test
    void inAPlanarImageHolesAreThoseOfItsSlice() {
        Correction correction =
                of(VolumeGeometry.uncalibrated(9, 9), (x, y, z) -> Math.max(Math.abs(x - 4), Math.abs(y - 4)) == 2);
        assertThat(LesionSteps.fillHoles(correction, 1, Scope.VOLUME).added()).isEqualTo(9);
    }

    @Test
    void theComponentThatIsClickedStays() {
        Correction correction = of(
                GRID,
                (x, y, z) -> x == 2 && y == 2 && z == 2
                        || x == 3 && y == 3 && z == 3
                        || Phantoms.box(20, 20, 2, 25, 25, 5).contains(x, y, z));
        assertThat(LesionSteps.keepComponent(correction, 3, 3, 3).removed()).isEqualTo(75);
        assertThat(correction.voxels(1)).isEqualTo(2);
        assertThatThrownBy(() -> LesionSteps.keepComponent(correction, 9, 9, 9))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is background");
        assertThatThrownBy(() -> LesionSteps.keepComponent(correction, 9, 9, -1))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("outside of the image");
    }

    @Test
    void theTwoPartsOfASplitLesionAddUp() {
        Phantoms.Shape ball = (x, y, z) -> mm(GRID, x - 20, y - 17, z - 6) <= 7;
        Correction correction = of(GRID, ball);
        long whole = correction.voxels(1);
        Change change = SplitSteps.split(correction, 1, new SliceLine(2, 18.2, 3, 16.4, 30));
        assertThat(change.numbers()).containsExactly(1, 2);
        assertThat(change.renumbered()).isEqualTo(correction.voxels(2));
        assertThat(correction.voxels(1) + correction.voxels(2)).isEqualTo(whole);
        assertThat(correction.voxels(1)).isGreaterThan(correction.voxels(2));
        assertThat(correction.classes()).isEqualTo(Map.of(1, "glioma", 2, "glioma"));
        assertIs(
                correction,
                2,
                (x, y, z) -> ball.contains(x, y, z) && (16.4 - 18.2) * (y - 3) - (30 - 3) * (x - 18.2) > 0);
        correction.undo();
        assertThat(correction.classes()).isEqualTo(Map.of(1, "glioma"));
        assertThat(correction.nextNumber()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void halvesOfABoxAreEqualAndItsFirstVoxelKeepsTheNumber(int axis) {
        Phantoms.Shape box = Phantoms.box(18, 15, 4, 22, 19, 8);
        Correction correction = of(GRID, box);
        double[] middle = {19.5, 16.5, 5.5};
        double column = middle[Scope.columnAxis(axis)];
        double row = middle[Scope.rowAxis(axis)];
        SplitSteps.split(correction, 1, new SliceLine(axis, column, row, column, row + 1));
        assertIs(
                correction,
                1,
                (x, y, z) -> box.contains(x, y, z) && new long[] {x, y, z}[Scope.columnAxis(axis)] < column);
    }

    @Test
    void aLineBesideALesionDoesNotSplitIt() {
        Correction correction = of(GRID, Phantoms.box(18, 15, 4, 22, 19, 8));
        assertThatThrownBy(() -> SplitSteps.split(correction, 1, new SliceLine(2, 2, 2, 3, 40)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("does not cross lesion 1");
    }

    @Test
    void mergedLesionsAddUp() {
        Correction correction = of(GRID, Phantoms.box(18, 15, 4, 22, 19, 8));
        CorrectionTest.fill(correction, new Box(1, 1, 1, 3, 3, 3), 2);
        Change change = LesionSteps.merge(correction, 2, 1);
        assertThat(correction.voxels(2)).isEqualTo(4 * 4 * 4 + 8);
        assertThat(change.renumbered()).isEqualTo(64);
        assertThat(correction.classes()).isEmpty();
        assertThat(correction.undo().renumbered()).isEqualTo(64);
        assertThat(correction.lesionClass(1)).isEqualTo("glioma");
        assertThatThrownBy(() -> LesionSteps.merge(correction, 2, 2)).isInstanceOf(UsageException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void betweenEqualSectionsThereIsACylinder(int axis) {
        double[] centre = {20, 17, 6};
        Phantoms.Shape column = (x, y, z) -> {
            double[] off = {x - centre[0], y - centre[1], z - centre[2]};
            off[axis] = 0;
            return mm(GRID, off[0], off[1], off[2]) <= 4.5;
        };
        long[][] ends = {{8, 30}, {9, 25}, {2, 11}};
        Correction correction = of(GRID, (x, y, z) -> {
            long slice = new long[] {x, y, z}[axis];
            return column.contains(x, y, z) && (slice == ends[axis][0] || slice == ends[axis][1]);
        });
        InterpolationSteps.interpolate(correction, 1, axis);
        assertIs(correction, 1, (x, y, z) -> {
            long slice = new long[] {x, y, z}[axis];
            return column.contains(x, y, z) && slice >= ends[axis][0] && slice <= ends[axis][1];
        });
    }

    @Test
    void betweenConcentricDiscsTheRadiusIsLinear() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {60, 60, 11}, 0.5, 0.5, 3);
        Correction correction = of(
                grid,
                (x, y, z) -> z == 0 && Math.hypot(x - 30, y - 30) <= 8 || z == 10 && Math.hypot(x - 30, y - 30) <= 24);
        InterpolationSteps.interpolate(correction, 1, 2);
        for (int z = 1; z < 10; z++) {
            double radius = 8 + 1.6 * z;
            int slice = z;
            for (int y = 0; y < 60; y++) {
                for (int x = 0; x < 60; x++) {
                    double far = Math.hypot(x - 30, y - 30);
                    int number = correction.labels().voxels().getAt(x, y, slice).get();
                    if (Math.abs(far - radius) > 0.75) {
                        assertThat(number).as("%s, %s, %s", x, y, z).isEqualTo(far < radius ? 1 : 0);
                    }
                }
            }
            double area = 0;
            for (int i = 0; i < 3600; i++) {
                area += correction
                        .labels()
                        .voxels()
                        .getAt(i % 60, i / 60, slice)
                        .get();
            }
            assertThat(Math.sqrt(area / Math.PI)).isBetween(radius - 0.5, radius + 0.5);
        }
    }

    @Test
    void otherLesionsStayBetweenDrawnSlices() {
        Correction correction = of(GRID, (x, y, z) -> x < 10 && (z == 2 || z == 6 || z == 9 || z == 10));
        CorrectionTest.fill(correction, new Box(0, 0, 4, 40, 5, 5), 2);
        Change change = InterpolationSteps.interpolate(correction, 1, 2);
        assertThat(change.numbers()).containsExactly(1);
        assertIs(correction, 1, (x, y, z) -> x < 10 && z >= 2 && z <= 10 && !(z == 4 && y < 5));
    }

    @Test
    void withoutAGapNothingIsInterpolated() {
        Correction correction = of(GRID, (x, y, z) -> x < 10 && z >= 2 && z < 5);
        assertThatThrownBy(() -> InterpolationSteps.interpolate(correction, 1, 2))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("leaves out no slice");
    }

    /** Against all pairs of voxels. */
    @Test
    void distancesAreExact() {
        Random random = new Random(9);
        for (int round = 0; round < 30; round++) {
            int[] side = {1 + random.nextInt(9), 1 + random.nextInt(8), 1 + random.nextInt(7)};
            double[] spacing = random.doubles(3, 0.3, 7).toArray();
            spacing[random.nextInt(3)] = round % 3 == 0 ? Double.POSITIVE_INFINITY : 1;
            boolean[] marked = new boolean[side[0] * side[1] * side[2]];
            for (int i = 0; i < marked.length; i++) {
                marked[i] = random.nextInt(1 + 10 * (round % 5)) == 0;
            }
            float[] squared = DistanceTransform.squared(marked, side, spacing);
            for (int i = 0; i < marked.length; i++) {
                double least = Double.POSITIVE_INFINITY;
                for (int j = 0; j < marked.length; j++) {
                    least = marked[j] ? Math.min(least, squared(i, j, side, spacing)) : least;
                }
                assertThat((double) squared[i]).isBetween(least * (1 - 1e-6), least * (1 + 1e-6));
            }
        }
    }

    private static double squared(int a, int b, int[] side, double... spacing) {
        int[] apart = {
            a % side[0] - b % side[0],
            a / side[0] % side[1] - b / side[0] % side[1],
            a / side[0] / side[1] - b / side[0] / side[1]
        };
        double sum = 0;
        for (int axis = 0; axis < 3; axis++) {
            sum += apart[axis] == 0 ? 0 : Math.pow(apart[axis] * spacing[axis], 2);
        }
        return sum;
    }

    @Test
    void allStepsTakeTheLargestNumber() {
        LabelMap labels = LabelMap.allocate(GRID);
        Correction correction = new Correction(labels, Map.of(), 65534);
        CorrectionTest.fill(correction, new Box(10, 10, 4, 14, 14, 6), 65534);
        SplitSteps.split(correction, 65534, new SliceLine(2, 11.5, 0, 11.5, 1));
        assertThat(correction.voxels(65535)).isEqualTo(16);
        MarginSteps.grow(correction, 65535, 2, Scope.VOLUME);
        LesionSteps.fillHoles(correction, 65535, Scope.VOLUME);
        MarginSteps.shrink(correction, 65535, 0.6, Scope.VOLUME);
        LesionSteps.merge(correction, 65535, 65534);
        assertThat(correction.numbers()).containsExactly(65535);
        while (correction.undoable().isPresent()) {
            correction.undo();
        }
        assertThat(correction.numbers()).isEmpty();
        assertThat(correction.nextNumber()).isEqualTo(65534);
    }
}
