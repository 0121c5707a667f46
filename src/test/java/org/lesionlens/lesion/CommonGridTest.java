package org.lesionlens.lesion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.ComparedMasks;
import org.lesionlens.metric.Comparison;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Masks of things in a patient, sampled on one grid or another: what is compared is the things. */
class CommonGridTest {
    private static final double[][] LPS = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

    /** Whether a position in the patient, LPS mm, belongs to a thing. */
    private interface Thing {
        boolean contains(double x, double y, double z);
    }

    private static Thing box(double halfX, double halfY, double halfZ) {
        return (x, y, z) -> Math.abs(x - 3) < halfX && Math.abs(y + 2) < halfY && Math.abs(z - 1) < halfZ;
    }

    private static LabelMap sampled(VolumeGeometry grid, Thing thing) {
        LabelMap mask = LabelMap.allocate(grid);
        Cursor<UnsignedShortType> cursor = mask.voxels().localizingCursor();
        double[] index = new double[3];
        while (cursor.hasNext()) {
            UnsignedShortType voxel = cursor.next();
            cursor.localize(index);
            double[] world = grid.toWorld(index);
            voxel.set(thing.contains(world[0], world[1], world[2]) ? 1 : 0);
        }
        return mask;
    }

    /** A grid round the origin of the patient, whose voxels touch the planes x, y, z = 0. */
    private static VolumeGeometry centred(long[] size, double... spacing) {
        double[] origin = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            origin[axis] = -(size[axis] - 1) / 2.0 * spacing[axis];
        }
        return VolumeGeometry.of(size, spacing, origin, LPS);
    }

    private static VolumeGeometry moved(VolumeGeometry grid, double... by) {
        double[][] affine = grid.affine();
        for (int row = 0; row < 3; row++) {
            affine[row][3] += by[row];
        }
        return VolumeGeometry.fromAffine(grid.size(), affine);
    }

    private static CaseAgreement compare(CommonGrid common) {
        return ComparedMasks.of(common.prediction(), common.reference()).compare("", "", Comparison.USUAL);
    }

    private static LabelMap mask(Volume volume) {
        LabelMap mask = LabelMap.allocate(volume.geometry());
        Cursor<UnsignedShortType> target = Views.flatIterable(mask.voxels()).cursor();
        for (FloatType voxel : Views.flatIterable(volume.voxels())) {
            target.next().set((int) voxel.get() % 7 == 0 ? 1 : 0);
        }
        return mask;
    }

    @Test
    void oneMaskStoredInAll48WaysIsOneMask() {
        Volume volume = Grids.counting(Grids.oblique(new Random(5), 5, 4, 3));
        LabelMap prediction = mask(volume);
        int n = 0;
        for (Volume other : Grids.storedInAllWays(volume)) {
            LabelMap reference = LabelMap.allocate(other.geometry());
            Cursor<UnsignedShortType> target =
                    Views.flatIterable(reference.voxels()).cursor();
            for (FloatType voxel : Views.flatIterable(other.voxels())) {
                target.next().set((int) voxel.get() % 7 == 0 ? 1 : 0);
            }
            CommonGrid common = CommonGrid.of(prediction, reference);
            CaseAgreement metrics = compare(common);
            assertThat(metrics.dice()).isEqualTo(1);
            assertThat(metrics.hd95()).isZero();
            assertThat(common.reference().geometry()).isEqualTo(n == 0 ? other.geometry() : prediction.geometry());
            n++;
        }
        assertThat(n).isEqualTo(48);
    }

    @Test
    void whatLiesOnOneGridIsTakenAsItIs() {
        LabelMap mask = sampled(centred(new long[] {8, 8, 4}, 1, 1, 2), box(2, 2, 2));
        CommonGrid common = CommonGrid.of(mask, mask);
        assertThat(common.prediction()).isSameAs(mask);
        assertThat(common.reference()).isSameAs(mask);
        assertThat(common.notes()).isEmpty();
    }

    /** 4 x 4 x 4 mm and 2 x 4 x 4 mm of it, on voxels of 1 and of 2 mm: Dice 2 x 32 / (64 + 32). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void otherVoxelSizesAreComparedOnTheFinerGrid(boolean finePrediction) {
        LabelMap fine = sampled(centred(new long[] {20, 20, 20}, 1, 1, 1), (x, y, z) -> inside(x, y, z, 2));
        LabelMap coarse = sampled(centred(new long[] {10, 10, 10}, 2, 2, 2), (x, y, z) -> inside(x, y, z, 2) && x < 0);
        CommonGrid common = finePrediction ? CommonGrid.of(fine, coarse) : CommonGrid.of(coarse, fine);
        CaseAgreement metrics = compare(common);
        assertThat(metrics.dice()).isEqualTo(2.0 / 3);
        assertThat(metrics.hd95()).isEqualTo(2);
        assertThat(
                        finePrediction
                                ? metrics.voxels().orElseThrow().predictionSize()
                                : metrics.voxels().orElseThrow().referenceSize())
                .isEqualTo(64);
        assertThat(
                        finePrediction
                                ? metrics.voxels().orElseThrow().referenceSize()
                                : metrics.voxels().orElseThrow().predictionSize())
                .isEqualTo(32);
        assertThat(common.notes())
                .singleElement()
                .asString()
                .contains("different grids", "20 x 20 x 20", "10 x 10 x 10")
                .contains("on that of the " + (finePrediction ? "prediction" : "reference"));
    }

    private static boolean inside(double x, double y, double z, double half) {
        return Math.abs(x) < half && Math.abs(y) < half && Math.abs(z) < half;
    }

    @Test
    void aCropIsComparedWithTheWholeAndWhatLiesOutsideItIsInvented() {
        VolumeGeometry whole = centred(new long[] {20, 20, 20}, 1, 1, 1);
        VolumeGeometry crop = whole.part(new long[] {4, 5, 6}, new long[] {10, 9, 8}, new long[] {1, 1, 1});
        Thing near = (x, y, z) -> inside(x, y, z, 2);
        LabelMap prediction = sampled(whole, (x, y, z) -> near.contains(x, y, z) || x > 9 && y > 9 && z > 9);
        CommonGrid common = CommonGrid.of(prediction, sampled(crop, near));
        CaseAgreement metrics = compare(common);
        assertThat(metrics.dice()).isEqualTo(128.0 / 129);
        assertThat(metrics.lesions().invented()).isEqualTo(1);
        assertThat(common.notes()).anyMatch(note -> note.startsWith("1 labelled voxels of the prediction lie outside"));
        assertThat(compare(CommonGrid.of(sampled(crop, near), prediction)).dice())
                .isEqualTo(128.0 / 129);
    }

    /** The finer grid is a crop: it must not hide what was predicted beside it. */
    @Test
    void aFineCropGrowsUntilItHoldsAllThatWasPredicted() {
        VolumeGeometry whole = centred(new long[] {20, 20, 20}, 1, 1, 1);
        VolumeGeometry crop = centred(new long[] {16, 16, 16}, 0.5, 0.5, 0.5);
        Thing near = (x, y, z) -> inside(x, y, z, 2);
        LabelMap prediction = sampled(whole, (x, y, z) -> near.contains(x, y, z) || x > 9 && y > 9 && z > 9);
        CaseAgreement metrics = compare(CommonGrid.of(prediction, sampled(crop, near)));
        assertThat(metrics.voxels().orElseThrow().referenceSize()).isEqualTo(64);
        assertThat(metrics.voxels().orElseThrow().predictionSize()).isEqualTo(65);
        assertThat(metrics.dice()).isEqualTo(128.0 / 129);
    }

    @Test
    void aTurnedGridOfTheSameSpaceIsComparedByPlace() {
        double c = Math.cos(Math.toRadians(20));
        double s = Math.sin(Math.toRadians(20));
        double[][] turned = {{c, -s, 0}, {s, c, 0}, {0, 0, 1}};
        VolumeGeometry straight = centred(new long[] {80, 80, 30}, 1, 1, 1);
        double[] origin = {-44.5 * c + 44.5 * s, -44.5 * s - 44.5 * c, -14.5};
        VolumeGeometry oblique = VolumeGeometry.of(new long[] {90, 90, 30}, new double[] {1, 1, 1}, origin, turned);
        Thing ball = (x, y, z) -> x * x + y * y + z * z < 100;
        CaseAgreement metrics = compare(CommonGrid.of(sampled(straight, ball), sampled(oblique, ball)));
        assertThat(metrics.dice()).isGreaterThan(0.97);
        assertThat(metrics.voxels().orElseThrow().referenceSize()).isCloseTo(4 / 3.0 * Math.PI * 1000, within(100.0));
    }

    /** A single slice says little of its thickness: it is the slice of the volume that it lies in. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 3, 4})
    void aSingleSliceIsTheOneOfTheVolumeInWhichItLies(double thickness) {
        VolumeGeometry volume = centred(new long[] {12, 12, 7}, 1, 1, 4);
        VolumeGeometry slice = volume.part(new long[] {0, 0, 3}, new long[] {12, 12, 1}, new long[] {1, 1, 1});
        double[] spacing = {1, 1, thickness};
        double[] origin = {slice.origin(0), slice.origin(1), slice.origin(2)};
        VolumeGeometry thin = VolumeGeometry.of(slice.size(), spacing, origin, LPS);
        LabelMap prediction = sampled(volume, (x, y, z) -> inside(x, y, z, 2));
        LabelMap reference = sampled(thin, (x, y, z) -> inside(x, y, z, 2));
        assertThat(compare(CommonGrid.of(prediction, reference)).dice()).isEqualTo(1);
        assertThat(compare(CommonGrid.of(reference, prediction)).dice()).isEqualTo(1);
    }

    /** A shift, or other voxel sizes, of as many voxels; part of the field only; nothing in common. */
    @ParameterizedTest
    @CsvSource({
        "24, 20, 6, 1.25, 1.25, 4, 30, do not cover the same part of the patient: they have as many voxels",
        "24, 20, 6, 1.25, 1.25, 4, 30, but the one is shifted by 30.00 mm against the other;",
        "24, 20, 6, 1.25, 1.25, 4, 7, do not cover the same part",
        "24, 20, 6, 1.25, 1.25, 4, 1.25, but the one is shifted by 1.25 mm against the other;",
        "24, 20, 6, 2.5, 2.5, 4, 0, but the one is of other voxel sizes against the other;",
        "24, 20, 6, 1.25, 1.25, 5, 0, but the one is of other voxel sizes against the other;",
        "20, 24, 6, 1.25, 1.25, 4, 0, but the one is turned by 90.00 degrees against the other;",
        "24, 20, 7, 1.25, 1.25, 4, 9, do not cover the same part of the patient;",
        "12, 10, 6, 2.5, 2.5, 4, 300, do not cover the same part of the patient;"
    })
    void whatLiesElsewhereIsRefusedWithBothGrids(
            long nx, long ny, long nz, double dx, double dy, double dz, double shift, String why) {
        VolumeGeometry grid = centred(new long[] {24, 20, 6}, 1.25, 1.25, 4);
        VolumeGeometry other = moved(centred(new long[] {nx, ny, nz}, dx, dy, dz), shift, 0, 0);
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> CommonGrid.of(LabelMap.allocate(grid), LabelMap.allocate(other)))
                .withMessageContaining("24 x 20 x 6 voxels of 1.25 x 1.25 x 4 mm")
                .withMessageContaining(nx + " x " + ny + " x " + nz + " voxels")
                .withMessageContaining(why);
    }

    /** As many voxels, less than one apart along the axis of the shift, however small the others are: all but an end fit. */
    @ParameterizedTest
    @CsvSource({"1, 1, 2.5, 1.25, 7", "0.5, 0.5, 3, 1.5, 7", "0.5, 0.5, 3, 2.9, 7", "0.5, 0.5, 4, 2, 1"})
    void slicesPartOfOneApartAreComparedByPlace(double dx, double dy, double dz, double shift, long slices) {
        VolumeGeometry grid = centred(new long[] {24, 20, slices}, dx, dy, dz);
        VolumeGeometry other = moved(grid, 0, 0, shift);
        LabelMap prediction = sampled(grid, (x, y, z) -> inside(x, y, 0, 2));
        LabelMap reference = sampled(other, (x, y, z) -> inside(x, y, 0, 2));
        CommonGrid common = CommonGrid.of(prediction, reference);
        assertThat(common.notes()).anyMatch(note -> note.contains("different grids"));
        assertThat(compare(common).dice()).isBetween(6.0 / 7, 1.0);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.5, 3, 0.5", "0.5, 0.5, 3, 3", "2.5, 2.5, 1, 2.5"})
    void aVoxelAlongTheAxisOfTheShiftIsTooMuch(double dx, double dy, double dz, double shift) {
        VolumeGeometry grid = centred(new long[] {24, 20, 7}, dx, dy, dz);
        boolean alongZ = shift == dz;
        VolumeGeometry other = moved(grid, alongZ ? 0 : shift, 0, alongZ ? shift : 0);
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> CommonGrid.requireComparable(grid, other))
                .withMessageContaining("shifted by %.2f mm", shift);
    }

    /** Of as many voxels, turned about their centre: their fields do overlap, so that is not what is said. */
    @ParameterizedTest
    @CsvSource({"5, 0", "30, 0", "5, 7", "30, 7"})
    void gridsOfAsManyVoxelsThatAreTurnedAreRefusedAsTurned(double degrees, double shift) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        double[][] turned = {{c, -s, 0}, {s, c, 0}, {0, 0, 1}};
        VolumeGeometry straight = centred(new long[] {80, 80, 30}, 1, 1, 1);
        double[] origin = {-39.5 * c + 39.5 * s + shift, -39.5 * s - 39.5 * c, -14.5};
        VolumeGeometry oblique = VolumeGeometry.of(new long[] {80, 80, 30}, new double[] {1, 1, 1}, origin, turned);
        String shifted = shift > 0 ? " and shifted by 7.00 mm" : "";
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> CommonGrid.requireComparable(straight, oblique))
                .withMessageContaining("turned by %.2f degrees%s against the other", degrees, shifted)
                .withMessageContaining("bring the reference onto the image's grid");
        if (shift == 0 && degrees < 30) {
            assertThatExceptionOfType(UnsuitableImageException.class)
                    .isThrownBy(() -> CommonGrid.requireComparable(oblique, straight))
                    .withMessageContaining("they have as many voxels");
        }
    }

    /** Headers round: a hundredth of a voxel is no other place, a third of one is said. */
    @Test
    void roundingIsNoOtherGrid() {
        VolumeGeometry grid = centred(new long[] {24, 20, 6}, 1.25, 1.25, 4);
        LabelMap mask = sampled(grid, box(4, 4, 4));
        LabelMap rounded = new LabelMap(mask.voxels(), moved(grid, 0.01, -0.01, 0.01));
        assertThat(CommonGrid.of(mask, rounded).notes()).isEmpty();
        CommonGrid beside = CommonGrid.of(mask, new LabelMap(mask.voxels(), moved(grid, 0.4, 0, 0)));
        assertThat(beside.notes()).isNotEmpty();
        assertThat(compare(beside).dice()).isEqualTo(1);
    }

    @Test
    void masksOfUnknownPlaceArePairedByIndexIfTheyAreAlike() {
        LabelMap pixels = LabelMap.allocate(VolumeGeometry.uncalibrated(9, 7));
        LabelMap spaced = LabelMap.allocate(VolumeGeometry.unplaced(new long[] {9, 7, 1}, 0.5, 0.5, 1));
        LabelMap wider = LabelMap.allocate(VolumeGeometry.unplaced(new long[] {9, 7, 1}, 0.7, 0.5, 1));
        assertThat(CommonGrid.of(pixels, pixels).notes()).isEmpty();
        assertThat(CommonGrid.of(pixels, spaced).notes()).isEmpty();
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> CommonGrid.of(spaced, wider))
                .withMessageContaining("0.5 x 0.5", "place unknown");
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> CommonGrid.of(pixels, LabelMap.allocate(VolumeGeometry.uncalibrated(7, 9))))
                .withMessageContaining("9 x 7 x 1");
    }

    @Test
    void aKnownPlaceIsNotGuessedForTheOther() {
        VolumeGeometry grid = centred(new long[] {9, 7, 3}, 1, 1, 2);
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> CommonGrid.of(LabelMap.allocate(grid), LabelMap.allocate(grid.withoutPlace())))
                .withMessageContaining("but not where the other does")
                .withMessageContaining("9 x 7 x 3 voxels of 1 x 1 x 2 mm, place unknown");
    }
}
