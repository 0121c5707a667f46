package org.lesionlens.volume;

/**
 * The weights of a triangle filter along one axis: for each target pixel the first source pixel and the weights from
 * there on, which add up to 1.
 *
 * <p>The arithmetic is that of {@code precompute_coeffs} in Pillow's {@code Resample.c}.
 */
final class TriangleWeights {
    private final int[] first;
    private final double[][] weights;

    private TriangleWeights(int targetSize) {
        first = new int[targetSize];
        weights = new double[targetSize][];
    }

    /** Weights that map the whole extent of the source to the whole extent of the target. */
    static TriangleWeights of(long sourceSize, long targetSize) {
        double scale = (double) sourceSize / targetSize;
        TriangleWeights result = new TriangleWeights(Math.toIntExact(targetSize));
        for (int target = 0; target < targetSize; target++) {
            result.set(target, (target + 0.5) * scale, Math.max(1, scale), Math.toIntExact(sourceSize));
        }
        return result;
    }

    private void set(int target, double centre, double support, int sourceSize) {
        int start = Math.max(0, (int) (centre - support + 0.5));
        int end = Math.min(sourceSize, (int) (centre + support + 0.5));
        double[] taps = new double[end - start];
        double sum = 0;
        for (int tap = 0; tap < taps.length; tap++) {
            taps[tap] = Math.max(0, 1 - Math.abs((start + tap + 0.5 - centre) / support));
            sum += taps[tap];
        }
        for (int tap = 0; tap < taps.length; tap++) {
            taps[tap] /= sum;
        }
        first[target] = start;
        weights[target] = taps;
    }

    int targetSize() {
        return first.length;
    }

    int first(int target) {
        return first[target];
    }

    /** From {@link #first(int)} on. */
    double[] weights(int target) {
        return weights[target];
    }

    void filter(float[] source, float[] filtered) {
        for (int target = 0; target < filtered.length; target++) {
            double[] taps = weights[target];
            double sum = 0;
            for (int tap = 0; tap < taps.length; tap++) {
                sum += taps[tap] * source[first[target] + tap];
            }
            filtered[target] = (float) sum;
        }
    }
}
