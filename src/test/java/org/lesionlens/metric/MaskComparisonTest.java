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

class MaskComparisonTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {30, 20, 10}, 0.5, 2, 3);

    @Test
    void aMaskAgreesWithItself() {
        LabelMap mask = Phantoms.noise(GRID, new Random(1), 0.02);
        CaseAgreement same = compare(mask, mask, 0);
        assertThat(same.dice()).isEqualTo(1);
        assertThat(same.iou()).isEqualTo(1);
        assertThat(same.hd95()).isZero();
        assertThat(same.lesions().references().size()).isPositive();
        assertThat(List.of(
                        same.lesions().predictions().size(),
                        same.lesions().found(),
                        same.lesions().matched(0.1)))
                .containsOnly(same.lesions().references().size());
        assertThat(same.lesions().invented()).isZero();
    }

    @Test
    void aBoxMovedByAQuarterSharesThreeQuarters() {
        LabelMap reference = Phantoms.mask(GRID, Phantoms.box(4, 4, 2, 12, 9, 6));
        LabelMap moved = Phantoms.mask(GRID, Phantoms.box(6, 4, 2, 14, 9, 6));
        CaseAgreement metrics = compare(moved, reference, 0);
        assertThat(metrics.dice()).isEqualTo(0.75, within(1e-12));
        assertThat(metrics.iou()).isEqualTo(0.6, within(1e-12));
        assertThat(metrics.hd95()).isEqualTo(1, within(1e-12));
        assertThat(metrics.voxels().orElseThrow().referenceSize()).isEqualTo(8 * 5 * 4 * 3.0);
        assertThat(metrics.lesions().matched(0.1)).isEqualTo(1);
    }

    @Test
    void plainImagesAreMeasuredInPixels() {
        VolumeGeometry image = VolumeGeometry.uncalibrated(20, 20);
        LabelMap reference = Phantoms.mask(image, Phantoms.box(0, 3, 0, 1, 4, 1));
        LabelMap prediction = Phantoms.mask(image, Phantoms.box(12, 8, 0, 13, 9, 1));
        CaseAgreement metrics = compare(prediction, reference, 0);
        assertThat(metrics.hd95()).isEqualTo(13);
        assertThat(metrics.voxels().orElseThrow().predictionSize()).isEqualTo(1);
        assertThat(metrics.lesions().invented()).isEqualTo(1);
    }

    @Test
    void smallLesionsStillCountAsTouching() {
        LabelMap reference = Phantoms.mask(GRID, Phantoms.box(4, 4, 2, 12, 9, 6));
        LabelMap dot = Phantoms.mask(GRID, Phantoms.box(5, 5, 3, 6, 6, 4));
        CaseAgreement metrics = compare(dot, reference, 9);
        assertThat(metrics.lesions().found()).isEqualTo(1);
        assertThat(metrics.lesions().predictions().size()).isZero();
    }

    @Test
    void emptyMasksHaveNoDistanceAndTwoOfThemNoDice() {
        LabelMap empty = LabelMap.allocate(GRID);
        LabelMap box = Phantoms.mask(GRID, Phantoms.box(4, 4, 2, 12, 9, 6));
        assertThat(compare(empty, empty, 0).dice()).isNaN();
        assertThat(compare(empty, empty, 0).iou()).isNaN();
        assertThat(compare(LabelMap.allocate(GRID), box, 0).dice()).isZero();
        assertThat(compare(LabelMap.allocate(GRID), box, 0).hd95()).isNaN();
    }

    @Test
    void howTheVolumesAreStoredDoesNotMatter() {
        Random random = new Random(9);
        VolumeGeometry grid = Grids.oblique(random, 12, 10, 9);
        Volume prediction = Phantoms.smoothNoise(grid, random);
        Volume reference = Phantoms.smoothNoise(grid, random);
        CaseAgreement expected = compare(prediction, reference);
        assertThat(expected.lesions().found()).isPositive();
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
            CaseAgreement metrics = example.compare(scores.get("minimum").asDouble());
            assertThat(metrics.dice()).as(example.name()).isEqualTo(figure(expected, "dice"), within(1e-9));
            assertThat(metrics.iou()).isEqualTo(figure(expected, "iou"), within(1e-9));
            assertThat(metrics.hd95()).as(example.name()).isEqualTo(figure(expected, "hd95"), within(1e-6));
            assertThat(metrics.voxels().orElseThrow().referenceSize())
                    .isEqualTo(figure(expected, "volume_ref"), within(1e-6));
            assertThat(metrics.voxels().orElseThrow().predictionSize())
                    .isEqualTo(figure(expected, "volume_pred"), within(1e-6));
            assertThat(new double[] {
                        metrics.lesions().references().size(),
                        metrics.lesions().predictions().size(),
                        metrics.lesions().found(),
                        metrics.lesions().invented(),
                        metrics.lesions().matched(0.1)
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
                .isThrownBy(() -> compare(image, mask, 0))
                .withMessageStartingWith("prediction has size [30, 20, 1] but reference has [30, 20, 10]");
        assertThatIllegalArgumentException().isThrownBy(() -> compare(mask, mask, -1));
    }

    private static CaseAgreement compare(LabelMap prediction, LabelMap reference, double minimum) {
        return ComparedMasks.of(prediction, reference).compare("", "", Comparison.of(minimum));
    }

    private static double figure(JsonNode row, String name) {
        return row.get(name).isNull() ? Double.NaN : row.get(name).asDouble();
    }

    private static CaseAgreement compare(Volume prediction, Volume reference) {
        return compare(mask(prediction), mask(reference), 0);
    }

    private static LabelMap mask(Volume volume) {
        return ConnectedComponents.label(new ProbabilityMap(volume.voxels(), volume.geometry()), 0.55, 0);
    }

    private static void assertSame(CaseAgreement metrics, CaseAgreement expected) {
        assertThat(metrics.dice()).isEqualTo(expected.dice());
        assertThat(metrics.hd95()).isEqualTo(expected.hd95(), within(1e-9));
        assertThat(metrics.voxels().orElseThrow().referenceSize())
                .isEqualTo(expected.voxels().orElseThrow().referenceSize(), within(1e-6));
        assertThat(List.of(
                        metrics.lesions().references().size(),
                        metrics.lesions().predictions().size(),
                        metrics.lesions().found(),
                        metrics.lesions().invented()))
                .isEqualTo(List.of(
                        expected.lesions().references().size(),
                        expected.lesions().predictions().size(),
                        expected.lesions().found(),
                        expected.lesions().invented()));
        assertThat(metrics.lesions().matched(0.1)).isEqualTo(expected.lesions().matched(0.1));
    }
}
