package org.lesionlens.lesion;

import java.util.OptionalInt;

/** The pixel of a lesion closest to the mean of its pixels in a slice; of equally close ones the first. */
public final class LesionMiddle {
    private LesionMiddle() {}

    /**
     * Finds it.
     *
     * @param inside the slice's pixels, row by row
     * @param columns pixels of a row
     * @return its index; empty if no pixel is inside
     */
    public static OptionalInt of(boolean[] inside, int columns) {
        long x = 0;
        long y = 0;
        int count = 0;
        for (int i = 0; i < inside.length; i++) {
            if (inside[i]) {
                x += i % columns;
                y += i / columns;
                count++;
            }
        }
        return count == 0 ? OptionalInt.empty() : closest(inside, columns, (double) x / count, (double) y / count);
    }

    private static OptionalInt closest(boolean[] inside, int columns, double x, double y) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < inside.length; i++) {
            double far = Math.hypot(i % columns - x, Math.floorDiv(i, columns) - y);
            if (inside[i] && far < least) {
                least = far;
                best = i;
            }
        }
        return OptionalInt.of(best);
    }
}
