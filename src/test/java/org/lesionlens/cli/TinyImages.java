package org.lesionlens.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Images of 64 x 64 pixels for tiny networks. */
public final class TinyImages {
    private static final int SIDE = 64;

    private TinyImages() {}

    /** A ramp with a bright square. */
    public static Path ramp(Path file) throws IOException {
        return write(file, 200);
    }

    /** The same with a pixel that is brighter than all others by far. */
    static Path withOutlier(Path file) throws IOException {
        return write(file, 65535);
    }

    private static Path write(Path file, int brightest) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_USHORT_GRAY);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                boolean bright = x >= 20 && x < 30 && y >= 20 && y < 30;
                image.getRaster().setSample(x, y, 0, bright ? 180 : x + y);
            }
        }
        image.getRaster().setSample(SIDE / 2, SIDE / 2, 0, brightest);
        Files.createDirectories(file.toAbsolutePath().getParent());
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
