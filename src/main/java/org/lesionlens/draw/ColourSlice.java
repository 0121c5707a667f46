package org.lesionlens.draw;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Stream;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Image;

/** A slice of an image whose channels are the colours of a picture. */
final class ColourSlice {
    private static final int BRIGHTEST = 255;

    private ColourSlice() {}

    /** As a radiologist sees it; of colours of more than 8 bits the brightest in the slice is 255. */
    static BufferedImage of(Image image, DisplayOrientation orientation, long slice) {
        List<float[]> colours = Stream.of(0, 1, 2)
                .map(i -> orientation.pixels(image.channels().get(i).volume().voxels(), slice))
                .toList();
        float most = BRIGHTEST;
        for (float[] pixels : colours) {
            for (float pixel : pixels) {
                most = Math.max(most, pixel);
            }
        }
        BufferedImage picture =
                new BufferedImage((int) orientation.columns(), (int) orientation.rows(), BufferedImage.TYPE_INT_RGB);
        for (int at = 0; at < colours.get(0).length; at++) {
            int rgb = 0;
            for (float[] pixels : colours) {
                rgb = rgb << 8 | Math.round(Math.max(0, pixels[at]) * BRIGHTEST / most);
            }
            picture.setRGB(at % picture.getWidth(), at / picture.getWidth(), rgb);
        }
        return picture;
    }
}
