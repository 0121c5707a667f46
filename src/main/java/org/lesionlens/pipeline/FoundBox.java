package org.lesionlens.pipeline;

import java.util.Locale;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.model.Label;

/**
 * A box that a detector drew round a lesion: a finding that has a box and no region.
 *
 * @param number from 1, by falling score; in an image that has slices all its slices together
 * @param box in voxels of the image, inside it; of a detector of slices one slice thick
 * @param kind what the detector calls it
 * @param score how sure it is, 0 to 1
 * @param middle of what the detector said, before it was cut at the image's borders
 */
public record FoundBox(int number, RealBox box, Label kind, double score, RealBox.Corner middle) {
    /** @throws IllegalArgumentException if the number or the score is out of its range */
    public FoundBox {
        if (number < 1 || !(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("the box has the number " + number + " and the score " + score
                    + " but must have a number of at least 1 and a score from 0 to 1");
        }
    }

    /** One that is not cut. */
    public FoundBox(int number, RealBox box, Label kind, double score) {
        this(number, box, kind, score, box.middle());
    }

    /** The same with another number. */
    public FoundBox numbered(int other) {
        return new FoundBox(other, box, kind, score, middle);
    }

    /** Its kind and score, for people. */
    public String describe() {
        return String.format(Locale.ROOT, "%s, %.2f", kind.name(), score);
    }

    /** Of its kind, as #RRGGBB. */
    public String color() {
        return kind.color();
    }
}
