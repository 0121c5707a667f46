package org.lesionlens.correction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.MaskValues;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class StrokeTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {40, 36, 12}, 0.5, 0.7, 3);

    private static Correction empty(VolumeGeometry grid) {
        return new Correction(LabelMap.allocate(grid), Map.of(), 1);
    }

    private static Change stroke(Correction correction, Brush brush, Ink ink, double[]... places) {
        Stroke stroke = Stroke.begin(correction, brush, ink);
        for (double[] place : places) {
            stroke.to(place[0], place[1], place[2]);
        }
        return stroke.end();
    }

    private static void assertIs(Correction correction, Phantoms.Shape shape) {
        assertThat(NaiveCorrection.voxels(correction.labels()))
                .isEqualTo(NaiveCorrection.voxels(Phantoms.mask(correction.geometry(), shape)));
    }

    private static double[] at(double x, double y, double z) {
        return new double[] {x, y, z};
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2.5, 6.5})
    void aBallHoldsTheVoxelsWhoseCentresLieWithinItsRadius(double radius) {
        Correction correction = empty(GRID);
        stroke(correction, Brush.ball(radius), Ink.paint(1), at(17.3, 12.8, 5.2));
        assertIs(
                correction,
                (x, y, z) -> Math.hypot(Math.hypot((x - 17.3) * 0.5, (y - 12.8) * 0.7), (z - 5.2) * 3) <= radius);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aDiscLiesInOneSlice(int axis) {
        Correction correction = empty(GRID);
        stroke(correction, Brush.disc(axis, 6), Ink.paint(1), at(17, 12, 5));
        double[] steps = {0.5, 0.7, 3};
        steps[axis] = 1000;
        assertIs(
                correction,
                (x, y, z) -> Math.hypot(Math.hypot((x - 17) * steps[0], (y - 12) * steps[1]), (z - 5) * steps[2]) <= 6);
    }

    @Test
    void aStrokeIsACapsule() {
        Correction correction = empty(GRID);
        stroke(correction, Brush.disc(2, 2), Ink.paint(1), at(6, 10, 4), at(30, 10, 4));
        assertIs(
                correction,
                (x, y, z) -> z == 4 && Math.hypot((x - Math.max(6, Math.min(30, x))) * 0.5, (y - 10) * 0.7) <= 2);
    }

    @Test
    void onObliqueAndMirroredGridsABallIsRoundInMm() {
        Random random = new Random(3);
        for (int round = 0; round < 6; round++) {
            VolumeGeometry grid = Grids.oblique(random, 20, 19, 18);
            Correction correction = empty(grid);
            stroke(correction, Brush.ball(9), Ink.paint(1), at(9, 8, 7));
            double[] centre = grid.toWorld(9, 8, 7);
            assertIs(correction, (x, y, z) -> {
                double[] here = grid.toWorld(x, y, z);
                return Math.hypot(Math.hypot(here[0] - centre[0], here[1] - centre[1]), here[2] - centre[2]) <= 9;
            });
        }
    }

    @Test
    void withoutCalibrationARadiusIsInVoxels() {
        Correction correction = empty(VolumeGeometry.uncalibrated(21, 21, 21));
        stroke(correction, Brush.ball(4), Ink.paint(1), at(10, 10, 10));
        assertIs(correction, (x, y, z) -> Math.hypot(Math.hypot(x - 10, y - 10), z - 10) <= 4);
    }

    @Test
    void inAPlanarImageABallIsADisc() {
        VolumeGeometry planar =
                VolumeGeometry.axisAligned(new long[] {30, 30, 1}, 0.5, 0.5, 1).withoutDepth();
        Correction correction = empty(planar);
        stroke(correction, Brush.ball(4), Ink.paint(1), at(15, 15, 0));
        assertIs(correction, (x, y, z) -> Math.hypot(x - 15, y - 15) <= 8);
    }

    @Test
    void acrossSlicesOfUnknownDistanceThereIsNoBall() {
        Correction correction =
                empty(VolumeGeometry.axisAligned(new long[] {9, 9, 4}, 1, 1, 1).withoutDepth());
        assertThatThrownBy(() -> Stroke.begin(correction, Brush.ball(2), Ink.paint(1)))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("work in the slices across z");
        stroke(correction, Brush.disc(2, 2), Ink.paint(1), at(4, 4, 1));
        assertThat(correction.voxels(1)).isEqualTo(13);
    }

    @ParameterizedTest
    @CsvSource({"0.01, -1", "0.2, 2", "0.4, -1", "1, 2"})
    void aStrokeHasNoGapsHoweverThinAndFast(double radius, int axis) {
        Random random = new Random(7);
        for (int round = 0; round < 10; round++) {
            Correction correction = empty(GRID);
            double[][] places = new double[4][];
            for (int i = 0; i < places.length; i++) {
                places[i] = at(
                        39 * random.nextDouble(), 35 * random.nextDouble(), axis == 2 ? 5 : 11 * random.nextDouble());
            }
            Change change = stroke(correction, new Brush(new Scope(axis), radius), Ink.paint(1), places);
            assertThat(change.added()).isEqualTo(correction.voxels(1)).isGreaterThan(20);
            assertThat(MaskValues.of(ConnectedComponents.label(correction.labels(), 0))
                            .cardinality())
                    .isEqualTo(1);
        }
    }

    @Test
    void aStrokeIsOneStepWhoseMovesCanBeSeen() {
        Correction correction = empty(GRID);
        Stroke stroke = Stroke.begin(correction, Brush.disc(2, 2), Ink.paint(1));
        long seen = 0;
        for (int x = 5; x < 30; x += 3) {
            Change move = stroke.to(x, 10, 4);
            assertThat(move.numbers()).containsExactly(1);
            assertThat(move.box().xMin()).isGreaterThanOrEqualTo(x - 4 - (x == 5 ? 0 : 3));
            seen += move.added();
            assertThat(correction.voxels(1)).isEqualTo(seen);
        }
        assertThat(stroke.to(29, 10, 4)).isEqualTo(Change.NONE);
        assertThat(stroke.end().added()).isEqualTo(seen);
        assertThat(correction.undoable()).contains("paint");
        assertThat(correction.undo().removed()).isEqualTo(seen);
        assertThat(correction.numbers()).isEmpty();
        assertThat(correction.redo().added()).isEqualTo(seen);
        assertThat(correction.voxels(1)).isEqualTo(seen);
    }

    @Test
    void anotherStepEndsAStroke() {
        Correction correction = empty(GRID);
        Stroke stroke = Stroke.begin(correction, Brush.disc(2, 2), Ink.paint(1));
        stroke.to(10, 10, 4);
        LesionSteps.classify(correction, 1, "glioma");
        assertThatIllegalStateException().isThrownBy(() -> stroke.to(11, 10, 4));
        correction.undo();
        assertThat(correction.undoable()).contains("paint");
    }

    @Test
    void aStrokeThatIsBeingDrawnHasItsNumber() {
        Correction correction = empty(GRID);
        Stroke.begin(correction, Brush.disc(2, 2), Ink.paint(1)).to(10, 10, 4);
        assertThat(correction.nextNumber()).isEqualTo(2);
        SplitSteps.split(correction, 1, new SliceLine(2, 10.5, 0, 10.5, 1));
        assertThat(correction.numbers()).containsExactly(1, 2);
        Stroke.begin(correction, Brush.disc(2, 2), Ink.paint(3)).to(30, 10, 4);
        Stroke.begin(correction, Brush.disc(2, 2), Ink.paint(4)).to(30, 30, 4);
        correction.undo();
        assertThat(correction.nextNumber()).isEqualTo(4);
    }

    @Test
    void undoTakesAwayAStrokeThatIsBeingDrawn() {
        Correction correction = empty(GRID);
        Stroke stroke = Stroke.begin(correction, Brush.disc(2, 2), Ink.paint(1));
        stroke.to(10, 10, 4);
        assertThat(correction.undoable()).contains("paint");
        correction.undo();
        assertThat(correction.numbers()).isEmpty();
        assertThat(stroke.end().added()).isPositive();
        assertThat(correction.redoable()).contains("paint");
    }

    @Test
    void whereTheWheelTurnsADiscBeginsAnew() {
        Correction correction = empty(GRID);
        stroke(correction, Brush.disc(2, 1), Ink.paint(1), at(5, 10, 4), at(30, 10, 7.2));
        assertIs(
                correction,
                (x, y, z) -> z == 4 && Math.hypot((x - 5) * 0.5, (y - 10) * 0.7) <= 1
                        || z == 7 && Math.hypot((x - 30) * 0.5, (y - 10) * 0.7) <= 1);
    }

    @Test
    void whatLiesOutsideOfTheImageIsLeftOut() {
        Correction correction = empty(GRID);
        stroke(correction, Brush.ball(3), Ink.paint(1), at(-2, -1, -1), at(-40, 300, 90));
        assertThat(correction.box(1).xMin()).isZero();
        stroke(correction, Brush.disc(2, 3), Ink.paint(1), at(20, 20, 12), at(20, 20, -1));
        assertThat(correction.undo().removed()).isEqualTo(correction.redo().added());
        assertThatThrownBy(() ->
                        Stroke.begin(correction, Brush.ball(3), Ink.paint(1)).to(Double.NaN, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void otherLesionsAreDrawnOverOnlyIfAsked() {
        Correction correction = empty(GRID);
        CorrectionTest.fill(correction, new Box(0, 0, 4, 40, 10, 5), 1);
        Change beside = stroke(correction, Brush.disc(2, 3), Ink.paint(2), at(20, 10, 4));
        assertThat(beside.numbers()).containsExactly(2);
        assertThat(beside.renumbered()).isZero();
        Change over = stroke(correction, Brush.disc(2, 3), Ink.paintOver(2), at(20, 10, 4));
        assertThat(over.numbers()).containsExactly(1, 2);
        assertThat(over.added()).isZero();
        assertThat(over.renumbered()).isPositive();
        Change erased = stroke(correction, Brush.disc(2, 1), Ink.eraserOf(1), at(20, 10, 4));
        assertThat(erased).isEqualTo(Change.NONE);
        Change all = stroke(correction, Brush.disc(2, 1), Ink.eraser(), at(20, 10, 4));
        assertThat(all.numbers()).containsExactly(2);
        assertThat(all.removed()).isPositive();
    }

    @Test
    void onlyIntensitiesInTheRangeAreDrawnOver() {
        Volume image = Grids.counting(VolumeGeometry.axisAligned(new long[] {10, 10, 1}, 1, 1, 1));
        image.voxels().getAt(4, 4, 0).set(Float.NaN);
        Correction correction = empty(image.geometry());
        stroke(correction, Brush.ball(50), Ink.paint(1).where(new IntensityRange(image, 40, 47)), at(5, 5, 0));
        assertIs(correction, (x, y, z) -> y == 4 && x <= 7 && x != 4);
        stroke(correction, Brush.ball(50), Ink.eraser().where(IntensityRange.above(image, 45)), at(5, 5, 0));
        assertIs(correction, (x, y, z) -> y == 4 && x <= 3);
        stroke(correction, Brush.ball(50), Ink.eraser().where(IntensityRange.below(image, 41)), at(5, 5, 0));
        assertIs(correction, (x, y, z) -> y == 4 && x >= 2 && x <= 3);
    }
}
