package org.lesionlens.metric;

import java.util.List;
import java.util.stream.Stream;
import org.lesionlens.metric.AveragePrecision.Overlap;
import org.lesionlens.metric.CocoCase.Fate;

/**
 * COCO's average recall of boxes: the share of lesions that the surest detections of a case find, {@value #MOST} at most, mean over
 * the thresholds of intersection over union.
 *
 * <p>Detections take lesions as for {@link AveragePrecision}. Source: J. Hosang et al., "What makes for effective detection
 * proposals?", IEEE Trans. Pattern Anal. Mach. Intell. 38(4), 2016, as pycocotools computes it.
 */
final class AverageRecall {
    /** Detections of a case. */
    static final int MOST = 100;

    private AverageRecall() {}

    /** NaN if there are no lesions, or a predicted one has no score. */
    static WeightedFigure of(List<CaseAgreement> cases) {
        List<LesionAgreement> each = cases.stream().map(CaseAgreement::lesions).toList();
        if (!each.stream().allMatch(LesionAgreement::scored)) {
            return WeightedFigure.NONE;
        }
        double[] found = each.stream()
                .map(lesions -> CocoCase.of(lesions, Overlap.BOXES, SizeClass.ALL))
                .mapToDouble(AverageRecall::found)
                .toArray();
        int[] lesions = each.stream().mapToInt(one -> one.references().size()).toArray();
        return copies -> {
            double sum = 0;
            long all = 0;
            for (int i = 0; i < copies.length; i++) {
                sum += copies[i] * found[i];
                all += (long) copies[i] * lesions[i];
            }
            return sum / all;
        };
    }

    /** Lesions found, mean over the thresholds. */
    private static double found(CocoCase coco) {
        return AveragePrecision.THRESHOLDS.stream()
                .mapToLong(iou -> right(coco.fates(iou).stream().limit(MOST)))
                .average()
                .orElse(Double.NaN);
    }

    private static long right(Stream<Fate> fates) {
        return fates.filter(fate -> fate == Fate.RIGHT).count();
    }
}
