package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.ScoredBox;
import org.lesionlens.metric.SizeUnit;
import org.lesionlens.metric.VoxelSize;

/**
 * A prediction against a reference where one of them, or both, are boxes: those of a mask are drawn round its lesions. A smallest
 * lesion counts for masks only, as nobody knows the voxels in a box.
 *
 * @param planar whether the image is known to have one slice
 * @param ofImage how large a voxel of it is, as the detector's sidecar says; empty if it does not
 */
record BoxComparison(BoxSide reference, BoxSide prediction, boolean planar, Optional<VoxelSize> ofImage) {
    private static final VoxelSize PIXEL = new VoxelSize(1, SizeUnit.PIXELS);

    /** @throws org.lesionlens.volume.UnsuitableImageException if boxes do not lie on the mask of the other */
    BoxComparison {
        reference.requireOn(prediction);
        prediction.requireOn(reference);
    }

    /** One agreement for each kind, or one of all lesions. */
    List<LabelledAgreement> agreements(List<KindLabel> kinds, String name, String group) {
        if (kinds.isEmpty()) {
            return List.of(new LabelledAgreement("", agreement(reference.all(), prediction.all(), name, group)));
        }
        List<LabelledAgreement> agreements = new ArrayList<>();
        for (KindLabel kind : kinds) {
            agreements.add(new LabelledAgreement(
                    kind.name(), agreement(reference.ofKind(kind), prediction.ofKind(kind), name, group)));
        }
        return agreements;
    }

    private CaseAgreement agreement(List<ScoredBox> real, List<ScoredBox> found, String name, String group) {
        return CaseAgreement.ofBoxes(name, group, real, found, voxel());
    }

    /** That of a mask; of boxes alone that of the image, or, where nobody has seen it, a pixel or what boxes in mm tell. */
    private VoxelSize voxel() {
        return Stream.of(prediction, reference)
                .flatMap(side -> side.grid().stream())
                .findFirst()
                .map(VoxelSize::of)
                .or(() -> planar ? Optional.of(PIXEL) : ofImage)
                .orElseGet(() -> reference.inOneSlice() && prediction.inOneSlice() ? PIXEL : ofBoxes());
    }

    private VoxelSize ofBoxes() {
        OptionalDouble known = prediction.boxes().stream()
                .filter(box -> !Double.isNaN(box.mm3()))
                .mapToDouble(box -> box.mm3() / box.box().volume())
                .findFirst();
        return known.isPresent() ? new VoxelSize(known.getAsDouble(), SizeUnit.MM3) : VoxelSize.UNKNOWN;
    }
}
