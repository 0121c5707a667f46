package org.lesionlens.draw;

/**
 * A point of a chart.
 *
 * @param name what a reader is shown who points at it, as the name of a case; may be empty
 * @param x in the unit of its axis, finite
 * @param y likewise
 */
public record Point(String name, double x, double y) {
    /** A point without a name. */
    public static Point of(double x, double y) {
        return new Point("", x, y);
    }
}
