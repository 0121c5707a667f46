package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLeftTest {
    @ParameterizedTest
    @CsvSource({"0, 0 s", "59, 59 s", "60, 1 min 0 s", "200, 3 min 20 s", "3599, 59 min 59 s", "7500, 2 h 5 min"})
    void isToldInTheTwoUnitsThatMatter(long seconds, String told) {
        assertThat(TimeLeft.text(seconds)).isEqualTo(told);
    }

    @Test
    void ofWorkThatIsDoneNothingIsLeft() {
        assertThat(new TimeLeft().of(3, 3)).isEqualTo("0 s");
        assertThat(new TimeLeft().of(1, 2)).isEqualTo("1 s");
    }
}
