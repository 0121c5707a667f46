package org.lesionlens.inference;

import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Where the pixels of a slice, as shown, lie in a network's window: the cells of every map that the network computes
 * cover the window evenly.
 */
final class WindowGrid {
    private final VolumeGeometry slice;
    private final double[] across;
    private final double[] down;

    /**
     * Takes the places as they are: the caller gives them away.
     *
     * @param slice the grid of the slice
     * @param across for each column the place of its centre in the window: 0 is the window's left edge, 1 its right
     * @param down for each row the place of its centre: 0 is the upper edge, 1 the lower
     */
    WindowGrid(VolumeGeometry slice, double[] across, double[] down) {
        this.slice = slice;
        this.across = across;
        this.down = down;
    }

    VolumeGeometry slice() {
        return slice;
    }

    /** Pixels along a row of the slice. */
    int columns() {
        return across.length;
    }

    /** Pixels along a column of the slice. */
    int rows() {
        return down.length;
    }

    /** Places of evenly spaced pixels, the first centre at {@code first}, the next ones {@code step} further. */
    static double[] places(int count, double first, double step) {
        double[] places = new double[count];
        for (int i = 0; i < count; i++) {
            places[i] = first + i * step;
        }
        return places;
    }

    /** The cell, in row-major order, that a pixel's centre lies in; -1 outside the window. */
    int cell(int column, int row, int columns, int rows) {
        double x = across[column];
        double y = down[row];
        return isInside(x) && isInside(y) ? ((int) (y * rows)) * columns + (int) (x * columns) : -1;
    }

    private static boolean isInside(double place) {
        return place >= 0 && place < 1;
    }

    /** A map on the slice's own grid, bilinear between the cells' centres; NaN outside the window. */
    Volume onSlice(float[] map, int columns, int rows) {
        float[] pixels = new float[Math.multiplyExact(across.length, down.length)];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = bilinear(map, columns, rows, across[i % across.length], down[i / across.length]);
        }
        return ofPixels(pixels);
    }

    /** A map whose values are those of the slice's pixels as shown, in row-major order. */
    Volume ofPixels(float[] pixels) {
        Volume shown = Volume.allocate(slice);
        DisplayOrientation.of(slice).setPixels(shown.voxels(), 0, pixels);
        return shown;
    }

    private static float bilinear(float[] map, int columns, int rows, double across, double down) {
        if (!isInside(across) || !isInside(down)) {
            return Float.NaN;
        }
        double x = between(across * columns - 0.5, columns - 1);
        double y = between(down * rows - 0.5, rows - 1);
        int left = (int) x;
        int top = (int) y;
        int right = Math.min(left + 1, columns - 1);
        int bottom = Math.min(top + 1, rows - 1);
        double above = (1 - x + left) * map[top * columns + left] + (x - left) * map[top * columns + right];
        double below = (1 - x + left) * map[bottom * columns + left] + (x - left) * map[bottom * columns + right];
        return (float) ((1 - y + top) * above + (y - top) * below);
    }

    private static double between(double value, double most) {
        return Math.min(Math.max(value, 0), most);
    }
}
