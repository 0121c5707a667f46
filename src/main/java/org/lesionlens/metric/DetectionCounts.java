package org.lesionlens.metric;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What lesion-wise figures are computed from: of a case, or summed over cases.
 *
 * @param references lesions of the reference
 * @param predictions lesions of the prediction
 * @param found lesions of the reference that the prediction has
 * @param confirmed lesions of the prediction that the reference has; of pairs one to one as many as found
 * @param iou sum of the intersections over union of the pairs; NaN if they are no pairs
 */
record DetectionCounts(double references, double predictions, double found, double confirmed, double iou) {
    /** A voxel in common is enough. */
    static DetectionCounts byTouch(CaseAgreement agreement) {
        LesionAgreement lesions = agreement.lesions();
        int predictions = lesions.predictions().size();
        return new DetectionCounts(
                lesions.references().size(),
                predictions,
                lesions.found(),
                predictions - lesions.invented(),
                Double.NaN);
    }

    /** Pairs one to one of at least an intersection over union. */
    static DetectionCounts byIou(CaseAgreement agreement, double leastIou) {
        LesionAgreement lesions = agreement.lesions();
        List<LesionOverlap> pairs = LesionMatching.of(lesions, leastIou);
        return new DetectionCounts(
                lesions.references().size(),
                lesions.predictions().size(),
                pairs.size(),
                pairs.size(),
                pairs.stream().mapToDouble(lesions::iou).sum());
    }

    /** Pairs of more than half, as panoptic quality wants. */
    static DetectionCounts byHalf(CaseAgreement agreement) {
        return byIou(agreement, Math.nextUp(0.5));
    }

    /** A figure of the counts summed over cases. */
    static Function<List<CaseAgreement>, WeightedFigure> pooled(
            Function<CaseAgreement, DetectionCounts> counts, ToDoubleFunction<DetectionCounts> figure) {
        return cases -> {
            double[][] each =
                    cases.stream().map(counts).map(DetectionCounts::numbers).toArray(double[][]::new);
            return copies -> figure.applyAsDouble(sum(each, copies));
        };
    }

    private double[] numbers() {
        return new double[] {references, predictions, found, confirmed, iou};
    }

    private static DetectionCounts sum(double[][] each, int[] copies) {
        double[] sums = new double[5];
        for (int i = 0; i < copies.length; i++) {
            for (int number = 0; number < sums.length; number++) {
                sums[number] += copies[i] * each[i][number];
            }
        }
        return new DetectionCounts(sums[0], sums[1], sums[2], sums[3], sums[4]);
    }

    /** NaN if nothing is predicted. */
    double precision() {
        return confirmed / predictions;
    }

    /** NaN if there is nothing to find. */
    double recall() {
        return found / references;
    }

    /** Harmonic mean of precision and recall, 0 if one of them is 0 or has nothing to count; NaN if there are no lesions. */
    double f1() {
        if (found == 0 || predictions == 0) {
            return references + predictions > 0 ? 0 : Double.NaN;
        }
        return 2 * precision() * recall() / (precision() + recall());
    }

    double panopticQuality() {
        return iou / half();
    }

    double recognitionQuality() {
        return found / half();
    }

    /** NaN if there is no pair. */
    double segmentationQuality() {
        return iou / found;
    }

    /** TP + FP / 2 + FN / 2. */
    private double half() {
        return (references + predictions) / 2;
    }
}
