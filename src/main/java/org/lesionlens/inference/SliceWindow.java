package org.lesionlens.inference;

import java.util.Arrays;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Model;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.UnsuitableImageException;

/**
 * Where a slice lies in the window that holds it whole: in the middle, surrounded by its own minimum.
 *
 * @param columns columns of the slice
 * @param rows rows of the slice
 * @param width columns of the window: at least the field of view, and a multiple of the stride
 * @param height rows of the window, likewise
 */
public record SliceWindow(int columns, int rows, int width, int height) {
    /** @throws UnsuitableImageException if the window would be too large */
    static SliceWindow of(int columns, int rows, Model model) {
        Window.Whole window = (Window.Whole) model.network().window();
        return new SliceWindow(
                columns,
                rows,
                side(columns, window.sides().get(0), model),
                side(rows, window.sides().get(1), model));
    }

    private static int side(int pixels, Window.Side side, Model model) {
        if (pixels > Window.LARGEST_SIDE) {
            throw new UnsuitableImageException("a slice has " + pixels + " pixels along a side at the model's pixel"
                    + " spacing of " + model.spacingMm() + " mm but must have at most " + Window.LARGEST_SIDE
                    + ": check the pixel spacing, or crop");
        }
        return Math.toIntExact(side.holding(pixels));
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

    /** Whether the slice fills it. */
    boolean isFull() {
        return columns == width && rows == height;
    }

    /** Where the slice lies in the window. */
    Block content() {
        return new Block(left(), top(), 0, columns, rows, 1);
    }

    /** The window with a slice in it, surrounded as a model wants it; a new array in row-major order. */
    float[] around(float[] slice, Fill fill) {
        float[] window = new float[pixels()];
        putAround(slice, fill, window, 0);
        return window;
    }

    /**
     * The same in an array that is there.
     *
     * @param from where the window's first pixel goes
     */
    void putAround(float[] slice, Fill fill, float[] into, int from) {
        switch (fill.mode()) {
            case LOWEST -> putAround(slice, minimum(slice), into, from);
            case CONSTANT -> putAround(slice, (float) fill.value(), into, from);
            case REFLECT, EDGE -> {
                float[] window = FilledBlock.read(
                        new Voxels.Values(slice, columns, rows),
                        new Block(-left(), -top(), 0, width, height, 1),
                        fill,
                        () -> Double.NaN);
                System.arraycopy(window, 0, into, from, window.length);
            }
        }
    }

    /** The window with a slice in it, surrounded by its minimum. */
    float[] around(float[] slice) {
        return around(slice, minimum(slice));
    }

    private static float minimum(float... slice) {
        float minimum = slice[0];
        for (float value : slice) {
            minimum = value < minimum ? value : minimum;
        }
        return minimum;
    }

    /** The window with a slice in it and a value round it. */
    float[] around(float[] slice, float outside) {
        float[] window = new float[pixels()];
        putAround(slice, outside, window, 0);
        return window;
    }

    private void putAround(float[] slice, float outside, float[] into, int from) {
        Arrays.fill(into, from, from + pixels(), outside);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(slice, row * columns, into, from + (top() + row) * width + left(), columns);
        }
    }

    /** The part of the window that is the slice, of each channel; a new array in row-major order. */
    float[] cut(float[] window) {
        int channels = window.length / pixels();
        float[] slice = new float[channels * columns * rows];
        for (int channel = 0; channel < channels; channel++) {
            for (int row = 0; row < rows; row++) {
                int from = channel * pixels() + (top() + row) * width + left();
                System.arraycopy(window, from, slice, (channel * rows + row) * columns, columns);
            }
        }
        return slice;
    }

    /** The window with the slice's left and right exchanged, in each channel; what surrounds the slice stays. */
    float[] mirrored(float[] window) {
        float[] mirrored = window.clone();
        int channels = window.length / pixels();
        for (int row = 0; row < channels * rows; row++) {
            int first = row / rows * pixels() + (top() + row % rows) * width + left();
            for (int column = 0; column < columns; column++) {
                mirrored[first + column] = window[first + columns - 1 - column];
            }
        }
        return mirrored;
    }
}
