package org.lesionlens.fiji.explorer;

import ij.ImagePlus;
import java.awt.Point;
import java.awt.Rectangle;
import java.util.Optional;
import java.util.OptionalInt;
import org.lesionlens.volume.UserMessageException;

/**
 * A pixel of a stack that a map is about, all from 0.
 *
 * @param column ImageJ's x
 * @param row ImageJ's y
 * @param slice ImageJ's slice less 1
 */
public record QuerySpot(int column, int row, int slice) {
    /**
     * The pixel that a user named; empty if he named none.
     *
     * @throws UserMessageException if he named only one coordinate, or one outside the image
     */
    public static Optional<Point> pixel(ImagePlus image, OptionalInt x, OptionalInt y) {
        if (x.isEmpty() && y.isEmpty()) {
            return Optional.empty();
        }
        if (x.isEmpty() || y.isEmpty()) {
            throw new UserMessageException("only one of x and y is given but a point has both: give both, or neither"
                    + " for the middle of the largest lesion");
        }
        Point pixel = new Point(x.getAsInt(), y.getAsInt());
        if (!new Rectangle(image.getWidth(), image.getHeight()).contains(pixel)) {
            throw new UserMessageException("the point " + pixel.x + ", " + pixel.y + " lies outside the image \""
                    + image.getTitle() + "\": choose x from 0 to " + (image.getWidth() - 1) + " and y from 0 to "
                    + (image.getHeight() - 1));
        }
        return Optional.of(pixel);
    }

    /**
     * The slice (from 0) that a user named.
     *
     * @param z from 1; 0 for the one that is shown
     * @throws UserMessageException if there is no such slice
     */
    public static int slice(ImagePlus image, int z) {
        if (z > image.getNSlices()) {
            throw new UserMessageException("the slice z is " + z + " but the image \"" + image.getTitle() + "\" has "
                    + image.getNSlices() + ": choose 1 to " + image.getNSlices());
        }
        return (z == 0 ? image.getZ() : z) - 1;
    }

    /** As ImageJ counts: x and y from 0, slices from 1. */
    @Override
    public String toString() {
        return "x " + column + ", y " + row + ", slice " + (slice + 1);
    }
}
