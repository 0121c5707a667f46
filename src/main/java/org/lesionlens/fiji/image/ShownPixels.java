package org.lesionlens.fiji.image;

import ij.ImagePlus;
import java.util.List;

/**
 * Some pixels of an image whose lesions are shown, by which is told that it was flipped or turned since. The pixels of a virtual
 * stack, which are read from its files each time, tell nothing.
 */
public final class ShownPixels {
    private static final String PROPERTY = "LesionLens.shown";

    private final PixelSamples samples;

    private ShownPixels(PixelSamples samples) {
        this.samples = samples;
    }

    /** Of an image as it is now. Looking for edges takes as long as reading all of it, so what was taken of it before is used. */
    public static ShownPixels of(ImagePlus image) {
        if (image.getProperty(PROPERTY) instanceof ShownPixels before && before.samples.lieAsIn(image)) {
            return before;
        }
        boolean isVirtual = image.getStack().isVirtual();
        ShownPixels now = new ShownPixels(isVirtual ? new PixelSamples(List.of()) : PixelSamples.of(image));
        image.setProperty(PROPERTY, now);
        return now;
    }

    /** Whether the image, of the same size as then, was flipped, reversed or turned by quarters; not if it was edited otherwise. */
    public boolean areTurnedIn(ImagePlus image) {
        return samples.areTurnedIn(image);
    }
}
