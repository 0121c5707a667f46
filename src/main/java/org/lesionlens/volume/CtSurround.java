package org.lesionlens.volume;

/**
 * What surrounds the round field of view of a CT: nothing in the body is darker than air, so a value below
 * {@value #LOWEST_HU} HU that fills two corners of a slice is what the scanner wrote where it measured nothing.
 */
public final class CtSurround {
    /** The lowest value that is taken for a measured one, in HU. */
    public static final float LOWEST_HU = -1024;

    private static final int PAIR = 2;

    private CtSurround() {}

    /**
     * The value of the surround.
     *
     * @param pixels a slice in HU, row by row
     * @param columns pixels of a row
     * @param rows how many rows
     * @return a value below that of air that two corners have, each in two pixels side by side; NaN if there is none
     */
    public static float of(float[] pixels, int columns, int rows) {
        if (columns < PAIR || rows < PAIR) {
            return Float.NaN;
        }
        int bottom = (rows - 1) * columns;
        int[] corners = {0, columns - PAIR, bottom, bottom + columns - PAIR};
        for (int first : corners) {
            float value = pixels[first];
            int alike = 0;
            for (int corner : corners) {
                alike += pixels[corner] == value && pixels[corner + 1] == value ? 1 : 0;
            }
            if (value < LOWEST_HU && alike >= PAIR) {
                return value;
            }
        }
        return Float.NaN;
    }
}
