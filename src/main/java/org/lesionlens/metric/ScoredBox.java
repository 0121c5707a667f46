package org.lesionlens.metric;

import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.RealBox;

/**
 * A lesion that is known as a box only.
 *
 * @param score how sure the prediction is of it, 0 to 1; NaN if unknown, and of a reference
 */
public record ScoredBox(RealBox box, double score) {
    /** Of whole voxels. */
    public ScoredBox(BoundingBox box, double score) {
        this(RealBox.of(box), score);
    }

    /** Of a reference, or without a score. */
    public static ScoredBox of(RealBox box) {
        return new ScoredBox(box, Double.NaN);
    }
}
