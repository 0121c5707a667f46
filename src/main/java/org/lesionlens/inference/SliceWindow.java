package org.lesionlens.inference;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.lesionlens.inference.ModelDescription.Window;

/**
 * Where a slice lies in the window that holds it whole: in the middle, surrounded by its own minimum.
 *
 * @param columns columns of the slice
 * @param rows rows of the slice
 * @param width columns of the window: at least the field of view, and a multiple of the stride
 * @param height rows of the window, likewise
 */
record SliceWindow(int columns, int rows, int width, int height) {
    static SliceWindow of(int columns, int rows, Window window) {
        return new SliceWindow(columns, rows, side(columns, window), side(rows, window));
    }

    private static int side(int pixels, Window window) {
        int least = Math.max(pixels, (int) Math.round(window.fieldOfViewMm() / window.spacingMm()));
        return Math.multiplyExact((least - 1) / window.stride() + 1, window.stride());
    }

    private int left() {
        return (width - columns) / 2;
    }

    private int top() {
        return (height - rows) / 2;
    }

    int pixels() {
        return Math.multiplyExact(width, height);
    }

    /** Writes a slice into the window that starts at an offset of the buffer. */
    void fill(float[] slice, FloatBuffer buffer, int offset) {
        float minimum = Float.POSITIVE_INFINITY;
        for (float value : slice) {
            minimum = Math.min(minimum, value);
        }
        float[] background = new float[width];
        Arrays.fill(background, minimum);
        for (int y = 0; y < height; y++) {
            buffer.put(offset + y * width, background);
        }
        for (int row = 0; row < rows; row++) {
            buffer.put(offset + (top() + row) * width + left(), slice, row * columns, columns);
        }
    }

    /** The part of the window that is the slice. */
    float[] read(FloatBuffer buffer, int offset) {
        float[] slice = new float[columns * rows];
        for (int row = 0; row < rows; row++) {
            buffer.get(offset + (top() + row) * width + left(), slice, row * columns, columns);
        }
        return slice;
    }
}
