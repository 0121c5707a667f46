package org.lesionlens.io.tiff;

import java.awt.image.RenderedImage;
import java.io.IOException;
import java.nio.file.Path;

/** Pictures for people. */
public final class PngFile {
    private PngFile() {}

    /** Writes a picture as PNG, atomically. */
    public static void write(Path target, RenderedImage picture) throws IOException {
        PlanarImages.write(target, picture, PlanarImages.PNG);
    }
}
