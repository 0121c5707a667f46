package org.lesionlens.metric;

/**
 * An estimate with its confidence interval.
 *
 * @param estimate of the cases as they are; NaN where it is not defined
 * @param low lower end of the interval; NaN where there is none
 * @param high upper end, likewise
 */
public record Interval(double estimate, double low, double high) {
    /** Of what is not defined. */
    public static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN);

    /** Whether there is an estimate. */
    public boolean defined() {
        return !Double.isNaN(estimate);
    }
}
