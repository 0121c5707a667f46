package org.lesionlens.metric;

import java.util.Arrays;

/** Order statistics as numpy takes them. */
final class Percentile {
    private Percentile() {}

    /**
     * The value below which a share of the values lies, linear between neighbours (numpy's default, R's type 7).
     *
     * @param values in any order, none NaN; left as they are
     * @param percent 0 (the minimum) to 100 (the maximum); 50 is the median
     * @return NaN if there are no values
     */
    static double of(double[] values, double percent) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double rank = percent / 100 * (sorted.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
