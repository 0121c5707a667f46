/**
 * From probabilities to labelled, measured lesions.
 *
 * <p>{@link org.lesionlens.lesion.ConnectedComponents} labels, {@link org.lesionlens.lesion.LesionMeasurements} measures.
 * Voxel indices are x, y, z in stored order from 0, whole numbers at voxel centres, so voxel i reaches from i - 0.5 to
 * i + 0.5; world coordinates are LPS in mm. What needs a pixel size is NaN where the image is not calibrated.
 */
package org.lesionlens.lesion;
