package org.lesionlens.volume;

import java.util.Arrays;

/** What a valid grid is; each check throws an {@link IllegalArgumentException} that names value and range. */
final class GeometryChecks {
    private static final String AXES = "xyz";

    private GeometryChecks() {}

    /** Each size at least 1; their product must fit a {@code long}, else {@link ArithmeticException}. */
    static void requireSize(long[] size) {
        requireLength("size", size.length);
        for (int axis = 0; axis < size.length; axis++) {
            if (size[axis] < 1) {
                throw new IllegalArgumentException(
                        "size along " + AXES.charAt(axis) + " is " + size[axis] + " but must be at least 1");
            }
        }
        Math.multiplyExact(Math.multiplyExact(size[0], size[1]), size[2]);
    }

    static void requireSpacing(double[] spacing) {
        requireLength("spacing", spacing.length);
        for (int axis = 0; axis < spacing.length; axis++) {
            if (!(spacing[axis] > 0 && Double.isFinite(spacing[axis]))) {
                throw new IllegalArgumentException("spacing along " + AXES.charAt(axis) + " is " + spacing[axis]
                        + " mm but must be finite and above 0");
            }
        }
    }

    static void requireFinite(String name, double[] values) {
        requireLength(name, values.length);
        if (!Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(name + " is " + Arrays.toString(values) + " but must be finite");
        }
    }

    static void requireShape(String name, double[][] matrix, int rows, int columns) {
        if (matrix.length != rows || Arrays.stream(matrix).anyMatch(row -> row.length != columns)) {
            throw new IllegalArgumentException(
                    name + " must be " + rows + " x " + columns + " but is " + Arrays.deepToString(matrix));
        }
    }

    /** Columns of unit length and at right angles: their products are those of the identity, within a tolerance. */
    static void requireOrthonormal(double[][] direction, double tolerance) {
        requireShape("direction", direction, 3, 3);
        for (int a = 0; a < 3; a++) {
            for (int b = a; b < 3; b++) {
                double product = 0;
                for (double[] row : direction) {
                    product += row[a] * row[b];
                }
                if (!(Math.abs(product - (a == b ? 1 : 0)) <= tolerance)) {
                    throw new IllegalArgumentException("direction " + Arrays.deepToString(direction)
                            + " must have orthogonal unit columns within " + tolerance + " but column "
                            + AXES.charAt(a) + " times column " + AXES.charAt(b) + " is " + product
                            + ": sheared volumes have to be resampled first");
                }
            }
        }
    }

    private static void requireLength(String name, int length) {
        if (length != 3) {
            throw new IllegalArgumentException(name + " has " + length + " values but must have 3 (x, y, z)");
        }
    }
}
