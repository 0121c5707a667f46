package org.lesionlens.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class RigidRegistrationTest {
    /** A third of a voxel. */
    private static final double WITHIN_MM = 1.2;

    private static final VolumeGeometry GRID = HeadPhantom.grid(48, 60, 50, 4, 4, 4);
    /** Finer, so that each of the three resolutions has voxels of its own. */
    private static final VolumeGeometry FINE = HeadPhantom.grid(80, 100, 84, 2.4, 2.4, 2.4);

    private static final VolumeGeometry THICK = HeadPhantom.grid(128, 128, 26, 1.8, 1.8, 6.5);
    private static final RigidMotion MOTION =
            RigidMotion.about(new double[] {3, -5, 8}, new double[] {7, -6, 10}, new double[] {-9, 12, 8});
    private static final Volume FINE_HEAD = HeadPhantom.image(FINE, RigidMotion.NONE, HeadPhantom.T1, 1);
    private static final Volume FINE_MOVED = HeadPhantom.image(FINE, MOTION, HeadPhantom.T1, 2);
    private static final Volume HEAD = HeadPhantom.image(GRID, RigidMotion.NONE, HeadPhantom.T1, 1);
    private static final Volume MOVED = HeadPhantom.image(GRID, MOTION, HeadPhantom.T1, 2);
    private static final Registration FOUND = found(HEAD, MOVED);

    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0, 0, 0", "15, 0, 0, 0, 0, 20", "-6, 9, -10, 11, -12, 11"})
    void aHeadThatWasMovedIsBroughtBack(double a, double b, double c, double x, double y, double z) {
        RigidMotion motion = RigidMotion.about(new double[3], new double[] {a, b, c}, new double[] {x, y, z});
        Registration found = found(FINE_HEAD, HeadPhantom.image(FINE, motion, HeadPhantom.T1, 2));
        assertThat(HeadPhantom.error(found.motion(), motion.inverse())).isLessThan(WITHIN_MM);
        assertThat(found.information().after())
                .isGreaterThanOrEqualTo(found.information().before());
        assertThat(found.shiftMm()).isCloseTo(found.motion().inverse().distanceMm(0, 0, 0), within(6.0));
    }

    @Test
    void imagesThatFitWhereTheyLieAreLeftThere() {
        Registration found = found(HEAD, HEAD);
        assertThat(found.motion().distanceMm(70, 80, 60)).isLessThan(0.1);
        assertThat(found.information().sharpness()).isBetween(0.13, 1.0);
        assertThat(found.overlap()).isGreaterThan(0.95);
    }

    @Test
    void whatWasDoneIsToldInASentence() {
        assertThat(FOUND.sentence())
                .matches("turned by 1[34]\\.\\d degrees and moved by 1\\d\\.\\d mm, which brought normalised"
                        + " mutual information from 1\\.\\d{3} to 1\\.\\d{3}");
    }

    @Test
    void anotherContrastIsNoOtherHead() {
        Registration found = found(FINE_HEAD, HeadPhantom.image(FINE, MOTION, HeadPhantom.T2, 2));
        assertThat(HeadPhantom.error(found.motion(), MOTION.inverse())).isLessThan(WITHIN_MM);
    }

    @Test
    void thickSlicesFitThickSlicesAndThinOnes() {
        Volume thick = HeadPhantom.image(THICK, RigidMotion.NONE, HeadPhantom.T1, 1);
        Volume moved = HeadPhantom.image(THICK, MOTION, HeadPhantom.T1, 2);
        assertThat(HeadPhantom.error(found(thick, moved).motion(), MOTION.inverse()))
                .isLessThan(WITHIN_MM);
        assertThat(HeadPhantom.error(found(thick, FINE_MOVED).motion(), MOTION.inverse()))
                .isLessThan(WITHIN_MM);
    }

    @Test
    void theWayBackIsTheInverse() {
        RigidMotion back = found(MOVED, HEAD).motion();
        assertThat(HeadPhantom.error(back, FOUND.motion().inverse())).isLessThan(WITHIN_MM);
    }

    @Test
    void theMovedGridIsTheOtherHeadsPlace() {
        VolumeGeometry brought = FOUND.motion().of(MOVED.geometry());
        double[] lesion = {35, -30, 25};
        double[] index = MOVED.geometry().toIndex(MOTION.position(lesion));
        assertThat(brought.toWorld(index)).containsExactly(lesion, within(WITHIN_MM));
        assertThat(found(HEAD, new Volume(MOVED.voxels(), brought)).motion().distanceMm(lesion))
                .isLessThan(WITHIN_MM);
    }

    @Test
    void theOrderOfStorageDoesNotMatter() {
        double[][] turned = {{0, 0, -1}, {-1, 0, 0}, {0, 1, 0}};
        VolumeGeometry other =
                VolumeGeometry.of(new long[] {60, 50, 48}, new double[] {4, 4, 4}, new double[] {94, 118, -98}, turned);
        Registration found = found(HEAD, HeadPhantom.image(other, MOTION, HeadPhantom.T1, 2));
        assertThat(HeadPhantom.error(found.motion(), MOTION.inverse())).isLessThan(WITHIN_MM);
        VolumeGeometry mirrored = VolumeGeometry.of(
                GRID.size(),
                new double[] {4, 4, 4},
                new double[] {-GRID.origin(0), -GRID.origin(1), GRID.origin(2)},
                new double[][] {{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}});
        assertThat(HeadPhantom.error(
                        found(HEAD, HeadPhantom.image(mirrored, MOTION, HeadPhantom.T1, 2))
                                .motion(),
                        MOTION.inverse()))
                .isLessThan(WITHIN_MM);
    }

    @Test
    void imagesOfTwoFramesOfReferenceMeet() {
        RigidMotion far = RigidMotion.about(new double[3], new double[] {5, 3, -8}, new double[] {400, -250, 700});
        VolumeGeometry there = RigidMotion.about(new double[3], new double[3], new double[] {400, -250, 700})
                .of(GRID);
        Registration found = found(HEAD, HeadPhantom.image(there, far, HeadPhantom.T1, 2));
        assertThat(HeadPhantom.error(found.motion(), far.inverse())).isLessThan(WITHIN_MM);
        assertThat(found.information().before()).isNaN();
        assertThat(found.sentence()).contains("hardly met");
    }

    @Test
    void aPartOfTheHeadFindsItsPlace() {
        VolumeGeometry upper = GRID.part(new long[] {5, 0, 24}, new long[] {36, 60, 26}, new long[] {1, 1, 1});
        Volume part = HeadPhantom.image(upper, MOTION, HeadPhantom.T1, 2);
        assertThat(HeadPhantom.error(found(HEAD, part).motion(), MOTION.inverse()))
                .isLessThan(WITHIN_MM);
        assertThat(HeadPhantom.error(found(part, HEAD).motion(), MOTION)).isLessThan(WITHIN_MM);
    }

    @Test
    void aBrainWithoutItsSkullFindsItsPlace() {
        Volume zero =
                changed(FINE_MOVED, place -> HeadPhantom.tissue(MOTION.inverse().position(place)) < 3, 0);
        assertThat(HeadPhantom.error(found(FINE_HEAD, zero).motion(), MOTION.inverse()))
                .isLessThan(WITHIN_MM);
        Volume unknown =
                changed(FINE_MOVED, place -> HeadPhantom.tissue(MOTION.inverse().position(place)) < 3, Float.NaN);
        assertThat(HeadPhantom.error(found(FINE_HEAD, unknown).motion(), MOTION.inverse()))
                .isLessThan(WITHIN_MM);
    }

    @Test
    void paddingAndMetalDoNotMatter() {
        Volume padded = changed(MOVED, place -> Math.hypot(place[0], place[1]) > 100, -2000);
        Volume declared = padded.with(new Padding(-2000, -2000));
        assertThat(HeadPhantom.error(found(HEAD, declared).motion(), MOTION.inverse()))
                .isLessThan(WITHIN_MM);
        Volume metal = changed(padded, place -> Math.hypot(place[0] - 20, place[1] + 60) < 3, 1e6f);
        assertThat(HeadPhantom.error(found(HEAD, metal).motion(), MOTION.inverse()))
                .isLessThan(WITHIN_MM);
    }

    @Test
    void allThreadsFindTheSame() {
        List<String> together = IntStream.range(0, 2)
                .parallel()
                .mapToObj(i -> found(HEAD, MOVED).motion().toString())
                .toList();
        assertThat(together).containsOnly(FOUND.motion().toString());
    }

    @Test
    void anotherPartOfTheBodyIsRefused() {
        Volume chest = Volume.allocate(GRID);
        Random random = new Random(3);
        each(chest, (voxel, place) -> {
            double body = Math.hypot(place[0] / 90, place[1] / 70);
            double left = Math.hypot(Math.hypot((place[0] - 42) / 34, place[1] / 50), place[2] / 120);
            double right = Math.hypot(Math.hypot((place[0] + 42) / 34, place[1] / 50), place[2] / 120);
            double value = body > 1 || Math.min(left, right) < 1 ? -900 : 40;
            voxel.set((float) (value + 20 * random.nextGaussian()));
        });
        assertRefused(HEAD, chest, "do not fit onto each other", "same patient");
        assertRefused(chest, HEAD, "do not fit onto each other", "same patient");
    }

    @Test
    void noiseIsRefused() {
        Volume noise = Volume.allocate(GRID);
        Random random = new Random(5);
        each(noise, (voxel, place) -> voxel.set((float) random.nextGaussian()));
        assertRefused(HEAD, noise, "do not fit onto each other");
        assertRefused(noise, noise(7), "do not fit onto each other");
    }

    private static Volume noise(long seed) {
        Volume noise = Volume.allocate(HeadPhantom.grid(14, 14, 14, 10, 10, 10));
        Random random = new Random(seed);
        each(noise, (voxel, place) -> voxel.set((float) random.nextGaussian()));
        return noise;
    }

    @Test
    void imagesThatHoldNothingAreRefused() {
        assertRefused(HEAD, Volume.allocate(GRID), "the moving image", "one value", "give another image");
        Volume nothing = changed(HEAD, place -> true, Float.NaN);
        assertRefused(nothing, HEAD, "the fixed image", "has 0 voxels that hold an image");
        assertRefused(HEAD, Volume.allocate(HeadPhantom.grid(4, 4, 4, 2, 2, 2)), "64 voxels", "whole volume");
    }

    @Test
    void imagesOfUnknownPlaceOrOfOneSliceAreRefused() {
        assertRefused(new Volume(HEAD.voxels(), GRID.withoutPlace()), HEAD, "the fixed image", "where it lies");
        assertRefused(HEAD, new Volume(HEAD.voxels(), GRID.withoutDepth()), "the moving image", "slices lie apart");
        assertRefused(
                HEAD, Volume.allocate(VolumeGeometry.uncalibrated(48, 60, 50)), "the moving image", "where it lies");
        assertRefused(HEAD, Volume.allocate(GRID.slice(4)), "single slice", "whole series");
    }

    @Test
    void itCanBeCancelled() {
        Progress impatient = new Progress() {
            private int calls;

            @Override
            public void update(String stage, long done, long total) {}

            @Override
            public boolean isCancelled() {
                return ++calls > 100;
            }
        };
        assertThatThrownBy(() -> RigidRegistration.of(HEAD, MOVED, impatient))
                .isInstanceOf(CancellationException.class);
    }

    private static Registration found(Volume fixed, Volume moving) {
        return RigidRegistration.of(fixed, moving, Progress.NONE);
    }

    private static void assertRefused(Volume fixed, Volume moving, String... words) {
        assertThatThrownBy(() -> found(fixed, moving))
                .isInstanceOf(UserMessageException.class)
                .hasMessageContainingAll(words);
    }

    /** A copy with another value at some places. */
    private static Volume changed(Volume volume, Predicate<double[]> where, float value) {
        Volume copy = Volume.allocate(volume.geometry());
        Cursor<FloatType> from = Views.flatIterable(volume.voxels()).cursor();
        each(copy, (voxel, place) -> {
            float old = from.next().get();
            voxel.set(where.test(place) ? value : old);
        });
        return copy;
    }

    private static void each(Volume volume, BiConsumer<FloatType, double[]> action) {
        Cursor<FloatType> cursor = Views.flatIterable(volume.voxels()).localizingCursor();
        double[] index = new double[3];
        while (cursor.hasNext()) {
            FloatType voxel = cursor.next();
            cursor.localize(index);
            action.accept(voxel, volume.geometry().toWorld(index));
        }
    }
}
