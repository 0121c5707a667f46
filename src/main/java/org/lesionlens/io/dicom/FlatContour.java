package org.lesionlens.io.dicom;

import java.util.List;
import org.lesionlens.volume.VolumeGeometry;

/** A contour in voxels of a grid, seen along one of its axes. */
final class FlatContour {
    private final RegionContour contour;
    private final double height;
    private final double spread;
    private final double[] columns;
    private final double[] rows;

    /** @param axis along which it is seen */
    FlatContour(RegionContour contour, VolumeGeometry grid, int axis) {
        this.contour = contour;
        List<Vector> points = contour.points();
        columns = new double[points.size()];
        rows = new double[points.size()];
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int i = 0; i < columns.length; i++) {
            Vector point = points.get(i);
            double[] index = grid.toIndex(point.x(), point.y(), point.z());
            columns[i] = index[columnAxis(axis)];
            rows[i] = index[rowAxis(axis)];
            lowest = Math.min(lowest, index[axis]);
            highest = Math.max(highest, index[axis]);
            sum += index[axis];
        }
        height = sum / columns.length;
        spread = highest - lowest;
    }

    static int columnAxis(int axis) {
        return axis == 0 ? 1 : 0;
    }

    static int rowAxis(int axis) {
        return axis == 2 ? 1 : 2;
    }

    RegionContour contour() {
        return contour;
    }

    /** Where its plane lies along the axis, in voxels. */
    double height() {
        return height;
    }

    /** How far its points lie apart along the axis, in voxels. */
    double spread() {
        return spread;
    }

    double[] columns() {
        return columns;
    }

    double[] rows() {
        return rows;
    }
}
