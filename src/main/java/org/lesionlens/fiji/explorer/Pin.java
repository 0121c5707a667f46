package org.lesionlens.fiji.explorer;

import java.awt.Color;
import java.awt.image.BufferedImage;
import org.lesionlens.fiji.image.LesionColors;

/**
 * A point that is kept, with its map as it was.
 *
 * @param number from 1
 * @param spot the point
 * @param map about it, or about its slice
 * @param picture of the map
 * @param slice the slice as it was shown
 */
record Pin(int number, QuerySpot spot, ShownMap map, BufferedImage picture, BufferedImage slice) {
    /** As many as there are colours that colour-blind people tell apart. */
    static final int MOST = 7;

    Color color() {
        return LesionColors.of(number);
    }

    /** Which map, its range, and of what, a line each. */
    String[] caption() {
        return new String[] {number + "  " + map.explanation().name(), map.range(), spot.toString()};
    }
}
