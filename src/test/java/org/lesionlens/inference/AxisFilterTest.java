package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

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
}
