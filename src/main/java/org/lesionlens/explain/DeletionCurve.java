package org.lesionlens.explain;

/**
 * How a network's answer changes as ever more of a slice is blanked out or let in, in the order of a map (Petsiuk et al.
 * 2018, arXiv 1806.07421).
 *
 * @param order what gave the order
 * @param kind whether pixels were taken away or let in
 * @param shares of the slice that were changed, rising from 0 to 1
 * @param scores mean probability over the lesion that was found in the whole slice
 */
public record DeletionCurve(String order, Kind kind, double[] shares, double[] scores) {
    /** What happens to the squares, the highest of the map first. */
    public enum Kind {
        /** Squares are blanked out: the faster the score falls, the more the map is for its looks. */
        DELETION,
        /** Squares are let into an empty slice: the faster the score rises, the better. */
        INSERTION
    }

    /** The area under the curve (trapezoids), 0 to 1: small is good for deletion, large for insertion. */
    public double area() {
        double area = 0;
        for (int i = 1; i < shares.length; i++) {
            area += (shares[i] - shares[i - 1]) * (scores[i] + scores[i - 1]) / 2;
        }
        return area;
    }
}
