package org.lesionlens.lesion;

import java.util.Arrays;
import java.util.function.LongToDoubleFunction;

/** Order statistics as numpy takes them. */
public final class Percentile {
    private Percentile() {}

    /**
     * The value below which a share of the values lies, linear between neighbours (numpy's default, R's type 7).
     *
     * @param values in any order, none NaN; left as they are
     * @param percent 0 (the minimum) to 100 (the maximum); 50 is the median
     * @return NaN if there are no values
     */
    public static double of(double[] values, double percent) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return ofSorted(sorted.length, i -> sorted[(int) i], percent);
    }

    /**
     * The same of values that rise.
     *
     * @param count at least 1
     * @param values by their rank from 0
     */
    public static double ofSorted(long count, LongToDoubleFunction values, double percent) {
        double rank = percent / 100 * (count - 1);
        long below = (long) rank;
        long above = Math.min(below + 1, count - 1);
        double low = values.applyAsDouble(below);
        return low + (rank - below) * (values.applyAsDouble(above) - low);
    }
}
