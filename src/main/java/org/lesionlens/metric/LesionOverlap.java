package org.lesionlens.metric;

/**
 * Two lesions that share voxels.
 *
 * @param reference index of the lesion of the reference, from 0
 * @param prediction index of the lesion of the prediction, from 0
 * @param voxels that both have, at least 1
 */
public record LesionOverlap(int reference, int prediction, long voxels) {}
