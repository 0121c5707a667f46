package org.lesionlens.draw;

import java.awt.Color;
import java.awt.image.BufferedImage;

/**
 * Values as translucent colours from dark blue to yellow that grow evenly in lightness, also for colour-blind people: ten
 * anchors of matplotlib's viridis (S. van der Walt and N. Smith 2015, CC0) with straight lines between them.
 */
public final class HeatMap {
    private static final int[] VIRIDIS = {
        0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6ECE58, 0xB5DE2B, 0xFDE725
    };

    private HeatMap() {}

    /** The colour of a value between 0 and 1; what is beyond takes the colour of the end. */
    public static Color color(double value) {
        double place = Math.min(Math.max(value, 0), 1) * (VIRIDIS.length - 1);
        int below = Math.min((int) place, VIRIDIS.length - 2);
        Color from = new Color(VIRIDIS[below]);
        Color to = new Color(VIRIDIS[below + 1]);
        double share = place - below;
        return new Color(
                mixed(from.getRed(), to.getRed(), share),
                mixed(from.getGreen(), to.getGreen(), share),
                mixed(from.getBlue(), to.getBlue(), share));
    }

    private static int mixed(int from, int to, double share) {
        return (int) Math.round(from + share * (to - from));
    }

    /**
     * A picture of a map.
     *
     * @param values in row-major order
     * @param columns pixels of a row
     * @param least what takes the first colour; what is not a number stays transparent
     * @param most what takes the last colour
     * @param opacity 0 to 1
     */
    static BufferedImage picture(float[] values, int columns, double least, double most, double opacity) {
        BufferedImage picture = new BufferedImage(columns, values.length / columns, BufferedImage.TYPE_INT_ARGB);
        int alpha = (int) Math.round(255 * opacity) << 24;
        for (int i = 0; i < values.length; i++) {
            if (!Float.isNaN(values[i])) {
                int rgb = color((values[i] - least) / (most - least)).getRGB();
                picture.setRGB(i % columns, i / columns, rgb & 0xFFFFFF | alpha);
            }
        }
        return picture;
    }
}
