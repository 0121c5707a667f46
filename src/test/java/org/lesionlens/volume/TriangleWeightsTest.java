package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TriangleWeightsTest {
    private static final int MOST = 80;

    /** Among them those at which (target + 0.5) * source / target falls a rounding below a half, as 19 to 43. */
    @Test
    void atAnySizesWeightsAddUpToOneAndKeepTheMiddle() {
        for (int source = 1; source <= MOST; source++) {
            for (int target = 1; target <= MOST; target++) {
                TriangleWeights weights = TriangleWeights.of(source, target);
                for (int pixel = 0; pixel < target; pixel++) {
                    requireSound(weights, source, pixel);
                }
            }
        }
    }

    private static void requireSound(TriangleWeights weights, int source, int pixel) {
        double scale = (double) source / weights.targetSize();
        double support = Math.max(1, scale);
        double sum = 0;
        double middle = 0;
        for (int tap = 0; tap < weights.taps(); tap++) {
            sum += weights.weight(pixel, tap);
            middle += weights.weight(pixel, tap) * (weights.first(pixel) + tap + 0.5);
        }
        String sizes = source + " to " + weights.targetSize() + " at " + pixel;
        assertThat(weights.first(pixel)).as(sizes).isBetween(0, source - weights.taps());
        assertThat(sum).as(sizes).isEqualTo(1, within(1e-5));
        double centre = (pixel + 0.5) * scale;
        boolean enlarged = scale <= 1;
        if (enlarged && centre >= support - 0.5 && centre <= source - support + 0.5) {
            assertThat(middle).as(sizes).isEqualTo(centre, within(1e-4));
        }
    }
}
