package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.WindowManager;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Tells an image that a run made of a whole image, which another run may replace, from one that somebody has edited since. A run
 * by what a user drew, or of one frame of several, makes none.
 */
public final class MadeImage {
    private static final String PROPERTY = "LesionLens.made";

    /**
     * As it was made.
     *
     * @param source ImageJ's number of the image that was analysed
     * @param title that it would have were none like it open
     */
    private record Made(int source, String title, int print) {
        boolean is(ImagePlus image) {
            String now = image.getTitle();
            boolean isRenamed =
                    !now.startsWith(title) || !now.substring(title.length()).matches("( \\([0-9]+\\))?");
            return !isRenamed
                    && image.getOverlay() == null
                    && image.getRoi() == null
                    && print == MadeImage.print(image);
        }
    }

    private MadeImage() {}

    /** Remembers an image that was just made of a source, and has no number behind its title yet. */
    public static void remember(ImagePlus image, ImagePlus source) {
        image.setProperty(PROPERTY, new Made(source.getID(), image.getTitle(), print(image)));
    }

    /** Remembers what an image looks like now, if it was made: it was drawn anew, not edited. */
    public static void redrawn(ImagePlus image) {
        if (image.getProperty(PROPERTY) instanceof Made made) {
            image.setProperty(PROPERTY, new Made(made.source(), made.title(), print(image)));
        }
    }

    /**
     * The open image of the same size that was made of the same source with the same title, unless it was edited since, was
     * renamed, drawn on or classified, or has a selection.
     */
    public static Optional<ImagePlus> before(ImagePlus image, ImagePlus source) {
        return Arrays.stream(Objects.requireNonNullElse(WindowManager.getIDList(), new int[0]))
                .mapToObj(WindowManager::getImage)
                .filter(other -> other != null && other != image)
                .filter(other -> hasSizeOf(other, image))
                .filter(other -> other.getProperty(PROPERTY) instanceof Made made
                        && made.source() == source.getID()
                        && made.title().equals(image.getTitle())
                        && made.is(other))
                .findFirst();
    }

    private static boolean hasSizeOf(ImagePlus one, ImagePlus other) {
        return Arrays.equals(one.getDimensions(), other.getDimensions());
    }

    /** Of pixels and classes. Not all editing marks an image of ImageJ as changed, as that of its brush. */
    private static int print(ImagePlus image) {
        return IntStream.rangeClosed(1, image.getStackSize())
                .map(index -> PixelPrints.print(image.getStack().getPixels(index)))
                .reduce(Objects.hashCode(image.getProp(LesionClasses.PROPERTY)), (all, one) -> 31 * all + one);
    }
}
