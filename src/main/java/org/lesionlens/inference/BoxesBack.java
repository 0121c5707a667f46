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
        return boxes.stream().flatMap(found -> of(found, image).stream()).toList();
    }

    private static Optional<DetectedBox> of(DetectedBox found, PreparedImage image) {
        RealBox box = found.box();
        double[] low = {box.min().x(), box.min().y(), box.min().z()};
        double[] high = {box.max().x(), box.max().y(), box.max().z()};
        double[] first = new double[AXES];
        double[] end = new double[AXES];
        double[] middle = new double[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            PlaceMap place = image.place(axis);
            double from = Math.max(place.first(), place.voxelFace(low[axis]));
            double to = Math.min(place.end(), place.voxelFace(high[axis]));
            if (from >= to) {
                return Optional.empty();
            }
            int stored = image.turn().storedAxis(axis);
            boolean backwards = image.turn().isBackwards(axis);
            long size = image.turn().size(axis);
            double said = (place.voxelFace(low[axis]) + place.voxelFace(high[axis])) / 2;
            first[stored] = backwards ? size - to : from;
            end[stored] = backwards ? size - from : to;
            middle[stored] = backwards ? size - said : said;
        }
        return Optional.of(
                new DetectedBox(new RealBox(corner(first), corner(end)), found.label(), found.score(), corner(middle)));
    }

    private static Corner corner(double... at) {
        return new Corner(at[0], at[1], at[2]);
    }
}
