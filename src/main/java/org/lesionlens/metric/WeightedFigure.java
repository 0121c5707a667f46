package org.lesionlens.metric;

import java.util.List;

/** A figure of many cases of which each may be counted more than once or not at all, as in a resample. */
@FunctionalInterface
public interface WeightedFigure {
    /** One that is never defined. */
    WeightedFigure NONE = copies -> Double.NaN;

    /**
     * The figure.
     *
     * @param copies for each case how often it counts, at least 0
     * @return NaN if it is not defined
     */
    double of(int[] copies);

    /** The mean of those figures that are defined, of the same copies. */
    static WeightedFigure meanOf(List<WeightedFigure> figures) {
        return copies -> figures.stream()
                .mapToDouble(figure -> figure.of(copies))
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }
}
