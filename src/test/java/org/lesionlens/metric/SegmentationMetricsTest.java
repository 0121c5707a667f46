package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class SegmentationMetricsTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {30, 20, 10}, 0.5, 2, 3);

    @Test
    void aMaskAgreesWithItself() {
        LabelMap mask = Phantoms.noise(GRID, new Random(1), 0.02);
        SegmentationMetrics same = SegmentationMetrics.compare(mask, mask, 0);
        assertThat(same.dice()).isEqualTo(1);
        assertThat(same.iou()).isEqualTo(1);
        assertThat(same.hd95()).isZero();
        assertThat(same.lesions()).isPositive();
        assertThat(List.of(same.predicted(), same.found(), same.matched())).containsOnly(same.lesions());
        assertThat(same.invented()).isZero();
    }

    @Test
    void aBoxMovedByAQuarterSharesThreeQuarters() {
        LabelMap reference = Phantoms.mask(GRID, Phantoms.box(4, 4, 2, 12, 9, 6));
        LabelMap moved = Phantoms.mask(GRID, Phantoms.box(6, 4, 2, 14, 9, 6));
        SegmentationMetrics metrics = SegmentationMetrics.compare(moved, reference, 0);
        assertThat(metrics.dice()).isEqualTo(0.75, within(1e-12));
        assertThat(metrics.iou()).isEqualTo(0.6, within(1e-12));
        assertThat(metrics.hd95()).isEqualTo(1, within(1e-12));
        assertThat(metrics.volumeRef()).isEqualTo(8 * 5 * 4 * 3.0);
        assertThat(metrics.matched()).isEqualTo(1);
    }

    @Test
    void plainImagesAreMeasuredInPixels() {
        VolumeGeometry image = VolumeGeometry.uncalibrated(20, 20);
        LabelMap reference = Phantoms.mask(image, Phantoms.box(0, 3, 0, 1, 4, 1));
        LabelMap prediction = Phantoms.mask(image, Phantoms.box(12, 8, 0, 13, 9, 1));
        SegmentationMetrics metrics = SegmentationMetrics.compare(prediction, reference, 0);
        assertThat(metrics.hd95()).isEqualTo(13);
        assertThat(metrics.volumePred()).isEqualTo(1);
        assertThat(metrics.invented()).isEqualTo(1);
    }

    @Test
    void smallLesionsStillCountAsTouching() {
        LabelMap reference = Phantoms.mask(GRID, Phantoms.box(4, 4, 2, 12, 9, 6));
        LabelMap dot = Phantoms.mask(GRID, Phantoms.box(5, 5, 3, 6, 6, 4));
        SegmentationMetrics metrics = SegmentationMetrics.compare(dot, reference, 9);
        assertThat(metrics.found()).isEqualTo(1);
        assertThat(metrics.predicted()).isZero();
    }

    @Test
    void emptyMasksHaveNoDistanceAndTwoOfThemNoDice() {
        LabelMap empty = LabelMap.allocate(GRID);
        LabelMap box = Phantoms.mask(GRID, Phantoms.box(4, 4, 2, 12, 9, 6));
        assertThat(SegmentationMetrics.compare(empty, empty, 0).dice()).isNaN();
        assertThat(SegmentationMetrics.compare(empty, empty, 0).iou()).isNaN();
        assertThat(SegmentationMetrics.withoutPrediction(box, 0).dice()).isZero();
        assertThat(SegmentationMetrics.withoutPrediction(box, 0).hd95()).isNaN();
    }

    @Test
    void howTheVolumesAreStoredDoesNotMatter() {
        Random random = new Random(9);
        VolumeGeometry grid = Grids.oblique(random, 12, 10, 9);
        Volume prediction = Phantoms.smoothNoise(grid, random);
        Volume reference = Phantoms.smoothNoise(grid, random);
        SegmentationMetrics expected = compare(prediction, reference);
        assertThat(expected.found()).isPositive();
        List<Volume> predictions = Grids.storedInAllWays(prediction);
        List<Volume> references = Grids.storedInAllWays(reference);
        for (int i = 0; i < predictions.size(); i++) {
            assertSame(compare(predictions.get(i), references.get(i)), expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void agreesWithAnIndependentScorer(int index) {
        JsonNode scores = ScoreReference.scores().get(index);
        for (ScoreReference.Case example : ScoreReference.cases()) {
            JsonNode expected = scores.get("cases").get(example.name());
            SegmentationMetrics metrics = example.compare(scores.get("minimum").asDouble());
            assertThat(metrics.dice()).as(example.name()).isEqualTo(figure(expected, "dice"), within(1e-9));
            assertThat(metrics.iou()).isEqualTo(figure(expected, "iou"), within(1e-9));
            assertThat(metrics.hd95()).as(example.name()).isEqualTo(figure(expected, "hd95"), within(1e-6));
            assertThat(metrics.volumeRef()).isEqualTo(figure(expected, "volume_ref"), within(1e-6));
            assertThat(metrics.volumePred()).isEqualTo(figure(expected, "volume_pred"), within(1e-6));
            assertThat(new double[] {
                        metrics.lesions(), metrics.predicted(), metrics.found(), metrics.invented(), metrics.matched()
                    })
                    .as(example.name())
                    .containsExactly(
                            figure(expected, "lesions"),
                            figure(expected, "predicted"),
                            figure(expected, "found"),
                            figure(expected, "invented"),
                            figure(expected, "matched"));
        }
    }

    @Test
    void masksOfDifferentSizeAreRefused() {
        LabelMap mask = LabelMap.allocate(GRID);
        LabelMap image = LabelMap.allocate(VolumeGeometry.uncalibrated(30, 20));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SegmentationMetrics.compare(image, mask, 0))
                .withMessageStartingWith("prediction has size [30, 20, 1] but reference has [30, 20, 10]");
        assertThatIllegalArgumentException().isThrownBy(() -> SegmentationMetrics.compare(mask, mask, -1));
    }

    private static double figure(JsonNode row, String name) {
        return row.get(name).isNull() ? Double.NaN : row.get(name).asDouble();
    }

    private static SegmentationMetrics compare(Volume prediction, Volume reference) {
        return SegmentationMetrics.compare(mask(prediction), mask(reference), 0);
    }

    private static LabelMap mask(Volume volume) {
        return ConnectedComponents.label(new ProbabilityMap(volume.voxels(), volume.geometry()), 0.55, 0);
    }

    private static void assertSame(SegmentationMetrics metrics, SegmentationMetrics expected) {
        assertThat(metrics.dice()).isEqualTo(expected.dice());
        assertThat(metrics.hd95()).isEqualTo(expected.hd95(), within(1e-9));
        assertThat(metrics.volumeRef()).isEqualTo(expected.volumeRef(), within(1e-6));
        assertThat(List.of(metrics.lesions(), metrics.predicted(), metrics.found(), metrics.invented()))
                .isEqualTo(List.of(expected.lesions(), expected.predicted(), expected.found(), expected.invented()));
        assertThat(metrics.matched()).isEqualTo(expected.matched());
    }
}
