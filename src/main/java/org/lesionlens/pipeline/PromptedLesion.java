package org.lesionlens.pipeline;

import java.util.OptionalInt;
import org.lesionlens.volume.Box;

/**
 * What came of a user's box.
 *
 * @param box in voxels of the image as it is stored
 * @param lesion the number of the lesion in it; empty if nothing was found there
 */
public record PromptedLesion(Box box, OptionalInt lesion) {
    /** What a user should know of a box, from 1, in which nothing was found. */
    static String warning(int number) {
        return "no lesion was found in box " + number + ": draw it so that it just holds the finding, or lower the"
                + " threshold or the size of the smallest lesion.";
    }
}
