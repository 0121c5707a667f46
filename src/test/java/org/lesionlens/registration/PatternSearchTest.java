package org.lesionlens.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class PatternSearchTest {
    private static final double[] TOP = {3, -7, 0.5};

    @Test
    void theTopOfABowlIsFoundAlsoWhereItsAxesLieAcross() {
        ToDoubleFunction<double[]> round = n -> -square(n[0] - 3) - 4 * square(n[1] + 7) - square(n[2] - 0.5);
        assertThat(PatternSearch.maximum(round, new double[3], 2, 0.01)).containsExactly(TOP, within(0.01));
        ToDoubleFunction<double[]> across =
                n -> round.applyAsDouble(n) - 3 * square(n[0] - 3 + n[1] + 7) - square(n[1] + 7 - n[2] + 0.5);
        assertThat(PatternSearch.maximum(across, new double[3], 2, 0.001)).containsExactly(TOP, within(0.05));
    }

    @Test
    void theEndIsNeverLowerThanTheStart() {
        ToDoubleFunction<double[]> rough = n -> Math.sin(100 * n[0]) - square(n[0]) / 100;
        double[] start = {0.015};
        double[] end = PatternSearch.maximum(rough, start, 1, 0.01);
        assertThat(rough.applyAsDouble(end)).isGreaterThanOrEqualTo(rough.applyAsDouble(start));
        assertThat(start).containsExactly(0.015);
    }

    @Test
    void aPlainHasNoTop() {
        assertThat(PatternSearch.maximum(n -> 1, TOP, 2, 0.01)).containsExactly(TOP);
    }

    private static double square(double value) {
        return value * value;
    }
}
