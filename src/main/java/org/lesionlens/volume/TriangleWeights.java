package org.lesionlens.volume;

/**
 * The weights of a triangle filter along one axis: for each target pixel the first source pixel and the weights from
 * there on, which add up to 1; equally many for all, so some are 0.
 *
 * <p>The arithmetic is that of {@code precompute_coeffs} in Pillow's {@code Resample.c}.
 */
public final class TriangleWeights {
    private final int[] first;
    /** By tap and target pixel. */
    private final float[][] weights;

    private TriangleWeights(int targetSize, int taps) {
        this.first = new int[targetSize];
        this.weights = new float[taps][targetSize];
    }

    /** Weights that map the whole extent of the source to the whole extent of the target. */
    public static TriangleWeights of(int sourceSize, int targetSize) {
        double scale = (double) sourceSize / targetSize;
        double support = Math.max(1, scale);
        int taps = Math.min(sourceSize, scale <= 1 ? 2 : (int) Math.ceil(2 * support) + 1);
        TriangleWeights result = new TriangleWeights(targetSize, taps);
        for (int target = 0; target < targetSize; target++) {
            result.set(target, (target + 0.5) * scale, support, sourceSize);
        }
        return result;
    }

    private void set(int target, double centre, double support, int sourceSize) {
        int start = Math.max(0, (int) (centre - support + 0.5));
        int end = Math.min(sourceSize, (int) (centre + support + 0.5));
        // the sum may round up: to one more, of weight 0
        end = Math.min(end, start + taps());
        first[target] = Math.min(start, sourceSize - taps());
        double sum = 0;
        for (int source = start; source < end; source++) {
            sum += weight(source, centre, support);
        }
        for (int source = start; source < end; source++) {
            weights[source - first[target]][target] = (float) (weight(source, centre, support) / sum);
        }
    }

    private static double weight(int source, double centre, double support) {
        return Math.max(0, 1 - Math.abs((source + 0.5 - centre) / support));
    }

    /** Target pixels. */
    public int targetSize() {
        return first.length;
    }

    /** Source pixels that a target pixel is made of, some with weight 0. */
    public int taps() {
        return weights.length;
    }

    /** The first source pixel that a target pixel is made of. */
    public int first(int target) {
        return first[target];
    }

    /** Weight of source pixel {@code first(target) + tap}. */
    public float weight(int target, int tap) {
        return weights[tap][target];
    }

    /** Adds the filtered row of pixels that starts at an offset; two taps a pass, three times as fast as a loop of taps. */
    void addFiltered(float[] source, int from, float[] sum, int to) {
        int tap = 0;
        for (; tap + 1 < weights.length; tap += 2) {
            addTwo(weights[tap], weights[tap + 1], source, from + tap, sum, to);
        }
        if (tap < weights.length) {
            addOne(weights[tap], source, from + tap, sum, to);
        }
    }

    private void addTwo(float[] one, float[] two, float[] source, int from, float[] sum, int to) {
        for (int target = 0; target < one.length; target++) {
            int start = from + first[target];
            sum[to + target] += one[target] * source[start] + two[target] * source[start + 1];
        }
    }

    private void addOne(float[] one, float[] source, int from, float[] sum, int to) {
        for (int target = 0; target < one.length; target++) {
            sum[to + target] += one[target] * source[from + first[target]];
        }
    }
}
