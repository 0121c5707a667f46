package org.lesionlens.fiji;

import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How lopsided a stack is along its columns, rows and slices: it tells a stack from its mirror images.
 *
 * <p>For each axis the sums of intensity times u, u^3 and u^5, where u runs from -1 to 1 along the axis; all nine are
 * divided by their Euclidean norm. A flip changes the signs of an axis and a quarter turn exchanges two axes, exactly;
 * editing changes the numbers in other ways.
 *
 * @param values three for the columns, three for the rows, three for the slices
 */
record PixelMoments(double[] values) {
    private static final int POWERS = 3;
    private static final double SAME = 1e-7;

    /** The moments of an image; none of a virtual stack, which is not read for this, and of one that is even. */
    static Optional<PixelMoments> of(ImagePlus image) {
        if (image.getStack().isVirtual()) {
            return Optional.empty();
        }
        double[] sums = new double[3 * POWERS];
        for (int index = 1; index <= image.getStackSize(); index++) {
            int slice = image.convertIndexToPosition(index)[1];
            addSlice(sums, image.getStack().getProcessor(index), along(slice - 1, image.getNSlices()));
        }
        double norm = Math.sqrt(Arrays.stream(sums).map(sum -> sum * sum).sum());
        return norm > 0 && Double.isFinite(norm)
                ? Optional.of(new PixelMoments(
                        Arrays.stream(sums).map(sum -> sum / norm).toArray()))
                : Optional.empty();
    }

    /** From -1 to 1; 0 where there is only one. */
    private static double along(int index, int count) {
        return count == 1 ? 0 : (2.0 * index - count + 1) / (count - 1);
    }

    private static void addSlice(double[] sums, ImageProcessor pixels, double w) {
        double[] columns = new double[pixels.getWidth()];
        double total = 0;
        for (int y = 0; y < pixels.getHeight(); y++) {
            double row = 0;
            for (int x = 0; x < columns.length; x++) {
                float value = pixels.getf(x, y);
                columns[x] += value;
                row += value;
            }
            add(sums, 1, row, along(y, pixels.getHeight()));
            total += row;
        }
        for (int x = 0; x < columns.length; x++) {
            add(sums, 0, columns[x], along(x, columns.length));
        }
        add(sums, 2, total, w);
    }

    private static void add(double[] sums, int axis, double weight, double u) {
        double power = u;
        for (int i = 0; i < POWERS; i++) {
            sums[POWERS * axis + i] += weight * power;
            power *= u * u;
        }
    }

    /** Whether the stack of these moments, flipped or turned by quarters, but not as it is, has the other ones. */
    boolean isMirrorOf(PixelMoments other) {
        if (matches(other, false, 1, 1, 1)) {
            return false;
        }
        for (int signs = 0; signs < 8; signs++) {
            int x = (signs & 1) == 0 ? 1 : -1;
            int y = (signs & 2) == 0 ? 1 : -1;
            int z = (signs & 4) == 0 ? 1 : -1;
            if (matches(other, false, x, y, z) || matches(other, true, x, y, z)) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(PixelMoments other, boolean turned, int... signs) {
        for (int i = 0; i < values.length; i++) {
            int axis = i / POWERS;
            int from = turned && axis < 2 ? 1 - axis : axis;
            if (Math.abs(signs[axis] * values[POWERS * from + i % POWERS] - other.values[i]) > SAME) {
                return false;
            }
        }
        return true;
    }

    /** As the text of an image property. */
    String write() {
        return Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(" "));
    }

    /** Reads the text of a property; none if it is not ours. */
    static Optional<PixelMoments> read(String text) {
        try {
            double[] values = Arrays.stream(text.strip().split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            return values.length == 3 * POWERS ? Optional.of(new PixelMoments(values)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
