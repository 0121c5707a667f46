package org.lesionlens.explain;

import java.util.stream.IntStream;

/**
 * A network's window cut evenly into squares, in row-major order; nearly squares where their side does not divide that of
 * the window.
 *
 * @param width columns of the window
 * @param height rows of the window
 * @param side of a square in pixels, at most
 */
record WindowSquares(int width, int height, int side) {
    int columns() {
        return (width - 1) / side + 1;
    }

    int rows() {
        return (height - 1) / side + 1;
    }

    int count() {
        return columns() * rows();
    }

    /** The window's pixels of a square, in row-major order. */
    IntStream pixels(int square) {
        int column = square % columns();
        int row = square / columns();
        return IntStream.range(height * row / rows(), height * (row + 1) / rows())
                .flatMap(y -> IntStream.range(width * column / columns(), width * (column + 1) / columns())
                        .map(x -> y * width + x));
    }
}
