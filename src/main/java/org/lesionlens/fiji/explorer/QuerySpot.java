package org.lesionlens.fiji.explorer;

/**
 * A pixel of a stack that a map is about, all from 0.
 *
 * @param column ImageJ's x
 * @param row ImageJ's y
 * @param slice ImageJ's slice less 1
 */
public record QuerySpot(int column, int row, int slice) {
    /** As ImageJ counts: x and y from 0, slices from 1. */
    @Override
    public String toString() {
        return "x " + column + ", y " + row + ", slice " + (slice + 1);
    }
}
