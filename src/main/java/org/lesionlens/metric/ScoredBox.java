package org.lesionlens.metric;

import org.lesionlens.lesion.BoundingBox;

/**
 * A lesion that is known as a box only.
 *
 * @param box of at least one voxel
 * @param score how sure the prediction is of it, 0 to 1; NaN if unknown, and of a reference
 */
public record ScoredBox(BoundingBox box, double score) {
    /**
     * Checks that the box has voxels.
     *
     * @throws IllegalArgumentException if it has none
     */
    public ScoredBox {
        if (box.xMax() <= box.xMin() || box.yMax() <= box.yMin() || box.zMax() <= box.zMin()) {
            throw new IllegalArgumentException("box is " + box + " but must have at least one voxel");
        }
    }

    /** Of a reference, or without a score. */
    public static ScoredBox of(BoundingBox box) {
        return new ScoredBox(box, Double.NaN);
    }

    long voxels() {
        return voxels(box);
    }

    /** Voxels of a box. */
    static long voxels(BoundingBox box) {
        return (box.xMax() - box.xMin()) * (box.yMax() - box.yMin()) * (box.zMax() - box.zMin());
    }

    /** Voxels that two boxes share. */
    static long shared(BoundingBox a, BoundingBox b) {
        long x = Math.min(a.xMax(), b.xMax()) - Math.max(a.xMin(), b.xMin());
        long y = Math.min(a.yMax(), b.yMax()) - Math.max(a.yMin(), b.yMin());
        long z = Math.min(a.zMax(), b.zMax()) - Math.max(a.zMin(), b.zMin());
        return x > 0 && y > 0 && z > 0 ? x * y * z : 0;
    }
}
