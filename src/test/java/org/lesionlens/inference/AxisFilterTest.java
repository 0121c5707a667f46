package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;
import org.lesionlens.model.Preparation.Interpolation;

class AxisFilterTest {
    /**
     * nnU-Net takes 29 slices of 32 at 32 / 29 * (k + 0.5) - 0.5: slice 14 lies midway between the 15th and 16th, and of two
     * that are as near the later one counts.
     */
    @Test
    void ofTwoSlicesThatAreAsNearTheLaterCounts() {
        double scale = 32.0 / 29;
        AxisFilter filter = AxisFilter.of(Interpolation.NEAREST, 32, 29, scale, 0.5 * scale - 0.5);
        assertThat(filter.first(14)).isEqualTo(16);
    }

    /** Five numbers as three: 0 to 1.67, 1.67 to 3.33, 3.33 to 5, each with all that it touches; and three as five. */
    @Test
    void areaIsTheMeanOfAllThatIsTouched() {
        float[] five = {1, 2, 4, 8, 16};
        AxisFilter down = AxisFilter.of(Interpolation.AREA, 5, 3, 5 / 3.0, 1 / 3.0);
        assertThat(down.apply(five, 1, 5, 0, 0, 3)).containsExactly(new float[] {1.5f, 14 / 3f, 12}, offset(1e-6f));
        AxisFilter up = AxisFilter.of(Interpolation.AREA, 3, 5, 0.6, -0.2);
        assertThat(up.apply(new float[] {1, 2, 4}, 1, 3, 0, 0, 5))
                .containsExactly(new float[] {1, 1.5f, 2, 3, 4}, offset(1e-6f));
    }
}
