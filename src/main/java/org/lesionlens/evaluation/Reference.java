package org.lesionlens.evaluation;

import java.nio.file.Path;
import java.util.List;

/** What is known to be right of a case. */
public sealed interface Reference {
    /** The file that says it. */
    Path file();

    /** A mask of voxels or contours. */
    record Mask(Path file) implements Reference {}

    /**
     * Boxes round lesions, of which nobody knows the voxels.
     *
     * @param file the table that they stand in
     * @param boxes none of a case without a lesion
     * @param planar whether images have one slice, as the table has no z
     */
    record Boxes(Path file, List<KindBox> boxes, boolean planar) implements Reference {
        public Boxes {
            boxes = List.copyOf(boxes);
        }
    }
}
