package org.lesionlens.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lesionlens.volume.VolumeGeometry;

class IntensityScaleTest {
    @Test
    void whatIsEquallyFrequentIsScaledAlike() {
        float[] values = new float[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        IntensityScale scale = scale(values);
        assertThat(scale.of(5000)).isCloseTo(0.5f, within(0.01f));
        assertThat(scale.of(2500)).isCloseTo(0.25f, within(0.01f));
    }

    @Test
    void itRisesFromZeroToOneAndClipsBeyond() {
        Random random = new Random(1);
        float[] values = new float[5000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * 100);
        }
        IntensityScale scale = scale(values);
        float last = 0;
        for (float value = -400; value <= 400; value += 0.5f) {
            assertThat(scale.of(value)).isBetween(last, 1f);
            last = scale.of(value);
        }
        assertThat(scale.of(-1e9f)).isZero();
        assertThat(scale.of(1e9f)).isEqualTo(1);
        assertThat(scale.of(Float.NaN)).isNaN();
    }

    /** Of 30 % padding and a tissue of 200 values the roots of the densities are as 55 to 40 x 13. */
    @Test
    void tissuesFarFromPaddingKeepMostOfTheScale() {
        float[] values = new float[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < 3000 ? -2000 : i % 200;
        }
        IntensityScale scale = scale(values);
        assertThat(scale.of(199) - scale.of(0)).isGreaterThan(0.8f);
        assertThat(scale.of(-500)).isCloseTo(scale.of(-1), within(0.01f));
    }

    @Test
    void oneValueHasNoScale() {
        float[] values = new float[3000];
        assertThat(IntensityScale.of(image(values))).isEmpty();
        Arrays.fill(values, Float.NaN);
        assertThat(IntensityScale.of(image(values))).isEmpty();
        values[5] = 1;
        assertThat(IntensityScale.of(image(values))).isEmpty();
        values[6] = 2;
        assertThat(IntensityScale.of(image(values))).isPresent();
    }

    private static IntensityScale scale(float... values) {
        return IntensityScale.of(image(values)).orElseThrow();
    }

    private static LevelImage image(float... values) {
        return new LevelImage(values, VolumeGeometry.axisAligned(new long[] {values.length, 1, 1}, 1, 1, 1));
    }
}
