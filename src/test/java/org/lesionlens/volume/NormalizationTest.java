package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class NormalizationTest {
    @Test
    void foregroundIsWhatIsAboveTheMean() {
        Normalization statistics = Normalization.foreground(ArrayImgs.floats(new float[] {0, 0, 0, 0, 6, 10}, 3, 2));
        assertThat(statistics).isEqualTo(new Normalization(8, 2));
    }

    @Test
    void valuesAreCountedInStandardDeviationsFromTheMeanAndClipped() {
        Normalization statistics = new Normalization(8, 2);
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
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalization.foreground(ArrayImgs.floats(constant, 2, 2)))
                .withMessageStartingWith("the image is constant (value 3.0): ");
    }

    @Test
    void theFirstVoxelThatIsNotFiniteIsNamed() {
        float[] broken = {1, 2, 3, Float.NaN, Float.POSITIVE_INFINITY, 4};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalization.foreground(ArrayImgs.floats(broken, 3, 2)))
                .withMessageStartingWith("voxel [0, 1] (counted from 0) is NaN");
    }

    private static float[] normalized(Normalization statistics, float... values) {
        statistics.apply(values, -5, 5);
        return values;
    }
}
