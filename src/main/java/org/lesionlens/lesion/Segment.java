package org.lesionlens.lesion;

/**
 * A straight line between two points, to be drawn over the image.
 *
 * @param from one end, a continuous voxel index (whole numbers are voxel centres)
 * @param to the other end, likewise
 */
public record Segment(Position from, Position to) {
    /** The length in voxel index units: the length in pixels where pixels are square. */
    public double lengthInVoxels() {
        return Math.hypot(Math.hypot(to.x() - from.x(), to.y() - from.y()), to.z() - from.z());
    }
}
