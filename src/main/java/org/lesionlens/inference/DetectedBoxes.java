package org.lesionlens.inference;

import java.util.List;
import java.util.Optional;

/**
 * What a detector says of an image.
 *
 * @param boxes in voxels of the image, inside it; those of a slice after those of the slice before, by falling score
 * @param note what happened to the device meanwhile, a sentence for people; empty if nothing did
 */
public record DetectedBoxes(List<DetectedBox> boxes, Optional<String> note) {
    public DetectedBoxes {
        boxes = List.copyOf(boxes);
    }
}
