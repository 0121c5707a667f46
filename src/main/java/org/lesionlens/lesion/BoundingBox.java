package org.lesionlens.lesion;

import net.imglib2.Interval;
import net.imglib2.util.Intervals;

/**
 * The smallest box of whole voxels round a lesion, in voxel indices from 0; the maximum is exclusive.
 *
 * @param xMin first index along x
 * @param yMin first index along y
 * @param zMin first index along z
 * @param xMax last index along x, plus 1
 * @param yMax last index along y, plus 1
 * @param zMax last index along z, plus 1
 */
public record BoundingBox(long xMin, long yMin, long zMin, long xMax, long yMax, long zMax) {
    /** The box from a first voxel to a last one, which belongs to it. */
    static BoundingBox ofInclusive(long[] first, long[] last) {
        return new BoundingBox(first[0], first[1], first[2], last[0] + 1, last[1] + 1, last[2] + 1);
    }

    /** The first index along an axis (0 to 2). */
    public long first(int axis) {
        return axis == 0 ? xMin : axis == 1 ? yMin : zMin;
    }

    /** The last index along an axis, plus 1. */
    public long end(int axis) {
        return axis == 0 ? xMax : axis == 1 ? yMax : zMax;
    }

    Interval interval() {
        return Intervals.createMinMax(xMin, yMin, zMin, xMax - 1, yMax - 1, zMax - 1);
    }
}
