package org.lesionlens.pipeline;

import java.util.List;
import java.util.Optional;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.LabelMap;

/**
 * Where in an image a user wants lesions found.
 *
 * @param region not 0 where lesions count, on the image's grid: the networks see all of it, but outside the region the probability is
 *     0; empty for everywhere
 * @param boxes round the findings, in voxels of the image as it is stored, for a segmenter with such a prompt: it looks round each of
 *     them alone; empty for any other
 */
public record Focus(Optional<LabelMap> region, List<Box> boxes) {
    /** Everywhere. */
    public static final Focus ALL = new Focus(Optional.empty(), List.of());

    public Focus {
        boxes = List.copyOf(boxes);
    }

    /** In boxes; everywhere if there is none. */
    public static Focus on(List<Box> boxes) {
        return new Focus(Optional.empty(), boxes);
    }
}
