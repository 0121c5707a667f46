package org.lesionlens.lesion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** A corner of pixels: pixel i reaches from corner i to corner i + 1, and its centre has voxel index i. */
public record Corner(long column, long row) {
    /**
     * The convex hull in order round it, without corners on straight edges; exact in integers.
     *
     * <p>Source: A. M. Andrew, "Another efficient algorithm for convex hulls in two dimensions", Inf. Process. Lett.
     * 9(5), 1979.
     */
    static List<Corner> convexHull(List<Corner> corners) {
        List<Corner> sorted = new ArrayList<>(corners);
        sorted.sort(Comparator.comparingLong(Corner::row).thenComparingLong(Corner::column));
        List<Corner> hull = half(sorted);
        Collections.reverse(sorted);
        hull.addAll(half(sorted));
        return hull;
    }

    /** One side of the hull, without its last corner, which is the first of the other side. */
    private static List<Corner> half(List<Corner> sorted) {
        List<Corner> side = new ArrayList<>();
        for (Corner corner : sorted) {
            while (side.size() > 1 && turn(side.get(side.size() - 2), side.get(side.size() - 1), corner) <= 0) {
                side.remove(side.size() - 1);
            }
            side.add(corner);
        }
        side.remove(side.size() - 1);
        return side;
    }

    private static long turn(Corner a, Corner b, Corner c) {
        return (b.column - a.column) * (c.row - a.row) - (b.row - a.row) * (c.column - a.column);
    }
}
