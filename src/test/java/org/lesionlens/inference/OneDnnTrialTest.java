package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneDnnTrialTest {
    private static final long[] SHAPE = {1, 1, 16, 16};

    private static OneDnnTrial between(TinyNetwork first, TinyNetwork second) throws OrtException {
        try (OrtNetworkSession one = OrtNetworkSession.open(Path.of("weights.onnx"), first.file(), Device.CPU, 1);
                OrtNetworkSession other =
                        OrtNetworkSession.open(Path.of("weights.onnx"), second.file(), Device.CPU, 1)) {
            return OneDnnTrial.of(one, other, SHAPE);
        }
    }

    @Test
    void theDifferenceIsTheLargestOfAllNumbers() throws OrtException {
        assertThat(between(TinyNetwork.constantSegmenter(0.25f), TinyNetwork.constantSegmenter(0.75f))
                        .difference())
                .isEqualTo(0.5);
        assertThat(between(TinyNetwork.constantSegmenter(0.25f), TinyNetwork.constantSegmenter(0.25f))
                        .difference())
                .isZero();
        assertThat(between(TinyNetwork.constantSegmenter(0.25f), TinyNetwork.constantSegmenter(Float.NaN))
                        .difference())
                .isNaN();
    }

    @ParameterizedTest
    @CsvSource({"0, 0.65, true", "1e-5, 0.99, true", "1e-4, 0.65, false", "0, 1.6, false", "NaN, 0.65, false"})
    void onlyWhatIsRightAndFasterIsTaken(double difference, double ratio, boolean passed) {
        assertThat(new OneDnnTrial(difference, ratio).isPassed()).isEqualTo(passed);
    }

    @Test
    void whyItIsNotTakenIsSaid() {
        assertThat(new OneDnnTrial(0, 1.6).reason()).contains("1.60 times as long");
        assertThat(new OneDnnTrial(2e-4, 0.5).reason()).contains("0.0002");
    }
}
