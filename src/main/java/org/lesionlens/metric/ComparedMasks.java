package org.lesionlens.metric;

import java.util.Map;
import java.util.Optional;
import org.lesionlens.lesion.GridChecks;
import org.lesionlens.volume.LabelMap;

/**
 * A prediction and its reference on one grid.
 *
 * @param prediction not 0 is lesion
 * @param reference not 0 is lesion; its geometry is that of both
 * @param scores by number in the prediction: the mean probability of the voxels that have it, 0 to 1; empty if unknown
 * @param label the one value that is lesion in both; empty if all but 0 are
 */
public record ComparedMasks(
        LabelMap prediction, LabelMap reference, Map<Integer, Double> scores, Optional<Integer> label) {
    /**
     * Checks that both have the same size.
     *
     * @throws IllegalArgumentException if they have not
     */
    public ComparedMasks {
        GridChecks.requireSameSize("prediction", prediction.geometry(), "reference", reference.geometry());
        scores = Map.copyOf(scores);
    }

    /** Masks without scores. */
    public static ComparedMasks of(LabelMap prediction, LabelMap reference) {
        return new ComparedMasks(prediction, reference, Map.of(), Optional.empty());
    }

    /** An empty prediction: what a case without one counts as. */
    public static ComparedMasks withoutPrediction(LabelMap reference) {
        return of(LabelMap.allocate(reference.geometry()), reference);
    }

    /** The same with the scores of the prediction's numbers. */
    public ComparedMasks withScores(Map<Integer, Double> known) {
        return new ComparedMasks(prediction, reference, known, label);
    }

    /** The same where only one value counts as lesion, in both: one class of a segmentation of several. */
    public ComparedMasks ofLabel(int value) {
        return new ComparedMasks(prediction, reference, scores, Optional.of(value));
    }

    /**
     * Compares them.
     *
     * @param name of the case
     * @param group its patient; the case's name if unknown
     * @throws org.lesionlens.volume.UnsuitableImageException if a mask has more than 65535 lesions
     */
    public CaseAgreement compare(String name, String group, Comparison how) {
        return MaskComparison.of(name, group, this, how);
    }
}
