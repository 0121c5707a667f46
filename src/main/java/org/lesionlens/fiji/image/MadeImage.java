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

    /** @param source ImageJ's number of the image that was analysed */
    private record Made(int source, int print) {}

    private MadeImage() {}

    /** Remembers an image that was just made of a source. */
    public static void remember(ImagePlus image, ImagePlus source) {
        image.setProperty(PROPERTY, new Made(source.getID(), print(image)));
    }

    /** The open image of the same name and size that was made so of the same source, unless it was edited. */
    public static Optional<ImagePlus> before(ImagePlus image, ImagePlus source) {
        return Arrays.stream(Objects.requireNonNullElse(WindowManager.getIDList(), new int[0]))
                .mapToObj(WindowManager::getImage)
                .filter(other -> other != null && other != image)
                .filter(other -> other.getTitle().equals(image.getTitle()) && hasSizeOf(other, image))
                .filter(other -> other.getProperty(PROPERTY) instanceof Made made
                        && made.source() == source.getID()
                        && made.print() == print(other))
                .findFirst();
    }

    private static boolean hasSizeOf(ImagePlus one, ImagePlus other) {
        return Arrays.equals(one.getDimensions(), other.getDimensions());
    }

    /** Not all editing marks an image of ImageJ as changed, as that of its brush. */
    private static int print(ImagePlus image) {
        return IntStream.rangeClosed(1, image.getStackSize())
                .map(index -> PixelPrints.print(image.getStack().getPixels(index)))
                .reduce(1, (all, one) -> 31 * all + one);
    }
}
