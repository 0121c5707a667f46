package org.lesionlens.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lesionlens.model.ExcitationMeans.Channels;
import org.lesionlens.model.UnsuitableModelException;

class ChannelExcitationTest {
    private static final List<Float> WEIGHTS = List.of(0.5f, 0.9f, 0.2f);

    @Test
    void departuresAreCountedInStandardDeviations() {
        Channels usual = new Channels(List.of(0.5f, 0.8f, 0.6f), List.of(0.1f, 0.02f, 0.1f));
        ChannelExcitation excitation = new ChannelExcitation("block", WEIGHTS, Optional.of(usual));
        assertThat(excitation.departure(0)).isZero();
        assertThat(excitation.departure(1)).isCloseTo(5, within(1e-3));
        assertThat(excitation.departure(2)).isCloseTo(-4, within(1e-3));
        assertThat(excitation.mostUnusual(2)).containsExactly(1, 2);
    }

    @Test
    void aChannelThatIsAlwaysTheSameIsMeasuredByAHundredth() {
        Channels usual = new Channels(List.of(0.5f, 0.89f, 0.2f), List.of(0f, 0f, 0f));
        assertThat(new ChannelExcitation("block", WEIGHTS, Optional.of(usual)).departure(1))
                .isCloseTo(1, within(1e-3));
    }

    @Test
    void whereNobodyKnowsWhatIsUsualNothingDepartsAndTheLargestWeightsComeFirst() {
        ChannelExcitation excitation = new ChannelExcitation("block", WEIGHTS, Optional.empty());
        assertThat(excitation.departure(1)).isZero();
        assertThat(excitation.mostUnusual(2)).containsExactly(1, 0);
    }

    @Test
    void meansOfAnotherNetworkAreRefused() {
        Channels usual = new Channels(List.of(0f, 0f), List.of(0f, 0f));
        assertThatExceptionOfType(UnsuitableModelException.class)
                .isThrownBy(() -> new ChannelExcitation("block", WEIGHTS, Optional.of(usual)))
                .withMessageContaining("block has 3 channels but the model's means have 2");
    }
}
