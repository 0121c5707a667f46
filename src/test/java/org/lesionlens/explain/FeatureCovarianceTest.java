package org.lesionlens.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.lesionlens.inference.Tensor;

class FeatureCovarianceTest {
    // three positions, two channels: (1, 3), (2, 8), (5, 5)
    private final FeatureCovariance covariance =
            new FeatureCovariance(new Tensor(new float[] {1, 2, 5, 3, 8, 5}, new long[] {1, 2, 1, 3}));

    @Test
    void channelsAreTheObservationsOfAPosition() {
        assertThat(covariance.row(0)).containsExactly(new float[] {1, 3, 0}, within(1e-6f));
        assertThat(covariance.row(1)).containsExactly(new float[] {3, 9, 0}, within(1e-6f));
    }

    @Test
    void placesOutsideAndBatchesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> covariance.row(3))
                .withMessage("position is 3 but must be 0 to 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FeatureCovariance(new Tensor(new float[4], new long[] {2, 2, 1, 1})))
                .withMessageContaining("must have 1,C,Y,X");
    }
}
