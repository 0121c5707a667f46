package org.lesionlens.inference;

import org.lesionlens.lesion.RealBox;

/**
 * A box as a detector says it.
 *
 * @param box in voxels, between voxel edges; one slice thick where slices are looked at
 * @param label its place in the model's label table, from 0
 * @param score 0 to 1
 * @param middle of what the detector said, before it was cut at the image's borders: it tells which window answered
 */
public record DetectedBox(RealBox box, int label, double score, RealBox.Corner middle) {
    /** One that is not cut. */
    DetectedBox(RealBox box, int label, double score) {
        this(box, label, score, box.middle());
    }

    DetectedBox withScore(double other) {
        return new DetectedBox(box, label, other, middle);
    }
}
