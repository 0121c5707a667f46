package org.lesionlens.inference;

import java.util.Arrays;
import org.lesionlens.model.TensorSpec;

/**
 * How a tensor of a network holds what is kept here in the order N,C,Z,Y,X.
 *
 * @param spec as the description says
 * @param axes which of the description's axes are x, y and z in here
 */
record TensorLayout(TensorSpec spec, NetworkAxes axes) {
    /** Slowest first. */
    private static final String ORDER = "bczyx";

    /** The place of an axis of the tensor among N,C,Z,Y,X. */
    private int place(int axis) {
        char letter = spec.axes().charAt(axis);
        return letter < 'x' ? ORDER.indexOf(letter) : 4 - axes.of(letter);
    }

    /**
     * The tensor's shape.
     *
     * @param sizes along N,C,Z,Y,X
     * @throws IllegalArgumentException if an axis that the tensor lacks is longer than 1
     */
    long[] shape(long... sizes) {
        long[] shape = new long[spec.axes().length()];
        long product = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = sizes[place(axis)];
            product *= shape[axis];
        }
        long all = 1;
        for (long size : sizes) {
            all *= size;
        }
        if (all != product) {
            throw new IllegalArgumentException(
                    "a tensor of the axes " + spec.axes() + " cannot hold " + Arrays.toString(sizes));
        }
        return shape;
    }

    /** What a shape of the tensor says of an axis of N,C,Z,Y,X (0 to 4); 1 where the tensor lacks it. */
    long size(int place, long... shape) {
        for (int axis = 0; axis < shape.length; axis++) {
            if (place(axis) == place) {
                return shape[axis];
            }
        }
        return 1;
    }

    /** Whether the tensor's order is that of N,C,Z,Y,X. */
    boolean isInOrder() {
        for (int axis = 1; axis < spec.axes().length(); axis++) {
            if (place(axis) < place(axis - 1)) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is an axis for several images at once. */
    boolean hasBatch() {
        return spec.axes().indexOf('b') >= 0;
    }

    /** From N,C,Z,Y,X to the tensor's order; the values themselves where that is the same. */
    float[] toTensor(float[] values, long... sizes) {
        return isInOrder() ? values : reordered(values, true, sizes);
    }

    /** Back. */
    float[] fromTensor(float[] values, long... sizes) {
        return isInOrder() ? values : reordered(values, false, sizes);
    }

    private float[] reordered(float[] values, boolean toTensor, long... sizes) {
        int[] strides = new int[sizes.length];
        int stride = 1;
        for (int axis = spec.axes().length() - 1; axis >= 0; axis--) {
            strides[place(axis)] = stride;
            stride *= Math.toIntExact(sizes[place(axis)]);
        }
        float[] other = new float[values.length];
        int at = 0;
        for (int n = 0; n < sizes[0]; n++) {
            for (int c = 0; c < sizes[1]; c++) {
                for (int z = 0; z < sizes[2]; z++) {
                    for (int y = 0; y < sizes[3]; y++) {
                        int there = n * strides[0] + c * strides[1] + z * strides[2] + y * strides[3];
                        for (int x = 0; x < sizes[4]; x++, at++, there += strides[4]) {
                            other[toTensor ? there : at] = values[toTensor ? at : there];
                        }
                    }
                }
            }
        }
        return other;
    }
}
