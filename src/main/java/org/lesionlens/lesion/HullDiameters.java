package org.lesionlens.lesion;

import java.util.List;

/**
 * The longest diameter of a convex hull of pixel corners and the longest chord at right angles to it.
 *
 * <p>Pairs of corners are tried one by one: hulls of lattice points have few corners. The width of a convex shape across
 * its long axis is concave and linear between corners, so it is largest at a corner.
 *
 * @param longest between two corners
 * @param perpendicular between two points of the hull's outline
 */
record HullDiameters(Chord longest, Chord perpendicular) {
    /** Perpendiculars closer than this are equal: rounding must not choose between mirror images. */
    private static final double TIE = 1 + 1e-9;

    /**
     * Measures a hull of at least three corners, in order round it.
     *
     * @param columnSpacing distance of columns, which is the unit of the results
     * @param rowSpacing distance of rows, in the same unit
     */
    static HullDiameters of(List<Corner> hull, double columnSpacing, double rowSpacing) {
        double longest = longestSquared(hull, columnSpacing, rowSpacing);
        HullDiameters best = null;
        for (int i = 0; i < hull.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (squared(hull.get(j), hull.get(i), columnSpacing, rowSpacing) == longest) {
                    HullDiameters candidate =
                            new HullOutline(hull, j, i, columnSpacing, rowSpacing).diameters(Math.sqrt(longest));
                    best = best == null || candidate.isLongerThan(best) ? candidate : best;
                }
            }
        }
        return best;
    }

    /** Whether the diameter is longer or, of two equals, the perpendicular. */
    boolean isLongerThan(HullDiameters other) {
        double difference = longest.length() - other.longest.length();
        return difference > 0 || (difference == 0 && perpendicular.length() > TIE * other.perpendicular.length());
    }

    private static double longestSquared(List<Corner> hull, double columnSpacing, double rowSpacing) {
        double longest = 0;
        for (Corner a : hull) {
            for (Corner b : hull) {
                longest = Math.max(longest, squared(a, b, columnSpacing, rowSpacing));
            }
        }
        return longest;
    }

    private static double squared(Corner a, Corner b, double columnSpacing, double rowSpacing) {
        double columns = (b.column() - a.column()) * columnSpacing;
        double rows = (b.row() - a.row()) * rowSpacing;
        return columns * columns + rows * rows;
    }
}
