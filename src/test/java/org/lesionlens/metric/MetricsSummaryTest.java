package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

class MetricsSummaryTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {30, 20, 10}, 1, 1, 1);
    private static final LabelMap BOX = Phantoms.mask(GRID, Phantoms.box(4, 4, 2, 12, 9, 6));
    private static final LabelMap EMPTY = LabelMap.allocate(GRID);
    private static final List<CaseAgreement> CASES = List.of(
            compare("same", BOX, BOX),
            compare("missed", EMPTY, BOX),
            compare("invented", BOX, EMPTY),
            compare("healthy", EMPTY, EMPTY));

    private static CaseAgreement compare(String name, LabelMap prediction, LabelMap reference) {
        return ComparedMasks.of(prediction, reference).compare(name, name, Comparison.USUAL);
    }

    @Test
    void whatIsEmptyIsCountedApart() {
        MetricsSummary summary = MetricsSummary.of(CASES, Metrics.ALL, new Bootstrap(50, 0.95, 1));
        assertThat(summary.cases()).isEqualTo(4);
        assertThat(summary.groups()).isEqualTo(4);
        assertThat(summary.empty()).isEqualTo(new EmptyCases(1, 1, 1));
        assertThat(summary.metrics()).extracting(SummarisedMetric::metric).isEqualTo(Metrics.ALL);
    }

    @Test
    void plainMeansLeaveOutWhatIsNotDefined() {
        assertThat(summary("dice").mean().estimate()).isEqualTo(1 / 3.0);
        assertThat(summary("dice").cases()).isEqualTo(3);
        assertThat(summary("hd95").mean().estimate()).isZero();
        assertThat(summary("hd95").cases()).isEqualTo(1);
    }

    /** Both empty: the best value; one of them: the worst, of distances the diagonal. */
    @Test
    void replacedMeansHaveAllCases() {
        assertThat(summary("dice").replacedMean().estimate()).isEqualTo(2 / 4.0);
        assertThat(summary("hd95").replacedMean().estimate()).isEqualTo(2 * Math.sqrt(900 + 400 + 100) / 4);
        assertThat(summary("lesion_precision").replacedMean().estimate()).isEqualTo(2 / 4.0);
        assertThat(summary("volume_error_ml").replacedMean().estimate()).isZero();
        assertThat(Lesions.metric("volume_error_percent").replaced(CASES.get(2)))
                .isNaN();
    }

    @Test
    void whatIsNotDefinedSaysWhy() {
        assertThat(CASES)
                .extracting(Lesions.metric("hd95")::undefined)
                .containsExactly(
                        "", "the prediction is empty", "the reference is empty", "reference and prediction are empty");
        LabelMap image = LabelMap.allocate(VolumeGeometry.uncalibrated(30, 20));
        assertThat(Lesions.metric("volume_error_ml").undefined(compare("plain", image, image)))
                .isEqualTo("the image has no volumes in ml");
    }

    private static SummarisedMetric summary(String name) {
        return MetricsSummary.of(CASES, List.of(Lesions.metric(name)), new Bootstrap(50, 0.95, 1))
                .metrics()
                .get(0);
    }

    @Test
    void theLineIsThatOfAnIndependentScorerButForDistancesInTwoUnits() {
        for (JsonNode scores : ScoreReference.scores()) {
            List<ScoreReference.Case> cases = ScoreReference.cases();
            double minimum = scores.get("minimum").asDouble();
            int missing =
                    (int) cases.stream().filter(c -> c.prediction() == null).count();
            List<CaseAgreement> metrics =
                    cases.stream().map(c -> c.compare(minimum)).toList();
            assertThat(metrics)
                    .extracting(
                            each -> each.voxels().orElseThrow().voxel().unit().calibrated())
                    .contains(true, false);
            assertThat(MetricsSummary.line(metrics, missing))
                    .isEqualTo(scores.get("line").asText().replaceAll("HD95 median [0-9.]+", "HD95 median nan"));
        }
    }
}
