package org.lesionlens.inference;

import java.util.List;
import java.util.Optional;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.lesion.RealBox.Corner;

/** Brings boxes from what a network sees back onto the image's own grid, and cuts them at its borders. */
final class BoxesBack {
    private static final int AXES = 3;

    private BoxesBack() {}

    /** In voxels of the image as it is stored; what lies beside it, or beside the part that the network sees, is left out. */
    static List<DetectedBox> of(List<DetectedBox> boxes, PreparedImage image) {
        return boxes.stream()
                .flatMap(found ->
                        of(found.box(), image).map(box -> new DetectedBox(box, found.label(), found.score())).stream())
                .toList();
    }

    private static Optional<RealBox> of(RealBox box, PreparedImage image) {
        double[] low = {box.min().x(), box.min().y(), box.min().z()};
        double[] high = {box.max().x(), box.max().y(), box.max().z()};
        double[] first = new double[AXES];
        double[] end = new double[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            PlaceMap place = image.place(axis);
            double from = Math.max(place.first(), place.voxelFace(low[axis]));
            double to = Math.min(place.end(), place.voxelFace(high[axis]));
            if (from >= to) {
                return Optional.empty();
            }
            int stored = image.turn().storedAxis(axis);
            boolean backwards = image.turn().isBackwards(axis);
            first[stored] = backwards ? image.turn().size(axis) - to : from;
            end[stored] = backwards ? image.turn().size(axis) - from : to;
        }
        return Optional.of(new RealBox(new Corner(first[0], first[1], first[2]), new Corner(end[0], end[1], end[2])));
    }
}
