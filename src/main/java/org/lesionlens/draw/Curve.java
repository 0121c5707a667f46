package org.lesionlens.draw;

import java.util.List;

/**
 * A line of a chart.
 *
 * @param name for the legend
 * @param points in the order in which they are joined
 */
public record Curve(String name, List<Point> points) {
    /** Keeps a copy. */
    public Curve {
        points = List.copyOf(points);
    }
}
