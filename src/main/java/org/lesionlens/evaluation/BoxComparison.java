package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.ComparedMasks;
import org.lesionlens.metric.ScoredBox;
import org.lesionlens.metric.SizeUnit;
import org.lesionlens.metric.VoxelSize;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Lesions of a prediction against boxes: the box round each against those of the reference. A smallest lesion counts for the
 * prediction only, as nobody knows the voxels in a box.
 */
record BoxComparison(Reference.Boxes reference, ComparedPair.Settings settings) {
    /** One agreement for each kind, or one of all lesions. */
    List<LabelledAgreement> agreements(Optional<Prediction> prediction, ReferencePair pair, String group) {
        prediction.ifPresent(found -> requireInside(found.numbers().geometry()));
        VoxelSize voxel = prediction
                .map(found -> VoxelSize.of(found.numbers().geometry()))
                .orElse(reference.planar() ? new VoxelSize(1, SizeUnit.PIXELS) : VoxelSize.UNKNOWN);
        if (settings.kinds().isEmpty()) {
            List<ScoredBox> found = prediction
                    .map(each -> predicted(each.numbers(), each.scores()))
                    .orElse(List.of());
            return List.of(new LabelledAgreement(
                    "", CaseAgreement.ofBoxes(pair.name(), group, real(box -> true), found, voxel)));
        }
        List<LabelledAgreement> agreements = new ArrayList<>();
        for (KindLabel kind : settings.kinds()) {
            List<ScoredBox> found = prediction
                    .map(each -> predicted(each.ofKind(kind.value()), each.scores()))
                    .orElse(List.of());
            List<ScoredBox> real = real(box -> kind.isNamed(box.kind()));
            agreements.add(
                    new LabelledAgreement(kind.name(), CaseAgreement.ofBoxes(pair.name(), group, real, found, voxel)));
        }
        return agreements;
    }

    private List<ScoredBox> real(Predicate<ReferenceBox> wanted) {
        return reference.boxes().stream()
                .filter(wanted)
                .map(box -> ScoredBox.of(box.box()))
                .toList();
    }

    private void requireInside(VolumeGeometry grid) {
        for (ReferenceBox box : reference.boxes()) {
            RealBox.Corner end = box.box().max();
            if (end.x() > grid.size(0) + 1 || end.y() > grid.size(1) + 1 || end.z() > grid.size(2) + 1) {
                throw new UnsuitableImageException(reference.file() + " has a box that ends at " + end.x() + ", "
                        + end.y() + ", " + end.z() + " but the prediction has " + grid.size(0) + " x " + grid.size(1)
                        + " x " + grid.size(2)
                        + " voxels: give boxes in voxels of the image that was segmented, with z if it has slices");
            }
        }
    }

    /** The box round each lesion, with its score. */
    private List<ScoredBox> predicted(LabelMap numbers, Map<Integer, Double> scores) {
        return ComparedMasks.of(numbers, LabelMap.allocate(numbers.geometry()))
                .withScores(scores)
                .compare("", "", settings.how())
                .lesions()
                .predictions()
                .stream()
                .map(lesion -> new ScoredBox(lesion.box(), lesion.score()))
                .toList();
    }
}
