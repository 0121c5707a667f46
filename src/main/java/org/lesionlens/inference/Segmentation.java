package org.lesionlens.inference;

import java.util.Optional;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/**
 * What a segmenter says of an image, on the image's own grid.
 *
 * @param lesion the probability that a voxel belongs to any label that counts as lesion
 * @param labels the value of the label that holds at each voxel, 0 for none, before any threshold of the user's; empty of a
 *     model with one label
 */
public record Segmentation(ProbabilityMap lesion, Optional<LabelMap> labels) {}
