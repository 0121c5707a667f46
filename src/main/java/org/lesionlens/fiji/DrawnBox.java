package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.gui.PointRoi;
import ij.gui.Roi;
import java.awt.Point;
import java.awt.Rectangle;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lesionlens.fiji.image.SourceImage;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.ForeignText;
import org.lesionlens.volume.UserMessageException;

/**
 * The box that a user draws on a stack round a finding: a rectangle in some slices that follow each other.
 *
 * @param rectangle columns and rows, from 0
 * @param first slice, from 1; 0 if nobody said it
 * @param last likewise
 */
record DrawnBox(Rectangle rectangle, int first, int last) {
    private static final int NUMBERS = 4;

    /**
     * What the selection of an image says: a rectangle in slices that are still to be named, or a point, round which lies a box.
     *
     * @param size side of a box round a point, in mm, or in pixels of an image without; it ends where the image does
     * @return empty of any other selection, and of none
     */
    static Optional<DrawnBox> selected(ImagePlus image, double size) {
        Roi roi = image.getRoi();
        if (roi instanceof PointRoi points) {
            Point[] all = points.getContainedPoints();
            return all.length == 1 ? Optional.of(round(image, all[0], size)) : Optional.empty();
        }
        boolean drawn = roi != null && roi.getType() == Roi.RECTANGLE && SourceImage.isRegion(roi);
        int slice = image.getNSlices() == 1 ? 1 : 0;
        return drawn ? Optional.of(new DrawnBox(roi.getBounds(), slice, slice)) : Optional.empty();
    }

    /** Whether the selection of an image says where a finding lies. */
    static boolean isDrawn(ImagePlus image) {
        return selected(image, 1).isPresent();
    }

    private static DrawnBox round(ImagePlus image, Point middle, double size) {
        StackGrid grid = StackGrid.of(image);
        int[] columns = reach(middle.x, size / grid.spacingMm(0), image.getWidth());
        int[] rows = reach(middle.y, size / grid.spacingMm(1), image.getHeight());
        boolean flat = image.getNSlices() > 1 && !grid.geometry().depthKnown();
        int shown = image.convertIndexToPosition(image.getCurrentSlice())[1];
        int[] slices = reach(shown - 1, size / grid.spacingMm(2), image.getNSlices());
        return new DrawnBox(
                new Rectangle(columns[0], rows[0], columns[1] - columns[0], rows[1] - rows[0]),
                flat ? 0 : slices[0] + 1,
                flat ? 0 : slices[1]);
    }

    /** So many of the places 0 to length - 1, with one in the middle, as far as they are there. */
    private static int[] reach(int middle, double count, int length) {
        int whole = (int) Math.max(1, Math.min(2.0 * length, Math.rint(count)));
        int first = middle - (whole - 1) / 2;
        return new int[] {Math.max(0, first), Math.min(length, first + whole)};
    }

    /**
     * The box that a user wants.
     *
     * @param text x, y, width and height; null or blank for what the selection says
     * @param first slice, from 1; 0 for what the selection says
     * @param last likewise
     * @return empty if there is neither text nor a selection
     * @throws UserMessageException if it is no box of the image
     */
    static Optional<DrawnBox> of(ImagePlus image, String text, int first, int last, double size) {
        Optional<DrawnBox> found =
                text == null || text.isBlank() ? selected(image, size) : Optional.of(read(image, text));
        if (found.isEmpty() && SourceImage.isRegion(image.getRoi())) {
            throw new UserMessageException("the selection on the image \"" + image.getTitle()
                    + "\" is no rectangle: draw a rectangle round the finding, or a point in its middle");
        }
        if (found.isEmpty() && image.getRoi() instanceof PointRoi) {
            throw new UserMessageException("the selection on the image \"" + image.getTitle()
                    + "\" has several points: choose one, in the middle of the finding");
        }
        found = found.map(
                box -> new DrawnBox(box.rectangle, first == 0 ? box.first : first, last == 0 ? box.last : last));
        found.ifPresent(box -> box.requireIn(image));
        return found;
    }

    private static DrawnBox read(ImagePlus image, String text) {
        List<String> parts =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (parts.size() != NUMBERS || !parts.stream().allMatch(part -> part.matches("[0-9]{1,6}"))) {
            throw new UserMessageException("the box is \"" + ForeignText.shown(text)
                    + "\" but must be x, y, width and height of a rectangle in pixels, as rectangle=10,20,30,30");
        }
        int[] numbers = parts.stream().mapToInt(Integer::parseInt).toArray();
        int slice = image.getNSlices() == 1 ? 1 : 0;
        return new DrawnBox(new Rectangle(numbers[0], numbers[1], numbers[2], numbers[3]), slice, slice);
    }

    private void requireIn(ImagePlus image) {
        if (rectangle.isEmpty() || !new Rectangle(image.getWidth(), image.getHeight()).contains(rectangle)) {
            throw new UserMessageException(
                    "the box " + text() + " (x, y, width, height) does not lie within the image \""
                            + image.getTitle() + "\" of " + image.getWidth() + " x " + image.getHeight()
                            + " pixels: draw it round the finding");
        }
        if (first == 0 || last == 0) {
            throw new UserMessageException("nobody says in which slices the box lies: give the first and the last slice"
                    + " that show the finding (firstslice and lastslice, 1 to " + image.getNSlices() + ")");
        }
        if (first > last || last > image.getNSlices()) {
            throw new UserMessageException("the box reaches from slice " + first + " to " + last
                    + " but must have a first and a last one from 1 to " + image.getNSlices()
                    + ": give those that show the finding (firstslice and lastslice)");
        }
    }

    /** In voxels of the volume that the stack shows. */
    Box in(StackGrid grid) {
        long[] a = grid.toVoxel(rectangle.x, rectangle.y, first - 1);
        long[] b = grid.toVoxel(rectangle.x + rectangle.width - 1, rectangle.y + rectangle.height - 1, last - 1);
        return new Box(
                Math.min(a[0], b[0]),
                Math.min(a[1], b[1]),
                Math.min(a[2], b[2]),
                Math.max(a[0], b[0]) + 1,
                Math.max(a[1], b[1]) + 1,
                Math.max(a[2], b[2]) + 1);
    }

    /** The rectangle as it is read. */
    String text() {
        return rectangle.x + "," + rectangle.y + "," + rectangle.width + "," + rectangle.height;
    }
}
