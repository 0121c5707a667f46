package org.lesionlens.volume;

/**
 * Where the pixels of a slice, in row-major order, lie in the one array that holds the volume.
 *
 * @param start index of the first pixel of the first row
 * @param columns pixels of a row
 * @param columnStep from a pixel to the next of its row; negative where the row runs against the array
 * @param rowStep from a row to the next, likewise
 */
record PixelWalk(int start, int columns, int columnStep, int rowStep) {
    void read(float[] stored, float[] pixels) {
        for (int first = 0, from = start; first < pixels.length; first += columns, from += rowStep) {
            for (int column = 0; column < columns; column++) {
                pixels[first + column] = stored[from + column * columnStep];
            }
        }
    }

    void write(float[] pixels, float[] stored) {
        for (int first = 0, to = start; first < pixels.length; first += columns, to += rowStep) {
            for (int column = 0; column < columns; column++) {
                stored[to + column * columnStep] = pixels[first + column];
            }
        }
    }
}
