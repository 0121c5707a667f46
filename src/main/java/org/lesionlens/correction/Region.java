package org.lesionlens.correction;

import java.util.BitSet;
import org.lesionlens.lesion.ContourFill;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.VolumeGeometry;

/** Voxels that a user draws round: those of a box, or those of a slice whose centres lie within a closed contour. Immutable. */
public final class Region {
    private final Box box;
    /** Within the box, x fastest; null for all. */
    private final BitSet inside;

    private Region(Box box, BitSet inside) {
        this.box = box;
        this.inside = inside;
    }

    /** All voxels of a box. */
    public static Region of(Box box) {
        return new Region(box, null);
    }

    /**
     * The pixels of a slice within a contour, by the even-odd rule; what lies outside of the image is cut off.
     *
     * @param grid that of the labels
     * @param sliceAxis the index axis (0 to 2) across the slice; columns and rows go along the other two, the first one first
     * @param slice from 0
     * @param columns continuous voxel indices of the contour's points; the last point is joined to the first
     * @param rows of the same points
     * @throws IllegalArgumentException if there is no such slice
     */
    public static Region inSlice(VolumeGeometry grid, int sliceAxis, int slice, double[] columns, double... rows) {
        if (slice < 0 || slice >= grid.size(sliceAxis)) {
            throw new IllegalArgumentException("slice is " + slice + " but must be 0 to " + (grid.size(sliceAxis) - 1));
        }
        long[] first = new long[3];
        long[] end = grid.size();
        first[sliceAxis] = slice;
        end[sliceAxis] = slice + 1L;
        int width = Math.toIntExact(grid.size(Scope.columnAxis(sliceAxis)));
        int height = Math.toIntExact(grid.size(Scope.rowAxis(sliceAxis)));
        return new Region(
                new Box(first[0], first[1], first[2], end[0], end[1], end[2]),
                ContourFill.of(columns, rows, width, height));
    }

    Box box() {
        return box;
    }

    /** Whether a voxel of the box belongs to the region. */
    boolean holds(long x, long y, long z) {
        if (inside == null) {
            return true;
        }
        long width = box.xMax() - box.xMin();
        long height = box.yMax() - box.yMin();
        return inside.get((int) (x - box.xMin() + width * (y - box.yMin() + height * (z - box.zMin()))));
    }
}
