package org.lesionlens.correction;

/**
 * A line that is drawn in a slice, and goes on straight at both ends.
 *
 * @param sliceAxis the index axis (0 to 2) across the slice; columns and rows go along the other two, the first one first
 * @param fromColumn continuous voxel index of a point, as {@code fromRow}
 * @param toColumn continuous voxel index of another point, as {@code toRow}
 */
public record SliceLine(int sliceAxis, double fromColumn, double fromRow, double toColumn, double toRow) {
    /** @throws IllegalArgumentException if the axis is none, or the two points are one or not finite */
    public SliceLine {
        double length = Math.hypot(toColumn - fromColumn, toRow - fromRow);
        if (sliceAxis < 0 || sliceAxis > 2 || !(length > 0) || Double.isInfinite(length)) {
            throw new IllegalArgumentException("line across axis " + sliceAxis + " has length " + length
                    + " but must be across axis 0 to 2 and longer than 0");
        }
    }

    /** Whether a voxel lies on the line or on one side of it, not on the other. */
    boolean isAside(long column, long row) {
        return (toColumn - fromColumn) * (row - fromRow) - (toRow - fromRow) * (column - fromColumn) >= 0;
    }
}
