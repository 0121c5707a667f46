package org.lesionlens.inference;

import java.util.Optional;
import java.util.OptionalDouble;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/**
 * What a segmenter says of an image, on the image's own grid.
 *
 * @param lesion the probability that a voxel belongs to any label that counts as lesion
 * @param labels the value of the label that holds at each voxel, 0 for none: where the probability of lesion reaches the
 *     threshold (or, at the threshold 0, where the most probable label is a lesion) the most probable lesion, elsewhere the most
 *     probable other label, if one is, and no lesion is more probable than it where labels exclude each other; empty of a model with one label, where the probability says all
 * @param ofLabel the probability of the lesion's label that holds at each voxel, 0 where none does; empty where that is the
 *     probability of lesion, and of a model that answers labels
 * @param distance how unlike the images that the model was trained on it is (see {@link org.lesionlens.model.Suitability}); empty
 *     of a model that does not know them, and where what should go in whole goes in in parts
 * @param note what happened to the device while it was made, a sentence for people; empty if nothing did
 */
public record Segmentation(
        ProbabilityMap lesion,
        Optional<LabelMap> labels,
        Optional<ProbabilityMap> ofLabel,
        OptionalDouble distance,
        Optional<String> note) {}
