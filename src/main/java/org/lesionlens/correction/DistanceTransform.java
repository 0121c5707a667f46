package org.lesionlens.correction;

/**
 * The squared distance of each voxel of a box to the nearest one that is marked, between voxel centres.
 *
 * <p>Exact up to rounding to {@code float}; time grows with the number of voxels. Each axis takes one pass, in which every row
 * becomes the lower envelope of parabolas: P. F. Felzenszwalb, D. P. Huttenlocher, "Distance transforms of sampled functions",
 * Theory of Computing 8, 2012, here with voxels of unequal sides.
 */
final class DistanceTransform {
    private final float[] squared;
    private final double step;
    private final double[] height;
    /** Voxels whose parabolas are lowest somewhere, and where each begins to be, in the unit of the step. */
    private final int[] lowest;

    private final double[] from;

    private DistanceTransform(float[] squared, int length, double step) {
        this.squared = squared;
        this.step = step;
        this.height = new double[length];
        this.lowest = new int[length];
        this.from = new double[length];
    }

    /**
     * Computes it.
     *
     * @param marked x fastest
     * @param side voxels along x, y, z
     * @param spacing distance of voxels along x, y, z; infinite along an axis whose slices know nothing of each other
     * @return infinite where nothing is marked
     */
    static float[] squared(boolean[] marked, int[] side, double... spacing) {
        float[] squared = new float[marked.length];
        for (int i = 0; i < squared.length; i++) {
            squared[i] = marked[i] ? 0 : Float.POSITIVE_INFINITY;
        }
        int stride = 1;
        for (int axis = 0; axis < side.length; axis++) {
            if (!Double.isInfinite(spacing[axis]) && side[axis] > 1) {
                new DistanceTransform(squared, side[axis], spacing[axis]).alongAxis(stride);
            }
            stride *= side[axis];
        }
        return squared;
    }

    private void alongAxis(int stride) {
        int length = height.length;
        for (int block = 0; block < squared.length; block += stride * length) {
            for (int row = block; row < block + stride; row++) {
                alongRow(row, stride);
            }
        }
    }

    private void alongRow(int first, int stride) {
        for (int i = 0; i < height.length; i++) {
            height[i] = squared[first + i * stride];
        }
        int parabolas = envelope();
        int p = 0;
        for (int i = 0; i < height.length && parabolas > 0; i++) {
            while (p + 1 < parabolas && from[p + 1] < i * step) {
                p++;
            }
            double apart = (i - lowest[p]) * step;
            squared[first + i * stride] = (float) (apart * apart + height[lowest[p]]);
        }
    }

    /** How many parabolas are lowest somewhere. */
    private int envelope() {
        int count = 0;
        for (int i = 0; i < height.length; i++) {
            if (height[i] == Double.POSITIVE_INFINITY) {
                continue;
            }
            double begins = Double.NEGATIVE_INFINITY;
            while (count > 0) {
                begins = crossing(lowest[count - 1], i);
                if (begins > from[count - 1]) {
                    break;
                }
                count--;
                begins = Double.NEGATIVE_INFINITY;
            }
            lowest[count] = i;
            from[count++] = begins;
        }
        return count;
    }

    private double crossing(int left, int right) {
        double a = left * step;
        double b = right * step;
        return (height[right] + b * b - height[left] - a * a) / (2 * (b - a));
    }
}
