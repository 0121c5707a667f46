package org.lesionlens.volume;

/**
 * The weights of a triangle filter along one axis: for each target pixel the first source pixel and the weights from
 * there on, which add up to 1. Target pixels off the source have none.
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

    /** Weights that keep the centre of the source at the centre of the target; scale = source per target pixel. */
    static TriangleWeights centred(long sourceSize, long targetSize, double scale) {
        TriangleWeights result = new TriangleWeights(Math.toIntExact(targetSize));
        for (int target = 0; target < targetSize; target++) {
            double centre = (target + 0.5 - targetSize / 2.0) * scale + sourceSize / 2.0;
            result.set(target, centre, Math.max(1, scale), Math.toIntExact(sourceSize));
        }
        return result;
    }

    private void set(int target, double centre, double support, int sourceSize) {
        if (centre < 0 || centre > sourceSize) {
            weights[target] = new double[0];
            return;
        }
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

    /** From {@link #first(int)} on; empty if the target pixel is off the source. */
    double[] weights(int target) {
        return weights[target];
    }

    void filter(float[] source, float[] filtered, float outside) {
        for (int target = 0; target < filtered.length; target++) {
            double[] taps = weights[target];
            double sum = taps.length == 0 ? outside : 0;
            for (int tap = 0; tap < taps.length; tap++) {
                sum += taps[tap] * source[first[target] + tap];
            }
            filtered[target] = (float) sum;
        }
    }
}
