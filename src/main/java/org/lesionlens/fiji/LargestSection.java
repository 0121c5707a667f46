package org.lesionlens.fiji;

import ij.process.ShortProcessor;
import java.awt.Point;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The lesion that fills most of a slice.
 *
 * @param label its number
 * @param middle its pixel closest to the mean of its pixels in the slice
 */
record LargestSection(int label, Point middle) {
    private static final class Sums {
        private long count;
        private double x;
        private double y;

        private void add(int column, int row) {
            count++;
            x += (column - x) / count;
            y += (row - y) / count;
        }
    }

    /** Of equally large ones the first number; empty if the slice cuts no lesion. */
    static Optional<LargestSection> of(ShortProcessor labels) {
        Map<Integer, Sums> sections = new TreeMap<>();
        for (int y = 0; y < labels.getHeight(); y++) {
            for (int x = 0; x < labels.getWidth(); x++) {
                if (labels.get(x, y) > 0) {
                    sections.computeIfAbsent(labels.get(x, y), label -> new Sums())
                            .add(x, y);
                }
            }
        }
        return sections.entrySet().stream()
                .reduce((a, b) -> b.getValue().count > a.getValue().count ? b : a)
                .map(largest -> new LargestSection(
                        largest.getKey(),
                        closest(labels, largest.getKey(), largest.getValue().x, largest.getValue().y)));
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
