package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsSummaryTest {
    @Test
    void theLineIsThatOfAnIndependentScorer() {
        for (JsonNode scores : ScoreReference.scores()) {
            List<ScoreReference.Case> cases = ScoreReference.cases();
            double minimum = scores.get("minimum").asDouble();
            int missing =
                    (int) cases.stream().filter(c -> c.prediction() == null).count();
            List<CaseAgreement> metrics =
                    cases.stream().map(c -> c.compare(minimum)).toList();
            assertThat(MetricsSummary.line(metrics, missing))
                    .isEqualTo(scores.get("line").asText());
        }
    }
}
