package org.lesionlens.fiji.views;

/**
 * A direction on the screen, from left to right or from top to bottom, and the axis of the stack that runs along it.
 *
 * @param stack columns (0), rows (1), slices (2)
 * @param isFlipped whether the stack runs the other way
 * @param size pixels of the stack along it
 * @param spacingMm of them
 * @param letters of the patient's side at its beginning and its end: two of L R A P H F; empty if nobody knows
 */
record ViewAxis(int stack, boolean isFlipped, int size, double spacingMm, String letters) {
    double lengthMm() {
        return size * spacingMm;
    }

    /** The place of a pixel of the stack on the screen, or back, both from 0. */
    int turned(int place) {
        return isFlipped ? size - 1 - place : place;
    }

    /** The same within the stack. */
    int clamped(int place) {
        return Math.max(0, Math.min(size - 1, place));
    }

    /** The letter at its beginning (0) or end (1); empty if nobody knows. */
    String letter(int end) {
        return letters.isEmpty() ? "" : letters.substring(end, end + 1);
    }
}
