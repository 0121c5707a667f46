package org.lesionlens.inference;

import org.lesionlens.volume.Box;
import org.lesionlens.volume.ProbabilityMap;

/**
 * What a segmenter says of the finding in a user's box.
 *
 * @param box of the user, in voxels of the image as it is stored
 * @param reach the part of the image that the network's window reaches, likewise; elsewhere the network says 0
 * @param probability of lesion there, on the part's own grid
 */
public record BoxAnswer(Box box, Box reach, ProbabilityMap probability) {}
