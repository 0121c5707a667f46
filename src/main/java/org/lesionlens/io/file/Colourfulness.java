package org.lesionlens.io.file;

import java.util.function.IntUnaryOperator;

/** Whether a picture is one in colour, as photographs are: a grey one with a coloured mark on it is not. */
public final class Colourfulness {
    private static final int COLOUR_DIFFERENCE = 10;
    private static final double COLOURED_SHARE = 0.02;

    private Colourfulness() {}

    /** @param rgb of each pixel, from 0: red, green and blue with 8 bits each */
    public static boolean isIn(int pixels, IntUnaryOperator rgb) {
        long coloured = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
            coloured += spread(rgb.applyAsInt(pixel)) > COLOUR_DIFFERENCE ? 1 : 0;
        }
        return coloured > COLOURED_SHARE * pixels;
    }

    private static int spread(int rgb) {
        int red = rgb >> 16 & 0xff;
        int green = rgb >> 8 & 0xff;
        int blue = rgb & 0xff;
        return Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
    }
}
