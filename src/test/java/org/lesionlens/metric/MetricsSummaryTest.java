package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsSummaryTest {
    private static final SegmentationMetrics EMPTY =
            new SegmentationMetrics(Double.NaN, Double.NaN, Double.NaN, 0, 0, 0, 0, 0, 0, 0);

    @Test
    void meansLeaveOutWhatIsUnknown() {
        SegmentationMetrics good = new SegmentationMetrics(0.9, 0.8, 2, 3, 2, 2, 0, 2, 10, 9);
        SegmentationMetrics bad = new SegmentationMetrics(0, 0, Double.NaN, 1, 0, 0, 0, 0, 5, 0);
        SegmentationMetrics middling = new SegmentationMetrics(0.6, 0.4, 4, 1, 4, 1, 3, 1, 5, 9);
        MetricsSummary summary = MetricsSummary.of(List.of(good, EMPTY, bad, middling), 1);
        assertThat(summary).isEqualTo(new MetricsSummary(4, 1, 1, (0.9 + 0 + 0.6) / 3, 0.6, 1 / 3.0, 3, 5, 6, 3, 3, 3));
        assertThat(summary.f1()).isEqualTo(6 / 11.0);
        assertThat(summary.inventedPerCase()).isEqualTo(0.75);
    }

    @Test
    void theLineIsThatOfAnIndependentScorer() {
        for (JsonNode scores : ScoreReference.scores()) {
            List<ScoreReference.Case> cases = ScoreReference.cases();
            double minimum = scores.get("minimum").asDouble();
            int missing =
                    (int) cases.stream().filter(c -> c.prediction() == null).count();
            List<SegmentationMetrics> metrics =
                    cases.stream().map(c -> c.compare(minimum)).toList();
            assertThat(MetricsSummary.of(metrics, missing).line())
                    .isEqualTo(scores.get("line").asText());
        }
    }

    @Test
    void onlyEmptyCasesHaveNoDice() {
        assertThat(MetricsSummary.of(List.of(EMPTY), 0).line())
                .isEqualTo("cases 1  missing 0  both empty 1  HD95 median nan  lesions 0 found 0 invented 0 "
                        + "(0.00 a case)  F1 at IoU 0.1 0.000");
    }

    @Test
    void noCasesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MetricsSummary.of(List.of(), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> MetricsSummary.of(List.of(EMPTY), 2));
    }
}
