package org.lesionlens.inference;

import java.util.Arrays;

/**
 * The cells that a network's map cuts its window into, evenly along each axis; in the order x, then y, then z.
 *
 * @param columns along x
 * @param rows along y
 * @param planes along z; 1 of a window that is a slice
 */
public record Cells(int columns, int rows, int planes) {
    private static final int SLICES = 4;
    private static final int VOLUMES = 5;

    /**
     * Those of a tensor.
     *
     * @param map 1,C,Y,X or 1,C,Z,Y,X
     * @throws IllegalArgumentException if it has another shape
     */
    public static Cells of(Tensor map) {
        long[] shape = map.shape();
        if (shape.length != SLICES && shape.length != VOLUMES || shape[0] != 1) {
            throw new IllegalArgumentException(
                    "the map has the shape " + Arrays.toString(shape) + " but must have 1,C,Y,X or 1,C,Z,Y,X");
        }
        int last = shape.length - 1;
        return new Cells((int) shape[last], (int) shape[last - 1], shape.length == SLICES ? 1 : (int) shape[2]);
    }

    /** How many there are. */
    public int count() {
        return Math.multiplyExact(Math.multiplyExact(columns, rows), planes);
    }

    /** x, y and z of a cell. */
    public int[] place(int cell) {
        return new int[] {cell % columns, cell / columns % rows, cell / columns / rows};
    }

    /** Cells along x, y or z (0 to 2). */
    int along(int axis) {
        return axis == 0 ? columns : axis == 1 ? rows : planes;
    }

    /** The cell at a place. */
    int at(int x, int y, int z) {
        return (z * rows + y) * columns + x;
    }
}
