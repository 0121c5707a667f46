package org.lesionlens.metric;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lesions of a reference and of a prediction, and which of them overlap.
 *
 * @param references lesions of the reference, by falling voxel count
 * @param predictions lesions of the prediction, likewise
 * @param overlaps pairs that share voxels, each once; of boxes without masks, pairs of boxes that overlap
 * @param unit of the sizes
 * @param masks whether both are known voxel by voxel; else as boxes only
 * @param hits pairs one to one, of a {@link HitRule}; empty where a voxel in common is a hit
 */
public record LesionAgreement(
        List<LesionRegion> references,
        List<LesionRegion> predictions,
        List<LesionOverlap> overlaps,
        SizeUnit unit,
        boolean masks,
        Optional<List<LesionOverlap>> hits) {
    /** Keeps copies of the lists. */
    public LesionAgreement {
        references = List.copyOf(references);
        predictions = List.copyOf(predictions);
        overlaps = List.copyOf(overlaps);
        hits = hits.map(List::copyOf);
    }

    /** Where a voxel in common is a hit. */
    public LesionAgreement(
            List<LesionRegion> references,
            List<LesionRegion> predictions,
            List<LesionOverlap> overlaps,
            SizeUnit unit,
            boolean masks) {
        this(references, predictions, overlaps, unit, masks, Optional.empty());
    }

    /** The same with the hits of a rule. */
    LesionAgreement hitBy(HitRule rule) {
        return new LesionAgreement(references, predictions, overlaps, unit, masks, Optional.of(rule.pairs(this)));
    }

    /** Lesions of the reference that share a voxel with the prediction. */
    public int found() {
        return touched(references);
    }

    /** Lesions of the prediction that share no voxel with the reference. */
    public int invented() {
        return predictions.size() - touched(predictions);
    }

    private static int touched(List<LesionRegion> lesions) {
        return (int) lesions.stream().filter(LesionRegion::touched).count();
    }

    /** |P and R| / |P or R| of two lesions that overlap, voxel by voxel. */
    public double iou(LesionOverlap pair) {
        double sum = references.get(pair.reference()).voxels()
                + predictions.get(pair.prediction()).voxels();
        return pair.voxels() / (sum - pair.voxels());
    }

    /** Pairs one to one of at least an intersection over union: {@link LesionMatching}. */
    public int matched(double leastIou) {
        return LesionMatching.of(this, leastIou).size();
    }

    /** Whether the size of each lesion is known. */
    boolean sized() {
        return Stream.concat(references.stream(), predictions.stream())
                .noneMatch(lesion -> Double.isNaN(lesion.size()));
    }

    /** Whether each predicted lesion has a score. */
    public boolean scored() {
        return predictions.stream().allMatch(LesionRegion::scored);
    }
}
