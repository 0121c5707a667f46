package org.lesionlens.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowSquaresTest {
    @ParameterizedTest
    @CsvSource({"208, 208, 8", "100, 36, 8", "7, 33, 16", "1, 1, 8"})
    void eachPixelLiesInOneSquareThatIsNoLargerThanItsSide(int width, int height, int side) {
        WindowSquares squares = new WindowSquares(width, height, side);
        assertThat(IntStream.range(0, squares.count())
                        .flatMap(squares::pixels)
                        .sorted()
                        .toArray())
                .isEqualTo(IntStream.range(0, width * height).toArray());
        for (int square = 0; square < squares.count(); square++) {
            assertThat(squares.pixels(square).map(pixel -> pixel % width).distinct())
                    .hasSizeBetween(1, side);
            assertThat(squares.pixels(square).map(pixel -> pixel / width).distinct())
                    .hasSizeBetween(1, side);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 8", "26, 1664", "27, 1672"})
    void squaresFollowRowByRow(int square, int firstPixel) {
        assertThat(new WindowSquares(208, 208, 8).pixels(square).findFirst()).hasValue(firstPixel);
    }
}
