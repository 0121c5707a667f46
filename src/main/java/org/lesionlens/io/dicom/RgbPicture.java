package org.lesionlens.io.dicom;

/** A picture in colour, 8 bits for red, green and blue each. */
public final class RgbPicture {
    private static final int MOST = 0xffff;

    private final int width;
    private final int[] colors;

    /**
     * A picture of pixels, which are copied.
     *
     * @param width in pixels
     * @param colors of the pixels row by row, each 0xRRGGBB; what is above is passed over
     * @throws IllegalArgumentException if the colours are no whole rows, or the picture is larger than DICOM holds
     */
    public RgbPicture(int width, int[] colors) {
        if (width < 1
                || width > MOST
                || colors.length == 0
                || colors.length % width != 0
                || colors.length / width > MOST) {
            throw new IllegalArgumentException(
                    colors.length + " pixels in rows of " + width + " but must be whole rows, sides from 1 to " + MOST);
        }
        this.width = width;
        this.colors = colors.clone();
    }

    int width() {
        return width;
    }

    int height() {
        return colors.length / width;
    }

    /** Red, green and blue of a row. */
    byte[] row(int y) {
        byte[] bytes = new byte[3 * width];
        for (int x = 0; x < width; x++) {
            int color = colors[y * width + x];
            bytes[3 * x] = (byte) (color >>> 16);
            bytes[3 * x + 1] = (byte) (color >>> 8);
            bytes[3 * x + 2] = (byte) color;
        }
        return bytes;
    }
}
