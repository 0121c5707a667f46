package org.lesionlens.volume;

import java.util.function.IntToDoubleFunction;

/**
 * What surrounds the round field of view of a CT: nothing in the body is darker than air, so a value below
 * {@value #LOWEST_HU} HU that fills a corner of a slice is what the scanner wrote where it measured nothing.
 */
public final class CtSurround {
    /** The lowest value that is taken for a measured one, in HU. */
    public static final float LOWEST_HU = -1024;

    private static final int LEAST_SIDE = 2;

    private CtSurround() {}

    /**
     * The value of the surround.
     *
     * @param pixels a slice in HU, row by row
     * @param columns pixels of a row
     * @param rows how many rows
     * @return a value below that of air that 2 x 2 pixels in a corner share, as noise does not; NaN if there is none
     */
    public static float of(float[] pixels, int columns, int rows) {
        return of((int pixel) -> pixels[pixel], columns, rows);
    }

    /** The value of the surround, as {@link #of(float[], int, int)}; asks for pixels in the corners only. */
    public static float of(IntToDoubleFunction pixels, int columns, int rows) {
        if (columns < LEAST_SIDE || rows < LEAST_SIDE) {
            return Float.NaN;
        }
        int lastRows = (rows - 2) * columns;
        for (int first : new int[] {0, columns - 2, lastRows, lastRows + columns - 2}) {
            double value = pixels.applyAsDouble(first);
            boolean alike = pixels.applyAsDouble(first + 1) == value
                    && pixels.applyAsDouble(first + columns) == value
                    && pixels.applyAsDouble(first + columns + 1) == value;
            if (value < LOWEST_HU && alike) {
                return (float) value;
            }
        }
        return Float.NaN;
    }
}
