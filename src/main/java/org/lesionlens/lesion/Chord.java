package org.lesionlens.lesion;

/**
 * A straight line across a section.
 *
 * @param fromColumn one end, in corner coordinates (pixel i reaches from i to i + 1)
 * @param fromRow likewise
 * @param toColumn the other end
 * @param toRow likewise
 * @param length in the unit of the spacing
 */
record Chord(double fromColumn, double fromRow, double toColumn, double toRow, double length) {
    /** The same line as continuous voxel indices in a slice along an axis; columns are along the lower other axis. */
    Segment inSlice(int sliceAxis, long slice) {
        return new Segment(index(fromColumn, fromRow, sliceAxis, slice), index(toColumn, toRow, sliceAxis, slice));
    }

    private static Position index(double column, double row, int sliceAxis, long slice) {
        double x = column - 0.5;
        double y = row - 0.5;
        return switch (sliceAxis) {
            case 0 -> new Position(slice, x, y);
            case 1 -> new Position(x, slice, y);
            default -> new Position(x, y, slice);
        };
    }
}
