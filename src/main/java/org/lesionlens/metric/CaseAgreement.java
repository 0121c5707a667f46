package org.lesionlens.metric;

import java.util.List;
import java.util.Optional;

/**
 * What is kept of a compared case once its voxels are gone: all figures of {@link Metrics} come from it.
 *
 * @param name of the case
 * @param group what is drawn together by {@link Bootstrap}: the patient; the case's own name if that is not known
 * @param voxels empty if the case is known as boxes only
 * @param surfaces likewise
 * @param lesions of both sides
 */
public record CaseAgreement(
        String name,
        String group,
        Optional<VoxelAgreement> voxels,
        Optional<SurfaceAgreement> surfaces,
        LesionAgreement lesions) {

    /**
     * A case of which the reference, or both, are known as boxes.
     *
     * @param references boxes of the reference
     * @param predictions boxes of the prediction, with their scores
     * @param voxelSize of one voxel, in the unit
     */
    public static CaseAgreement ofBoxes(
            String name, String group, List<ScoredBox> references, List<ScoredBox> predictions, VoxelSize voxelSize) {
        LesionAgreement lesions = BoxOverlaps.of(references, predictions, voxelSize);
        return new CaseAgreement(name, group, Optional.empty(), Optional.empty(), lesions);
    }

    /** Whether the reference has nothing: no voxel, and of boxes no box. */
    public boolean referenceEmpty() {
        return voxels.map(counts -> counts.reference() == 0)
                .orElse(lesions.references().isEmpty());
    }

    /** Whether the prediction has nothing, likewise. */
    public boolean predictionEmpty() {
        return voxels.map(counts -> counts.prediction() == 0)
                .orElse(lesions.predictions().isEmpty());
    }

    /** Dice coefficient, 0 to 1; NaN if both are empty or it is known as boxes only. */
    public double dice() {
        return voxels.map(VoxelAgreement::dice).orElse(Double.NaN);
    }

    /** Intersection over union, 0 to 1; NaN likewise. */
    public double iou() {
        return voxels.map(VoxelAgreement::iou).orElse(Double.NaN);
    }

    /** 95th percentile of the surface distances, in mm or pixels; NaN if a mask is empty or it is known as boxes only. */
    public double hd95() {
        return surfaces.map(SurfaceAgreement::hd95).orElse(Double.NaN);
    }

    /** Whether the distances of cases are all in mm or all in pixels, so that they have a mean. */
    static boolean oneLengthUnit(List<CaseAgreement> cases) {
        return cases.stream()
                        .flatMap(each -> each.voxels.stream())
                        .map(counts -> counts.voxel().unit().calibrated())
                        .distinct()
                        .count()
                < 2;
    }

    /** The same with what counts as a hit in free-response ROC. */
    public CaseAgreement hitBy(HitRule rule) {
        return new CaseAgreement(name, group, voxels, surfaces, lesions.hitBy(rule));
    }

    /** The same case of another group. */
    public CaseAgreement inGroup(String other) {
        return new CaseAgreement(name, other, voxels, surfaces, lesions);
    }
}
