package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.lesionlens.metric.Lesions.box;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DetectionMetricsTest {
    /** One pair of an IoU of 0.8, one lesion missed, one invented. */
    private static final CaseAgreement ONE_OF_EACH =
            Lesions.of(List.of(box(0, 10), box(40, 50)), List.of(box(0, 8, 0.9), box(20, 30, 0.5)));

    @Test
    void panopticQualityIsRecognitionTimesSegmentation() {
        assertThat(of("rq", ONE_OF_EACH)).isEqualTo(1 / 2.0);
        assertThat(of("sq", ONE_OF_EACH)).isEqualTo(0.8);
        assertThat(of("pq", ONE_OF_EACH)).isEqualTo(0.4);
        CaseAgreement half = Lesions.of(List.of(box(0, 10)), List.of(box(0, 5)));
        assertThat(of("pq", half)).isZero(); // above 0.5, not at it
        assertThat(of("lesion_f1_iou50", half)).isEqualTo(1);
        assertThat(Lesions.metric("sq").undefined(half))
                .isEqualTo("no lesion of the prediction is one of the reference");
    }

    @Test
    void pooledFiguresCountLesionsNotCases() {
        CaseAgreement right = Lesions.of(List.of(box(0, 9)), List.of(box(0, 9)));
        CaseAgreement missed = Lesions.of(List.of(box(0, 9), box(20, 29), box(40, 49)), List.of());
        Metric recall = Lesions.metric("lesion_recall");
        assertThat(recall.of(List.of(right, missed))).isEqualTo(1 / 4.0);
        assertThat(recall.of(right) + recall.of(missed)).isEqualTo(1);
        assertThat(recall.pooled().orElseThrow().apply(List.of(right, missed)).of(new int[] {3, 0}))
                .isEqualTo(1);
        assertThat(of("lesion_precision", missed)).isNaN();
        assertThat(Lesions.metric("lesion_precision").undefined(missed)).isEqualTo("the prediction is empty");
        assertThat(of("lesion_f1", missed)).isZero();
    }

    /** A box of 10 x 10 x 1 voxels is a small lesion by pixels, by voxels and by mm3, but not in common; a plane of mm has pixels. */
    @Test
    void sizesOfDifferentUnitsHaveNoFigureInCommon() {
        Metric small = Lesions.metric("ap_box_small");
        CaseAgreement plane = ofUnit(SizeUnit.PIXELS);
        CaseAgreement voxels = ofUnit(SizeUnit.VOXELS);
        CaseAgreement volume = ofUnit(SizeUnit.MM3);
        for (CaseAgreement each : List.of(plane, voxels, volume)) {
            assertThat(small.of(List.of(each, each))).isEqualTo(1);
        }
        assertThat(small.of(List.of(plane, ofUnit(SizeUnit.MM2)))).isEqualTo(1);
        assertThat(small.sizes(List.of(plane, ofUnit(SizeUnit.MM2)))).isEqualTo("up to 1024 pixels");
        assertThat(small.sizes(List.of(volume))).isEqualTo("up to 523.6 mm3");
        assertThat(Lesions.metric("ap_box_medium").sizes(List.of(voxels))).isEqualTo("523.6 to 14137 voxels");
        assertThat(Lesions.metric("ap_box_large").sizes(List.of(plane))).isEqualTo("from 9216 pixels");
        for (List<CaseAgreement> mixed :
                List.of(List.of(plane, volume), List.of(volume, voxels), List.of(voxels, plane))) {
            assertThat(small.of(mixed)).isNaN();
            assertThat(small.sizes(mixed)).isEmpty();
            assertThat(Lesions.metric("ap_box").of(mixed)).isEqualTo(1);
        }
        assertThat(small.undefined(List.of(plane, volume))).isEqualTo("sizes of lesions are in pixels and mm3");
        CaseAgreement empty = CaseAgreement.ofBoxes("", "", List.of(), List.of(), new VoxelSize(1, SizeUnit.VOXELS));
        assertThat(small.of(List.of(volume, empty)))
                .as("without lesions no unit")
                .isEqualTo(1);
    }

    private static CaseAgreement ofUnit(SizeUnit unit) {
        return CaseAgreement.ofBoxes("", "", List.of(box(0, 10)), List.of(box(0, 10, 0.9)), new VoxelSize(1, unit));
    }

    /** A hit at 0.9, false alarms at 0.8 and 0.4, a hit at 0.4 too, in two cases. */
    @Test
    void sensitivityRisesInSteps() {
        List<CaseAgreement> cases = List.of(
                Lesions.of(List.of(box(0, 9), box(20, 29)), List.of(box(0, 9, 0.9), box(50, 55, 0.8))),
                Lesions.of(List.of(box(0, 9)), List.of(box(1, 8, 0.4), box(30, 33, 0.4))));
        assertThat(of("sensitivity_fp_1_8", cases)).isEqualTo(1 / 3.0);
        assertThat(of("sensitivity_fp_1_2", cases)).isEqualTo(1 / 3.0);
        assertThat(of("sensitivity_fp_1", cases)).isEqualTo(2 / 3.0);
        assertThat(of("sensitivity_fp_8", cases)).isEqualTo(2 / 3.0);
        assertThat(of("cpm", cases)).isEqualTo((3 / 3.0 + 4 * 2 / 3.0) / 7, within(1e-12));
        assertThat(Froc.of(cases).curve())
                .containsExactly(
                        new CurvePoint(0, 0, Double.POSITIVE_INFINITY),
                        new CurvePoint(0, 1 / 3.0, 0.9),
                        new CurvePoint(0.5, 1 / 3.0, 0.8),
                        new CurvePoint(1, 2 / 3.0, 0.4));
    }

    /** Two boxes on a lesion, one of which overlaps it by half, and one round everything. */
    @Test
    void byARuleBoxesAndLesionsGoTogetherOneToOne() {
        CaseAgreement one =
                Lesions.of(List.of(box(0, 10), box(40, 50)), List.of(box(0, 60, 0.9), box(0, 10, 0.8), box(0, 8, 0.7)));
        assertThat(of("sensitivity_fp_1_8", List.of(one)))
                .as("one box touches all")
                .isEqualTo(1);
        CaseAgreement byOverlap = one.hitBy(HitRule.USUAL);
        assertThat(of("sensitivity_fp_1_8", List.of(byOverlap))).isZero();
        assertThat(of("sensitivity_fp_1", List.of(byOverlap))).isEqualTo(0.5);
        assertThat(Froc.of(List.of(byOverlap)).curve())
                .extracting(CurvePoint::x)
                .containsExactly(0.0, 1.0, 1.0, 2.0);
        CaseAgreement byMiddle = one.hitBy(HitRule.parse("centre:2"));
        assertThat(of("sensitivity_fp_1", List.of(byMiddle))).isEqualTo(0.5);
    }

    /** The middle of 13 to 15 is 14: 4 pixels right of a box that ends at 10. */
    @Test
    void aMiddleInAGrownBoxIsAHit() {
        CaseAgreement one = Lesions.of(List.of(box(0, 10)), List.of(box(13, 15, 0.9)));
        assertThat(of("cpm", List.of(one.hitBy(HitRule.parse("centre:4"))))).isEqualTo(1);
        assertThat(of("cpm", List.of(one.hitBy(HitRule.parse("centre:3.9"))))).isZero();
        assertThat(of("cpm", List.of(one.hitBy(HitRule.USUAL)))).isZero();
    }

    @Test
    void averagePrecisionFallsWithFalseAlarmsThatAreSurer() {
        List<ScoredBox> lesion = List.of(box(0, 10));
        assertThat(of("ap50_box", List.of(Lesions.of(lesion, List.of(box(0, 10, 0.9), box(30, 40, 0.8))))))
                .isEqualTo(1);
        assertThat(of("ap50_box", List.of(Lesions.of(lesion, List.of(box(0, 10, 0.8), box(30, 40, 0.9))))))
                .isEqualTo(0.5);
        // an IoU of 0.7: five of the ten thresholds are reached
        assertThat(of("ap_box", List.of(Lesions.of(lesion, List.of(box(0, 7, 0.9))))))
                .isEqualTo(0.5, within(1e-12));
        // the other lesion is never found: 51 of 101 recalls
        assertThat(of("ap50_box", List.of(Lesions.of(List.of(box(0, 10), box(60, 70)), List.of(box(0, 10, 0.9))))))
                .isEqualTo(51 / 101.0, within(1e-12));
    }

    @Test
    void theSurestHundredBoxesOfACaseHaveToFindALesion() {
        List<ScoredBox> lesion = List.of(box(0, 10));
        List<ScoredBox> others = IntStream.range(0, 99)
                .mapToObj(i -> box(100 + 10L * i, 105 + 10L * i, 0.5))
                .toList();
        assertThat(of("ar_box", List.of(Lesions.of(lesion, with(others, box(0, 10, 0.4))))))
                .isEqualTo(1);
        List<ScoredBox> more = with(others, box(2000, 2010, 0.5));
        assertThat(of("ar_box", List.of(Lesions.of(lesion, with(more, box(0, 10, 0.4))))))
                .isZero();
        // an IoU of 0.7 in one case, nothing in the other: half of the lesions at five of ten thresholds
        assertThat(of("ar_box", List.of(Lesions.of(lesion, List.of(box(0, 7, 0.9))), Lesions.of(lesion, List.of()))))
                .isEqualTo(0.25, within(1e-12));
    }

    private static List<ScoredBox> with(List<ScoredBox> boxes, ScoredBox more) {
        return Stream.concat(boxes.stream(), Stream.of(more)).toList();
    }

    @Test
    void lesionsOfAnotherSizeNeitherCountNorHarm() {
        List<CaseAgreement> cases = List.of(Lesions.of(
                List.of(box(0, 10), box(100, 400)), List.of(box(100, 400, 0.9), box(0, 10, 0.5), box(500, 900, 0.8))));
        assertThat(of("ap_box_small", cases)).isEqualTo(1);
        assertThat(of("ap_box_medium", cases)).isEqualTo(1);
        assertThat(of("ap_box_large", cases)).isNaN();
        assertThat(reason("ap_box_large", cases)).isEqualTo("no reference has a lesion of that size");
    }

    @Test
    void whatIsNotDefinedSaysWhy() {
        CaseAgreement unscored = Lesions.of(List.of(box(0, 10)), List.of(box(0, 10)));
        CaseAgreement healthy = Lesions.of(List.of(), List.of(box(0, 10, 0.7)));
        assertThat(reason("cpm", List.of(unscored))).isEqualTo("a predicted lesion has no score");
        assertThat(reason("ap_box", List.of(unscored))).isEqualTo("a predicted lesion has no score");
        assertThat(reason("cpm", List.of(healthy))).isEqualTo("no reference has a lesion");
        assertThat(reason("ap_mask", List.of(ONE_OF_EACH))).isEqualTo("a case is known as boxes only");
        assertThat(Lesions.metric("dice").undefined(ONE_OF_EACH)).isEqualTo("only boxes are known");
    }

    private static String reason(String metric, List<CaseAgreement> cases) {
        assertThat(of(metric, cases)).isNaN();
        return MetricsSummary.of(cases, List.of(Lesions.metric(metric)), new Bootstrap(3, 0.9, 1))
                .metrics()
                .get(0)
                .reason();
    }

    private static double of(String metric, CaseAgreement agreement) {
        return Lesions.metric(metric).of(agreement);
    }

    private static double of(String metric, List<CaseAgreement> cases) {
        return Lesions.metric(metric).of(cases);
    }
}
