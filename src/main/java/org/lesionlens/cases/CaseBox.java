package org.lesionlens.cases;

import java.util.List;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.FoundBox;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A box, and the case that it was found in: what has a row in the tables of boxes.
 *
 * @param grid of the image, in whose voxels the box is
 */
public record CaseBox(String caseName, FoundBox found, VolumeGeometry grid) {
    /** All boxes of a case, in their order. */
    public static List<CaseBox> of(String caseName, DetectionAnalysis analysis) {
        return analysis.boxes().stream()
                .map(box -> new CaseBox(caseName, box, analysis.geometry()))
                .toList();
    }

    double min(int axis) {
        return coordinate(found.box().min(), axis);
    }

    double max(int axis) {
        return coordinate(found.box().max(), axis);
    }

    private static double coordinate(RealBox.Corner corner, int axis) {
        return axis == 0 ? corner.x() : axis == 1 ? corner.y() : corner.z();
    }

    /** A coordinate of the middle, in LPS mm; NaN if the place of the image is unknown. */
    double middleMm(int row) {
        return grid.placed()
                ? grid.toWorld((min(0) + max(0) - 1) / 2, (min(1) + max(1) - 1) / 2, (min(2) + max(2) - 1) / 2)[row]
                : Double.NaN;
    }

    /** Its length along an axis, in mm; NaN if the size of a voxel there is unknown. */
    double lengthMm(int axis) {
        boolean known = axis == 2 ? grid.depthKnown() : grid.calibrated();
        return known ? (max(axis) - min(axis)) * grid.spacingMm(axis) : Double.NaN;
    }
}
