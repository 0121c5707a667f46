package org.lesionlens.metric;

import org.lesionlens.lesion.RealBox;

/**
 * A lesion of a reference or of a prediction, as far as it is compared.
 *
 * @param voxels how many it has; of a box without a mask, those of the box, with parts of voxels
 * @param size its volume in mm3; area in mm2 if the image is a single slice; voxels if it is not calibrated; NaN if the
 *     voxel size is not known
 * @param box round its voxels
 * @param touched whether one of its voxels is in the other mask, too small lesions of that included
 * @param score how sure the prediction is of it, 0 to 1: the mean probability of its voxels; NaN if unknown, and of a
 *     reference
 */
public record LesionRegion(double voxels, double size, RealBox box, boolean touched, double score) {
    /** Whether it is known how sure the prediction is of it. */
    public boolean scored() {
        return !Double.isNaN(score);
    }
}
