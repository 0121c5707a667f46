package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UserMessageException;

/**
 * The lesions of a frame of a label image or mask, copied.
 *
 * @param source the title of the image that the labels were made from; of the label image itself, if that is unknown
 * @param grid of the image
 * @param frame of the source that the labels belong to, from 1; 0 if it has only one
 * @param labels as they stand in it
 */
public record LabelImage(String source, StackGrid grid, int frame, LabelMap labels) {
    private static final String PREFIX = "Labels of ";
    private static final String SOURCE = "LesionLens.source";
    private static final String FRAME = "LesionLens.frame";

    /**
     * Labels on the whole grid of the image that they were made from, for formats that refer to its files.
     *
     * @param source read again
     * @param labels voxel by voxel as in the label image, which may be a crop
     */
    public record OnSource(LoadedVolume source, LabelMap labels) {}

    /**
     * The labels on the image that they were made from: what they were opened from themselves, or the open image of that title.
     *
     * @param image that they were copied from
     * @throws UserMessageException if the files are not known any more, or the labels do not lie on them voxel by voxel
     */
    public OnSource onSource(ImagePlus image) {
        return LabelledSeries.of(image, labels);
    }

    /** Their outlines, in the colours of their numbers, on the frame of the source. */
    public List<Roi> outlines() {
        return LesionOutlines.of(labels, grid, frame, 1);
    }

    /**
     * Copies a frame (from 1).
     *
     * @throws UserMessageException if the image holds no labels or has no such frame
     */
    public static LabelImage of(ImagePlus image, int frame) {
        if (frame < 1 || frame > image.getNFrames()) {
            throw new UserMessageException("the frame is " + frame + " but the image \"" + image.getTitle() + "\" has "
                    + image.getNFrames() + ": choose one of these");
        }
        return of(image, StackGrid.of(image), frame);
    }

    /** Copies all frames, or one of them (from 1; 0 for all); likewise. */
    static List<LabelImage> frames(ImagePlus image, int frame) {
        if (frame != 0) {
            return List.of(of(image, frame));
        }
        StackGrid grid = StackGrid.of(image);
        return IntStream.rangeClosed(1, image.getNFrames())
                .mapToObj(each -> of(image, grid, each))
                .toList();
    }

    private static LabelImage of(ImagePlus image, StackGrid grid, int frame) {
        return new LabelImage(sourceOf(image), grid, sourceFrame(image, frame), labels(image, grid, frame));
    }

    private static LabelMap labels(ImagePlus image, StackGrid grid, int frame) {
        try {
            return FijiVolumes.readLabels(image, grid, frame);
        } catch (UserMessageException e) {
            if (!FoundBoxes.isOn(image)) {
                throw e;
            }
            throw new UserMessageException(
                    "the image \"" + image.getTitle() + "\" has boxes, which have no region, and no"
                            + " labels: save the table of the boxes (All columns, then File > Save As...) or their selections"
                            + " (Detect Lesions... with ROI zip), or outline lesions with Segment Lesions...",
                    e);
        }
    }

    /** The frame of the source (from 1; 0 if it has only one) that a frame of a label image belongs to. */
    static int sourceFrame(ImagePlus image, int frame) {
        double first = image.getNumericProp(FRAME);
        int only = image.getNFrames() > 1 ? frame : 0;
        return Double.isNaN(first) ? only : (int) first + frame - 1;
    }

    /** The title of the image that a label image was made from, also where ImageJ or we made its title unique. */
    public static String sourceOf(ImagePlus image) {
        String title = image.getTitle();
        String source = image.getProp(SOURCE);
        if (source != null && title.startsWith(titleFor(source))) {
            return source;
        }
        return title.startsWith(PREFIX) ? title.substring(PREFIX.length()) : title;
    }

    /**
     * The label image that a command takes beside an image: itself if it is one or a mask, else the newest that was made from
     * it, else itself.
     */
    public static ImagePlus beside(ImagePlus image) {
        List<ImagePlus> open = Arrays.stream(Objects.requireNonNullElse(WindowManager.getIDList(), new int[0]))
                .mapToObj(WindowManager::getImage)
                .filter(Objects::nonNull)
                .toList();
        long namesakes = open.stream()
                .filter(other -> other.getTitle().equals(image.getTitle()))
                .count();
        if (image.getProp(SOURCE) != null || namesakes > 1) {
            return image;
        }
        return open.stream()
                .filter(other -> image.getTitle().equals(other.getProp(SOURCE)) && hasSizeOf(other, image))
                .filter(other -> !isOfLabels(image))
                .reduce((first, second) -> second)
                .orElse(image);
    }

    /** A mask that somebody opened. */
    private static boolean isOfLabels(ImagePlus image) {
        try {
            of(image, image.getT());
            return true;
        } catch (UserMessageException e) {
            return false;
        }
    }

    /**
     * Whether an image is worth being offered as labels or a mask: one of ours, or one whose slice that is shown, and whose middle
     * one, may be labels. Whether all of it is, is told when it is read.
     */
    public static boolean mayBeLabels(ImagePlus image) {
        if (image.getProp(SOURCE) != null) {
            return true;
        }
        int middle = image.getStackIndex(1, (image.getNSlices() + 1) / 2, image.getT());
        return image.getType() != ImagePlus.COLOR_RGB
                && image.getProcessor() != null
                && LabelValues.mayBeLabels(
                        image.getStack().getProcessor(image.getStackIndex(1, image.getZ(), image.getT())))
                && LabelValues.mayBeLabels(image.getStack().getProcessor(middle));
    }

    /** Whether one image has the columns, rows and slices of another. */
    public static boolean hasSizeOf(ImagePlus one, ImagePlus other) {
        return one.getWidth() == other.getWidth()
                && one.getHeight() == other.getHeight()
                && one.getNSlices() == other.getNSlices();
    }

    /** @throws UserMessageException if an image is one of our label images: what a network sees there means nothing */
    static void requireIntensities(ImagePlus image) {
        String source = image.getProp(SOURCE);
        if (source != null) {
            throw new UserMessageException("the image \"" + image.getTitle() + "\" holds the labels of \"" + source
                    + "\", not intensities: choose \"" + source + "\" and try again");
        }
    }

    /** What the label image of an image is called. */
    public static String titleFor(String source) {
        return PREFIX + source;
    }

    /**
     * Tells a label image what it was made from.
     *
     * @param frame the frame of the source that its first one belongs to, from 1; 0 if the source has only one
     */
    public static void setSource(ImagePlus image, String source, int frame) {
        image.setProp(SOURCE, source);
        image.setProp(FRAME, frame == 0 ? null : Integer.toString(frame));
    }
}
