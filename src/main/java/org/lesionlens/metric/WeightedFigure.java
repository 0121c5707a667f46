package org.lesionlens.metric;

/** A figure of many cases of which each may be counted more than once or not at all, as in a resample. */
@FunctionalInterface
public interface WeightedFigure {
    /**
     * The figure.
     *
     * @param copies for each case how often it counts, at least 0
     * @return NaN if it is not defined
     */
    double of(int[] copies);
}
