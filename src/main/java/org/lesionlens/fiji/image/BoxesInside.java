package org.lesionlens.fiji.image;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.lesion.RealBox.Corner;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.FoundBox;
import org.lesionlens.volume.VolumeGeometry;

/** The boxes whose middle lies in a cropped image, and in the user's selection, in the voxels of that image; numbered anew. */
record BoxesInside(SourceImage source, SeenByDetector place) {
    BoxesInside(SourceImage source) {
        this(source, new SeenByDetector(source));
    }

    /** @param seen on the grid that the detector saw */
    DetectionAnalysis of(DetectionAnalysis seen) {
        VolumeGeometry grid = source.grid().geometry();
        List<FoundBox> inside = seen.boxes().stream()
                .flatMap(box -> moved(box, grid).stream())
                .filter(found -> source.focus().region().isEmpty() || isSelected(found.box()))
                .toList();
        List<FoundBox> numbered = IntStream.range(0, inside.size())
                .mapToObj(i -> inside.get(i).numbered(i + 1))
                .toList();
        return new DetectionAnalysis(grid, numbered, seen.warnings(), seen.settings(), seen.seconds());
    }

    private Optional<FoundBox> moved(FoundBox found, VolumeGeometry grid) {
        RealBox box = new RealBox(
                place.back(found.box().min()), place.back(found.box().max()));
        Corner middle = box.middle();
        boolean isIn = isBetween(middle.x(), grid.size(0))
                && isBetween(middle.y(), grid.size(1))
                && isBetween(middle.z(), grid.size(2));
        return isIn
                ? Optional.of(new FoundBox(
                        found.number(), cut(box, grid), found.kind(), found.score(), place.back(found.middle())))
                : Optional.empty();
    }

    private static boolean isBetween(double middle, long size) {
        return middle >= 0 && middle < size;
    }

    private static RealBox cut(RealBox box, VolumeGeometry grid) {
        double[] max = Stream.of(0, 1, 2).mapToDouble(grid::size).toArray();
        return new RealBox(
                new Corner(
                        Math.max(0, box.min().x()),
                        Math.max(0, box.min().y()),
                        Math.max(0, box.min().z())),
                new Corner(
                        Math.min(max[0], box.max().x()),
                        Math.min(max[1], box.max().y()),
                        Math.min(max[2], box.max().z())));
    }

    private boolean isSelected(RealBox box) {
        Corner middle = box.middle();
        return source.focus()
                        .region()
                        .orElseThrow()
                        .voxels()
                        .getAt((long) middle.x(), (long) middle.y(), (long) middle.z())
                        .get()
                > 0;
    }
}
