package org.lesionlens.fiji.image;

import ij.process.ShortProcessor;
import java.awt.Point;

/** The pixel of a lesion closest to the mean of its pixels in a slice. */
public final class LesionMiddle {
    private LesionMiddle() {}

    /** @param label a lesion that the slice cuts */
    public static Point of(ShortProcessor labels, int label) {
        double x = 0;
        double y = 0;
        int count = 0;
        for (int i = 0; i < labels.getPixelCount(); i++) {
            if (labels.get(i) == label) {
                count++;
                x += (i % labels.getWidth() - x) / count;
                y += (Math.floorDiv(i, labels.getWidth()) - y) / count;
            }
        }
        return closest(labels, label, x, y);
    }

    private static Point closest(ShortProcessor labels, int label, double x, double y) {
        Point best = new Point();
        double least = Double.POSITIVE_INFINITY;
        for (int row = 0; row < labels.getHeight(); row++) {
            for (int column = 0; column < labels.getWidth(); column++) {
                double far = Math.hypot(column - x, row - y);
                if (labels.get(column, row) == label && far < least) {
                    least = far;
                    best = new Point(column, row);
                }
            }
        }
        return best;
    }
}
