package org.lesionlens.io;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Encoded images for tests. */
public final class TestImages {
    private TestImages() {}

    public static byte[] encode(BufferedImage image, String codec) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, codec, bytes)) {
            throw new IOException("cannot write " + codec);
        }
        return bytes.toByteArray();
    }

    /** Raster samples x + 10 y in each band, times 1, 2, 3 by band. */
    public static BufferedImage ramp(int type, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int band = 0; band < image.getRaster().getNumBands(); band++) {
                    image.getRaster().setSample(x, y, band, (x + 10 * y) * (band + 1));
                }
            }
        }
        return image;
    }
}
