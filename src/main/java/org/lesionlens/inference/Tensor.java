package org.lesionlens.inference;

import java.util.Arrays;

/** Numbers in row-major order with their shape, N,C,Y,X for images. */
public final class Tensor {
    private final float[] values;
    private final long[] shape;

    /**
     * Ties values to a shape.
     *
     * @param values not copied; as many as the product of the shape
     * @param shape sizes, each at least 1
     * @throws IllegalArgumentException if their numbers differ
     */
    public Tensor(float[] values, long[] shape) {
        long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (count != values.length) {
            throw new IllegalArgumentException("a tensor of shape " + Arrays.toString(shape) + " has " + count
                    + " values but " + values.length + " were given");
        }
        this.values = values;
        this.shape = shape.clone();
    }

    /** The numbers themselves, not a copy. */
    public float[] values() {
        return values;
    }

    /** Sizes. */
    public long[] shape() {
        return shape.clone();
    }

    /** The sum of both, which have one shape; may be this one. */
    Tensor plus(Tensor other) {
        for (int i = 0; i < values.length; i++) {
            values[i] += other.values[i];
        }
        return this;
    }

    /** Each value by a number; may be this one. */
    Tensor dividedBy(int number) {
        for (int i = 0; i < values.length && number != 1; i++) {
            values[i] /= number;
        }
        return this;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Tensor other
                && Arrays.equals(shape, other.shape)
                && Arrays.equals(values, other.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "tensor of shape " + Arrays.toString(shape);
    }
}
