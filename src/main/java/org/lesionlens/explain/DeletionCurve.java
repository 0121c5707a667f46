package org.lesionlens.explain;

import java.util.List;

/**
 * How a network's answer changes as ever more of a slice is blanked out or let in, in the order of a map (Petsiuk et al.
 * 2018, arXiv 1806.07421).
 *
 * @param order what gave the order
 * @param kind whether pixels were taken away or let in
 * @param points their shares rise from 0 to 1
 */
public record DeletionCurve(String order, Kind kind, List<Point> points) {
    /** Takes a copy. */
    public DeletionCurve {
        points = List.copyOf(points);
    }

    /**
     * What the network answers once a part of the slice was changed.
     *
     * @param share of the slice that was changed, 0 to 1
     * @param score mean probability over the lesion that was found in the whole slice
     */
    public record Point(double share, double score) {}

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
        for (int i = 1; i < points.size(); i++) {
            Point left = points.get(i - 1);
            Point right = points.get(i);
            area += (right.share - left.share) * (right.score + left.score) / 2;
        }
        return area;
    }
}
