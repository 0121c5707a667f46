package org.lesionlens.metric;

/**
 * Two lesions that share voxels.
 *
 * @param reference index of the lesion of the reference, from 0
 * @param prediction index of the lesion of the prediction, from 0
 * @param voxels that both have, above 0 but in pairs by their middles; of boxes with parts of voxels
 */
public record LesionOverlap(int reference, int prediction, double voxels) {}
