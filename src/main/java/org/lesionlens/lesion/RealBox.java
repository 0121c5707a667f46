package org.lesionlens.lesion;

/**
 * A box in voxels from 0, whose corners need not lie between voxels; the maximum is exclusive and above the minimum.
 *
 * @param min x, y, z
 * @param max likewise
 */
public record RealBox(Corner min, Corner max) {
    /** A corner in voxels. */
    public record Corner(double x, double y, double z) {}

    /**
     * Checks the corners.
     *
     * @throws IllegalArgumentException if the box is empty
     */
    public RealBox {
        if (!(max.x > min.x && max.y > min.y && max.z > min.z)) {
            throw new IllegalArgumentException("the box is from " + min + " to " + max + " but must not be empty");
        }
    }

    /** Of whole voxels. */
    public static RealBox of(BoundingBox box) {
        return new RealBox(
                new Corner(box.xMin(), box.yMin(), box.zMin()), new Corner(box.xMax(), box.yMax(), box.zMax()));
    }

    /** In voxels. */
    public Corner middle() {
        return new Corner((min.x + max.x) / 2, (min.y + max.y) / 2, (min.z + max.z) / 2);
    }

    /** In voxels. */
    public double volume() {
        return (max.x - min.x) * (max.y - min.y) * (max.z - min.z);
    }

    /** Voxels that both have; 0 if they only touch. */
    public double shared(RealBox other) {
        double x = Math.min(max.x, other.max.x) - Math.max(min.x, other.min.x);
        double y = Math.min(max.y, other.max.y) - Math.max(min.y, other.min.y);
        double z = Math.min(max.z, other.max.z) - Math.max(min.z, other.min.z);
        return x > 0 && y > 0 && z > 0 ? x * y * z : 0;
    }

    /** Intersection over union. */
    public double iou(RealBox other) {
        double shared = shared(other);
        return shared / (volume() + other.volume() - shared);
    }
}
