package org.lesionlens.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.metric.ComparedMasks;
import org.lesionlens.metric.Comparison;
import org.lesionlens.metric.ScoredBox;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The boxes of a prediction or of a reference.
 *
 * @param what prediction or reference, for people
 * @param file that says them
 * @param grid of the mask that they are drawn round; empty if they are boxes by themselves
 */
record BoxSide(String what, Path file, List<KindBox> boxes, Optional<VolumeGeometry> grid) {
    private static final double ROUNDING = 0.5;

    BoxSide {
        boxes = List.copyOf(boxes);
    }

    /** Boxes by themselves. */
    static BoxSide of(String what, Path file, List<KindBox> boxes) {
        return new BoxSide(what, file, boxes, Optional.empty());
    }

    /** The boxes round the lesions of a mask that are large enough. */
    static BoxSide of(String what, Path file, Prediction mask, List<KindLabel> kinds, Comparison how) {
        List<KindBox> boxes = new ArrayList<>();
        for (KindLabel kind : kinds) {
            round(mask, mask.ofKind(kind.value()), how).forEach(box -> boxes.add(KindBox.of(kind.name(), box)));
        }
        if (kinds.isEmpty()) {
            round(mask, mask.numbers(), how).forEach(box -> boxes.add(KindBox.of("", box)));
        }
        return new BoxSide(what, file, boxes, Optional.of(mask.numbers().geometry()));
    }

    private static List<ScoredBox> round(Prediction mask, LabelMap numbers, Comparison how) {
        return ComparedMasks.of(numbers, LabelMap.allocate(numbers.geometry()))
                .withScores(mask.scores())
                .compare("", "", how)
                .lesions()
                .predictions()
                .stream()
                .map(lesion -> new ScoredBox(lesion.box(), lesion.score()))
                .toList();
    }

    List<ScoredBox> all() {
        return boxes.stream().map(KindBox::scored).toList();
    }

    List<ScoredBox> ofKind(KindLabel kind) {
        return boxes.stream()
                .filter(box -> kind.isNamed(box.kind()))
                .map(KindBox::scored)
                .toList();
    }

    /** Whether all boxes lie in the first slice. */
    boolean inOneSlice() {
        return boxes.stream()
                .allMatch(box -> box.box().min().z() == 0 && box.box().max().z() == 1);
    }

    /** @throws UnsuitableImageException if a box does not lie in the image of a mask, or elsewhere in the patient */
    void requireOn(BoxSide mask) {
        mask.grid.ifPresent(image -> boxes.forEach(box -> {
            requireInside(box.box().max(), image, mask);
            requirePlace(box, image, mask);
        }));
    }

    private void requireInside(RealBox.Corner end, VolumeGeometry image, BoxSide mask) {
        if (end.x() > image.size(0) + 1 || end.y() > image.size(1) + 1 || end.z() > image.size(2) + 1) {
            throw new UnsuitableImageException(file + " has a box that ends at " + end.x() + ", " + end.y() + ", "
                    + end.z() + " but the " + mask.what + " has " + image.size(0) + " x " + image.size(1) + " x "
                    + image.size(2) + " voxels: give boxes in voxels of the image that was segmented, with z if it has"
                    + " slices");
        }
    }

    private void requirePlace(KindBox box, VolumeGeometry image, BoxSide mask) {
        if (box.centroid().isEmpty() || !image.placed()) {
            return;
        }
        double[] own = box.middle();
        double[] there = image.toIndex(
                box.centroid().get().x(),
                box.centroid().get().y(),
                box.centroid().get().z());
        for (int axis = 0; axis < 3; axis++) {
            if (Math.abs(own[axis] - there[axis]) > ROUNDING) {
                throw new UnsuitableImageException(file + " has a box whose middle is voxel " + text(own)
                        + " of its image but lies at voxel " + text(there) + " of the " + mask.what + " by its place in"
                        + " the patient: give a " + mask.what + " on the grid of the image");
            }
        }
    }

    private static String text(double[] index) {
        return Math.round(index[0]) + ", " + Math.round(index[1]) + ", " + Math.round(index[2]);
    }
}
