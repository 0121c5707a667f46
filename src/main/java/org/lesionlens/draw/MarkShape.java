package org.lesionlens.draw;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Shapes of points, told apart without colour; all cover about the same area. */
enum MarkShape {
    CIRCLE,
    SQUARE,
    TRIANGLE,
    DIAMOND,
    DOWN,
    CROSS;

    /** Of a series, by its number from 0. */
    static MarkShape of(int series) {
        return values()[series % values().length];
    }

    /** Round a middle; a circle has the radius. */
    Shape at(double x, double y, double radius) {
        double side = radius * 0.9;
        return switch (this) {
            case CIRCLE -> new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
            case SQUARE -> new Rectangle2D.Double(x - side, y - side, 2 * side, 2 * side);
            case TRIANGLE -> polygon(x, y, radius, 0, -1.25, 1.15, 0.8, -1.15, 0.8);
            case DIAMOND -> polygon(x, y, radius, 0, -1.3, 1.3, 0, 0, 1.3, -1.3, 0);
            case DOWN -> polygon(x, y, radius, 0, 1.25, 1.15, -0.8, -1.15, -0.8);
            case CROSS -> cross(x, y, radius);
        };
    }

    private static Shape cross(double x, double y, double radius) {
        double a = 0.4;
        double b = 1.2;
        return polygon(
                x, y, radius, -a, -b, a, -b, a, -a, b, -a, b, a, a, a, a, b, -a, b, -a, a, -b, a, -b, -a, -a, -a);
    }

    private static Shape polygon(double x, double y, double radius, double... corners) {
        Path2D path = new Path2D.Double();
        path.moveTo(x + radius * corners[0], y + radius * corners[1]);
        for (int i = 2; i < corners.length; i += 2) {
            path.lineTo(x + radius * corners[i], y + radius * corners[i + 1]);
        }
        path.closePath();
        return path;
    }
}
