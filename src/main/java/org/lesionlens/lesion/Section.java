package org.lesionlens.lesion;

import java.util.ArrayList;
import java.util.List;

/**
 * The pixels of a lesion in one slice, added in stored order (column fastest).
 *
 * <p>Of each row only the first and the last pixel matter to the hull, so only these are kept.
 */
final class Section {
    private final List<Corner> corners = new ArrayList<>();
    private long row = -1;
    private long firstColumn;
    private long lastColumn;

    private long pixels;
    private long columnSum;
    private long rowSum;
    private long columnMin = Long.MAX_VALUE;
    private long columnMax = -1;
    private long rowMin = -1;
    private double probabilitySum;
    private double probabilityMax = Double.NEGATIVE_INFINITY;

    /** Adds a pixel; rows must not fall, nor columns within a row. */
    void add(long column, long ofRow, float probability) {
        if (ofRow != row) {
            closeRow();
            row = ofRow;
            rowMin = rowMin < 0 ? ofRow : rowMin;
            firstColumn = column;
        }
        lastColumn = column;
        columnMin = Math.min(columnMin, column);
        columnMax = Math.max(columnMax, column);
        pixels++;
        columnSum += column;
        rowSum += ofRow;
        probabilitySum += probability;
        probabilityMax = Math.max(probabilityMax, probability);
    }

    private void closeRow() {
        if (row >= 0) {
            for (long side : new long[] {firstColumn, lastColumn + 1}) {
                corners.add(new Corner(side, row));
                corners.add(new Corner(side, row + 1));
            }
        }
    }

    /** The convex hull of all pixels, each from its lower to its upper corner; no pixel may be added afterwards. */
    List<Corner> hull() {
        closeRow();
        return Corner.convexHull(corners);
    }

    long pixels() {
        return pixels;
    }

    /** Sums of the pixels' columns (axis 0) or rows (axis 1). */
    long sum(int axis) {
        return axis == 0 ? columnSum : rowSum;
    }

    long min(int axis) {
        return axis == 0 ? columnMin : rowMin;
    }

    /** The last column or row, inclusive. */
    long max(int axis) {
        return axis == 0 ? columnMax : row;
    }

    double probabilitySum() {
        return probabilitySum;
    }

    double probabilityMax() {
        return probabilityMax;
    }
}
