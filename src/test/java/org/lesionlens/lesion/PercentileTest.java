package org.lesionlens.lesion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentileTest {
    /** numpy.percentile([5, 1, 4, 2], percent) */
    @ParameterizedTest
    @CsvSource({"0, 1", "25, 1.75", "50, 3", "90, 4.7", "95, 4.85", "100, 5"})
    void agreesWithNumpy(double percent, double expected) {
        assertThat(Percentile.of(new double[] {5, 1, 4, 2}, percent)).isEqualTo(expected, within(1e-12));
    }

    @Test
    void oneValueIsEveryPercentile() {
        assertThat(Percentile.of(new double[] {7}, 95)).isEqualTo(7);
    }

    @Test
    void noValuesHaveNone() {
        assertThat(Percentile.of(new double[0], 50)).isNaN();
    }
}
