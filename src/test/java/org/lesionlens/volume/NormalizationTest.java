package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;

class NormalizationTest {
    @Test
    void foregroundIsWhatIsAboveTheMean() {
        Normalization statistics = Normalization.foreground(ArrayImgs.floats(new float[] {0, 0, 0, 0, 6, 10}, 3, 2));
        assertThat(statistics).isEqualTo(new Normalization(8, 2, 0));
    }

    @Test
    void valuesAreCountedInStandardDeviationsFromTheMeanAndClipped() {
        Normalization statistics = new Normalization(8, 2, 0);
        assertThat(normalized(statistics, 11, -100, 100)).containsExactly(1.5f, -5, 5);
    }

    @Test
    void imagesOfTwoValuesHaveFiniteResults() {
        Normalization statistics = Normalization.foreground(ArrayImgs.floats(new float[] {0, 0, 1}, 3));
        assertThat(normalized(statistics, 1, 0, 2)).containsExactly(0, -5, 5);
    }

    @Test
    void constantImagesAreRefused() {
        float[] constant = {3, 3, 3, 3};
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> Normalization.foreground(ArrayImgs.floats(constant, 2, 2)))
                .withMessageStartingWith("the image is constant (value 3.0): ");
    }

    @Test
    void theFirstInfiniteVoxelIsNamed() {
        float[] broken = {1, 2, 3, Float.NaN, Float.POSITIVE_INFINITY, 4};
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> Normalization.foreground(ArrayImgs.floats(broken, 3, 2)))
                .withMessageStartingWith("voxel [1, 1] (counted from 0) is Infinity");
    }

    /** Planes of no tissue and of one value, then one of two: what comes after need not be read. */
    @Test
    void contrastIsLookedForUntilThereIsSome() {
        float[] values = {Float.NaN, Float.NaN, 3, 3, 3, 4, 5, 6, 7, 8};
        AtomicInteger read = new AtomicInteger();
        RandomAccessibleInterval<FloatType> counted = Converters.convertRAI(
                ArrayImgs.floats(values, 2, 1, 5),
                (in, out) -> {
                    read.incrementAndGet();
                    out.set(in);
                },
                new FloatType());
        assertThat(Normalization.hasContrast(counted)).isTrue();
        assertThat(read.get()).isBetween(6, 9);
    }

    @Test
    void whatHasNoContrastIsReadToItsEnd() {
        assertThat(Normalization.hasContrast(ArrayImgs.floats(new float[] {3, Float.NaN, 3, 3}, 1, 2, 2)))
                .isFalse();
        assertThat(Normalization.hasContrast(ArrayImgs.floats(new float[] {3, 3, 3, 4}, 1, 2, 2)))
                .isTrue();
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> Normalization.hasContrast(
                        ArrayImgs.floats(new float[] {3, 3, 3, Float.POSITIVE_INFINITY}, 1, 2, 2)))
                .withMessageStartingWith("voxel [0, 1, 1] (counted from 0) is Infinity");
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> Normalization.hasContrast(ArrayImgs.floats(new float[] {Float.NaN}, 1, 1, 1)))
                .withMessageContaining("nothing but padding");
    }

    @Test
    void aSurroundOfNanHasTheStatisticsOfAir() {
        float[] air = {2, 2, 2, 2, 2, 6, 10, 4};
        float[] padded = {Float.NaN, 2, Float.NaN, 2, Float.NaN, 6, 10, 4};
        Normalization statistics = Normalization.foreground(ArrayImgs.floats(padded, 4, 2));
        assertThat(statistics).isEqualTo(Normalization.foreground(ArrayImgs.floats(air, 4, 2)));
        assertThat(statistics.mean()).isCloseTo(20 / 3.0, within(1e-12)); // of 4, 6, 10: above 30 / 8
        assertThat(statistics.standardDeviation()).isCloseTo(Math.sqrt(56 / 9.0), within(1e-12));
        assertThat(normalized(statistics, Float.NaN, 2)).containsOnly((float) ((2 - 20 / 3.0) / Math.sqrt(56 / 9.0)));
    }

    @Test
    void anImageOfPaddingOnlyIsRefused() {
        float[] nothing = {Float.NaN, Float.NaN};
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> Normalization.foreground(ArrayImgs.floats(nothing, 2, 1)))
                .withMessageStartingWith("the image holds nothing but padding");
    }

    /** As it always was: sums in double, in the order of the voxels. */
    @Test
    void statisticsWithoutPaddingAreThoseOfPlainSums() {
        Random random = new Random(7);
        float[] values = new float[60];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() * 1000 - 200;
            sum += values[i];
        }
        double threshold = sum / values.length;
        double above = 0;
        double squares = 0;
        int count = 0;
        for (float value : values) {
            double d = value - threshold;
            above += d > 0 ? d : 0;
            squares += d > 0 ? d * d : 0;
            count += d > 0 ? 1 : 0;
        }
        Normalization statistics = Normalization.foreground(ArrayImgs.floats(values, values.length));
        assertThat(statistics.mean()).isEqualTo(threshold + above / count);
        assertThat(statistics.standardDeviation())
                .isEqualTo(Math.sqrt(squares / count - above / count * (above / count)));
    }

    @Test
    void aSliceInAnArrayHasTheStatisticsOfItsPixels() {
        float[] values = {99, Float.NaN, 2, 7, 2, Float.NaN, 6, 10, 4, -99};
        Normalization statistics = Normalization.foreground(values, 1, 8);
        float[] slice = {Float.NaN, 2, 7, 2, Float.NaN, 6, 10, 4};
        assertThat(statistics).isEqualTo(Normalization.foreground(ArrayImgs.floats(slice, 4, 2)));
        statistics.apply(values, 1, 8, -5, 5);
        assertThat(values).startsWith(99).endsWith(-99).contains(normalized(statistics, slice));
    }

    @Test
    void aSliceInAnArrayIsRefusedAsAnyOther() {
        float[] values = {1, 3, 3, Float.POSITIVE_INFINITY};
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> Normalization.foreground(values, 1, 2))
                .withMessageStartingWith("the image is constant (value 3.0): ");
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> Normalization.foreground(values, 1, 3))
                .withMessageStartingWith("voxel [2] (counted from 0) is Infinity");
    }

    private static float[] normalized(Normalization statistics, float... values) {
        statistics.apply(values, -5, 5);
        return values;
    }
}
