package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.lesionlens.metric.Metric.Basis;
import org.lesionlens.metric.Metric.Better;
import org.lesionlens.metric.Metric.Kind;
import org.lesionlens.metric.Metric.Unit;

/** Figures of lesions found and invented: of each case, and of the lesions of all cases together. */
final class LesionMetrics {
    private static final Kind KIND = new Kind(Unit.SHARE, Basis.LESIONS, Better.HIGHER);
    private static final String RELOADED = "L. Maier-Hein, A. Reinke et al., Nature Methods 21, 2024";
    private static final String KIRILLOV = "A. Kirillov et al., CVPR 2019";

    private LesionMetrics() {}

    static List<Metric> all() {
        List<Metric> metrics = new ArrayList<>(detection("", "", DetectionCounts::byTouch, "one voxel in common"));
        for (int percent : new int[] {10, 50}) {
            double iou = percent / 100.0;
            metrics.addAll(detection(
                    "_iou" + percent,
                    " at IoU " + iou,
                    each -> DetectionCounts.byIou(each, iou),
                    "paired one to one with an IoU of at least " + iou + ", the sum of IoU largest"));
        }
        metrics.addAll(panoptic());
        return metrics;
    }

    private static List<Metric> detection(
            String suffix, String label, Function<CaseAgreement, DetectionCounts> counts, String match) {
        return List.of(
                metric("lesion_precision" + suffix, "Lesion precision" + label, counts, DetectionCounts::precision)
                        .means("share of predicted lesions that are in the reference: " + match, RELOADED),
                metric("lesion_recall" + suffix, "Lesion recall" + label, counts, DetectionCounts::recall)
                        .means("share of lesions of the reference that are predicted: " + match, RELOADED),
                metric("lesion_f1" + suffix, "Lesion F1" + label, counts, DetectionCounts::f1)
                        .means("harmonic mean of lesion precision and recall: " + match, RELOADED));
    }

    private static List<Metric> panoptic() {
        Function<CaseAgreement, DetectionCounts> counts = DetectionCounts::byHalf;
        return List.of(
                metric("pq", "Panoptic quality", counts, DetectionCounts::panopticQuality)
                        .means("sum of IoU over pairs of an IoU above 0.5 / (TP + FP / 2 + FN / 2)", KIRILLOV),
                metric("rq", "Recognition quality", counts, DetectionCounts::recognitionQuality)
                        .means("TP / (TP + FP / 2 + FN / 2)", KIRILLOV),
                metric("sq", "Segmentation quality", counts, DetectionCounts::segmentationQuality)
                        .means("mean IoU of the pairs of an IoU above 0.5", KIRILLOV));
    }

    private static Metric metric(
            String name,
            String label,
            Function<CaseAgreement, DetectionCounts> counts,
            ToDoubleFunction<DetectionCounts> figure) {
        return new Metric(
                name,
                label,
                KIND,
                "",
                "",
                Optional.of(each -> figure.applyAsDouble(counts.apply(each))),
                Optional.of(DetectionCounts.pooled(counts, figure)));
    }
}
