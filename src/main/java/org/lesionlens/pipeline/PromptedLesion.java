package org.lesionlens.pipeline;

import java.util.OptionalInt;
import org.lesionlens.volume.Box;

/**
 * What came of a user's box.
 *
 * @param box in voxels of the image as it is stored
 * @param lesion the number of the lesion in it; empty if nothing was found there; boxes round one finding have the same
 */
public record PromptedLesion(Box box, OptionalInt lesion) {
    /** What a user should know of a box, from 1, in which nothing was found. */
    static String nothing(int number) {
        return "no lesion was found in box " + number + ": draw it so that it just holds the finding, or lower the"
                + " threshold or the size of the smallest lesion.";
    }

    /** What a user should know of a box that holds the finding of another one. */
    static String same(int number, int owner, long shared, long voxels) {
        return "boxes " + Math.min(number, owner) + " and " + Math.max(number, owner) + " hold one finding (of the "
                + voxels
                + " voxels outlined for box " + number + ", " + shared + " are outlined for box " + owner
                + " too), so they give one lesion, as outlined for box " + owner
                + ": leave one of them out; if they are two findings, analyse the image with one box at a time.";
    }

    /** What a user should know of two boxes whose lesions overlap a little. */
    static String shared(int number, int owner, long shared) {
        return "the lesions in boxes " + Math.min(number, owner) + " and " + Math.max(number, owner) + " share "
                + shared
                + " voxels, of which each has only those that are more probable in it, so both are measured too small:"
                + " analyse the image with one box at a time for the whole of each.";
    }
}
