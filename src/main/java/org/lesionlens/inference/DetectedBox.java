package org.lesionlens.inference;

import org.lesionlens.lesion.RealBox;

/**
 * A box as a detector says it.
 *
 * @param box in voxels, between voxel edges; one slice thick where slices are looked at
 * @param label its place in the model's label table, from 0
 * @param score 0 to 1
 */
public record DetectedBox(RealBox box, int label, double score) {
    DetectedBox withScore(double other) {
        return new DetectedBox(box, label, other);
    }
}
