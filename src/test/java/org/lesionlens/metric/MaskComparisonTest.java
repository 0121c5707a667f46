package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.lesion.RealBox;
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

    /** Of the outer cube the faces are 3 mm from the inner one, edges and corners farther. */
    @Test
    void cubesInEachOtherAreAsFarAsTheirFaces() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {24, 24, 24}, 1, 1, 1);
        ComparedMasks cubes = ComparedMasks.of(
                Phantoms.mask(grid, Phantoms.box(7, 7, 7, 17, 17, 17)),
                Phantoms.mask(grid, Phantoms.box(4, 4, 4, 20, 20, 20)));
        SurfaceAgreement surfaces = cubes.compare("", "", new Comparison(0, List.of(2.9, 3.0, 5.2)))
                .surfaces()
                .orElseThrow();
        int inner = 10 * 10 * 10 - 8 * 8 * 8;
        int outer = 16 * 16 * 16 - 14 * 14 * 14;
        assertThat(surfaces.dice(2.9)).isZero();
        assertThat(surfaces.dice(3)).isEqualTo((inner + 6.0 * 10 * 10) / (inner + outer));
        assertThat(surfaces.dice(5.2)).isEqualTo(1); // sqrt(27) to the corners
        assertThat(surfaces.diagonal()).isEqualTo(24 * Math.sqrt(3), within(1e-9));
    }

    @Test
    void ballsInEachOtherAreAsFarAsTheirRadii() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {64, 64, 64}, 0.5, 0.5, 0.5);
        LabelMap small = Phantoms.mask(grid, (x, y, z) -> Math.hypot(Math.hypot(x - 31, y - 32), z - 32) <= 20);
        LabelMap large = Phantoms.mask(grid, (x, y, z) -> Math.hypot(Math.hypot(x - 31, y - 32), z - 32) <= 28);
        CaseAgreement balls = compare(small, large, 0);
        double ratio = Math.pow(20.0 / 28, 3);
        assertThat(balls.surfaces().orElseThrow().meanDistance()).isEqualTo(4, within(0.25));
        assertThat(balls.hd95()).isEqualTo(4, within(0.5));
        assertThat(balls.dice()).isEqualTo(2 * ratio / (1 + ratio), within(2e-3));
        assertThat(balls.voxels().orElseThrow().errorPercent()).isEqualTo(100 * (ratio - 1), within(0.2));
        assertThat(balls.voxels().orElseThrow().errorMl())
                .isEqualTo(4e-3 / 3 * Math.PI * (1000 - 14 * 14 * 14), within(0.03));
    }

    /** Files hold spacings of 32 bits: 0.1 is a little more. */
    @Test
    void tenPixelsOfATenthAreAMillimetre() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {20, 3, 3}, 0.1f, 0.1f, 0.1f);
        LabelMap here = Phantoms.mask(grid, Phantoms.box(2, 1, 1, 3, 2, 2));
        LabelMap there = Phantoms.mask(grid, Phantoms.box(12, 1, 1, 13, 2, 2));
        SurfaceAgreement surfaces = compare(here, there, 0).surfaces().orElseThrow();
        assertThat(surfaces.hd95()).isGreaterThan(1);
        assertThat(surfaces.dice(1)).isEqualTo(1);
    }

    @Test
    void oneLabelOfSeveralIsComparedAlone() {
        LabelMap reference = Phantoms.mask(GRID, Phantoms.box(4, 4, 2, 12, 9, 6));
        LabelMap prediction = Phantoms.mask(GRID, Phantoms.box(4, 4, 2, 12, 9, 6));
        prediction.voxels().getAt(4, 4, 2).set(2);
        prediction.voxels().getAt(20, 4, 2).set(2);
        ComparedMasks both = ComparedMasks.of(prediction, reference);
        assertThat(both.compare("", "", Comparison.USUAL).lesions().predictions())
                .hasSize(2);
        assertThat(both.ofLabel(1).compare("", "", Comparison.USUAL).dice()).isEqualTo(2 * 159 / (159.0 + 160));
        CaseAgreement second = both.ofLabel(2).compare("", "", Comparison.USUAL);
        assertThat(second.referenceEmpty()).isTrue();
        assertThat(second.lesions().predictions()).hasSize(2);
    }

    @Test
    void theScoreOfALesionIsTheMeanOverItsVoxels() {
        LabelMap prediction = Phantoms.mask(GRID, Phantoms.box(4, 4, 2, 7, 5, 3));
        prediction.voxels().getAt(6, 4, 2).set(2);
        prediction.voxels().getAt(20, 4, 2).set(2);
        prediction.voxels().getAt(25, 4, 2).set(3);
        List<LesionRegion> lesions = ComparedMasks.of(prediction, LabelMap.allocate(GRID))
                .withScores(Map.of(1, 0.9, 2, 0.3))
                .compare("", "", Comparison.USUAL)
                .lesions()
                .predictions();
        assertThat(lesions).extracting(LesionRegion::voxels).containsExactly(3.0, 1.0, 1.0);
        assertThat(lesions.get(0).score()).isEqualTo(0.7, within(1e-12));
        assertThat(lesions.get(1).score()).isEqualTo(0.3);
        assertThat(lesions.get(2).score()).isNaN();
        assertThat(lesions.get(0).box()).isEqualTo(RealBox.of(new BoundingBox(4, 4, 2, 7, 5, 3)));
        assertThat(lesions.get(0).size()).isEqualTo(3 * 3.0);
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
    void slicesOfWhichNobodyKnowsHowFarTheyLieApartAreMeasuredInVoxels() {
        VolumeGeometry stack =
                VolumeGeometry.axisAligned(new long[] {20, 20, 8}, 0.5, 0.5, 3).withoutDepth();
        LabelMap reference = Phantoms.mask(stack, Phantoms.box(0, 3, 0, 1, 4, 1));
        LabelMap prediction = Phantoms.mask(stack, Phantoms.box(12, 8, 0, 14, 9, 1));
        VoxelAgreement voxels = compare(prediction, reference, 0).voxels().orElseThrow();
        assertThat(voxels.voxel()).isEqualTo(new VoxelSize(1, SizeUnit.VOXELS));
        assertThat(voxels.predictionSize()).isEqualTo(2);
        assertThat(voxels.errorMl()).isNaN();
        assertThat(compare(prediction, reference, 0).hd95()).isGreaterThan(13);
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
