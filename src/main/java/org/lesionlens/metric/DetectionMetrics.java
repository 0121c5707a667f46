package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.lesionlens.metric.AveragePrecision.Overlap;
import org.lesionlens.metric.Metric.Basis;
import org.lesionlens.metric.Metric.Better;
import org.lesionlens.metric.Metric.Kind;
import org.lesionlens.metric.Metric.Unit;

/** Figures of all cases together, from lesions with scores. */
final class DetectionMetrics {
    private static final String LUNA = "A. A. A. Setio et al., Med. Image Anal. 42, 2017";
    private static final String COCO = "T.-Y. Lin et al., ECCV 2014";
    private static final String HOSANG = "J. Hosang et al., IEEE Trans. Pattern Anal. Mach. Intell. 38(4), 2016";

    private DetectionMetrics() {}

    static List<Metric> all() {
        List<Metric> metrics = new ArrayList<>(freeResponse());
        metrics.addAll(averagePrecision(Overlap.BOXES));
        metrics.add(metric("ar_box", "AR box", Basis.BOXES, AverageRecall::of)
                .means(
                        "COCO's average recall of boxes: share of lesions that the " + AverageRecall.MOST
                                + " surest boxes of a case find, mean over the IoUs 0.5, 0.55 to 0.95",
                        HOSANG));
        metrics.addAll(averagePrecision(Overlap.MASKS));
        return metrics;
    }

    private static List<Metric> freeResponse() {
        List<Metric> metrics = new ArrayList<>();
        for (double rate : Froc.RATES) {
            String number = rate < 1 ? "1/" + Math.round(1 / rate) : String.valueOf(Math.round(rate));
            metrics.add(metric(
                            Froc.SENSITIVITY + number.replace('/', '_'),
                            "Sensitivity at " + number + " FP",
                            Basis.LESIONS,
                            cases -> Froc.of(cases).sensitivityAt(rate))
                    .means(
                            "free-response ROC: share of lesions found with at most " + number
                                    + " false positives a case",
                            LUNA));
        }
        metrics.add(metric(
                        Froc.MEAN, "CPM", Basis.LESIONS, cases -> Froc.of(cases).meanSensitivity())
                .means("mean of the sensitivities at 1/8, 1/4, 1/2, 1, 2, 4 and 8 false positives a case", LUNA));
        return metrics;
    }

    private static List<Metric> averagePrecision(Overlap overlap) {
        String of = overlap == Overlap.BOXES ? "box" : "mask";
        String what = "COCO's average precision of " + (overlap == Overlap.BOXES ? "boxes" : "masks");
        String all = ", mean over the IoUs 0.5, 0.55 to 0.95";
        List<Metric> metrics = new ArrayList<>();
        metrics.add(precision("ap_" + of, overlap, AveragePrecision.THRESHOLDS, SizeClass.ALL)
                .means(what + all, COCO));
        for (double iou : new double[] {0.5, 0.75}) {
            metrics.add(precision("ap" + Math.round(100 * iou) + "_" + of, overlap, List.of(iou), SizeClass.ALL)
                    .means(what + " at an IoU of " + iou, COCO));
        }
        for (SizeClass size : List.of(SizeClass.SMALL, SizeClass.MEDIUM, SizeClass.LARGE)) {
            String word = size.name().toLowerCase(Locale.ROOT);
            metrics.add(precision("ap_" + of + "_" + word, overlap, AveragePrecision.THRESHOLDS, size)
                    .means(what + " of " + word + " lesions" + all, COCO));
        }
        return metrics;
    }

    private static Metric precision(String name, Overlap overlap, List<Double> thresholds, SizeClass size) {
        Basis basis = overlap == Overlap.BOXES ? Basis.BOXES : Basis.MASKS;
        return metric(
                name,
                name.replace("ap", "AP").replace('_', ' '),
                new Kind(Unit.SHARE, basis, Better.HIGHER, size),
                cases -> AveragePrecision.of(cases, thresholds, overlap, size).mean());
    }

    private static Metric metric(
            String name, String label, Basis basis, Function<List<CaseAgreement>, WeightedFigure> figure) {
        return metric(name, label, new Kind(Unit.SHARE, basis, Better.HIGHER), figure);
    }

    private static Metric metric(
            String name, String label, Kind kind, Function<List<CaseAgreement>, WeightedFigure> figure) {
        return new Metric(name, label, kind, "", "", Optional.empty(), Optional.of(figure));
    }
}
