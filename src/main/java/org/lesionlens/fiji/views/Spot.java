package org.lesionlens.fiji.views;

/** A pixel of a stack: column, row and slice, from 0. */
record Spot(int column, int row, int slice) {
    /** Along an axis of the stack: columns (0), rows (1), slices (2). */
    int along(int axis) {
        return axis == 0 ? column : axis == 1 ? row : slice;
    }

    /** The same with another place along an axis. */
    Spot with(int axis, int place) {
        return new Spot(axis == 0 ? place : column, axis == 1 ? place : row, axis == 2 ? place : slice);
    }
}
