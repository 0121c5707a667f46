package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssignmentTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 5", "5, 2", "6, 6", "7, 4", "4, 7"})
    void noOtherPairingCostsLess(int rows, int columns) {
        Random random = new Random(4);
        for (int round = 0; round < 50; round++) {
            double[][] cost = IntStream.range(0, rows)
                    .mapToObj(row -> random.doubles(columns, -1, 1).toArray())
                    .toArray(double[][]::new);
            int[] pairs = Assignment.minimumCost(cost);
            int[] used = Arrays.stream(pairs).filter(column -> column >= 0).toArray();
            assertThat(used).doesNotHaveDuplicates().hasSize(Math.min(rows, columns));
            assertThat(total(cost, pairs)).isEqualTo(least(cost, 0, new boolean[columns], rows), within(1e-12));
        }
    }

    @Test
    void greedIsNotEnough() {
        double[][] cost = {{-9, -8}, {-8, 0}};
        assertThat(Assignment.minimumCost(cost)).containsExactly(1, 0);
    }

    @Test
    void nothingIsPairedWithNothing() {
        assertThat(Assignment.minimumCost(new double[0][0])).isEmpty();
        assertThat(Assignment.minimumCost(new double[2][0])).containsExactly(-1, -1);
    }

    @Test
    void unknownCostsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Assignment.minimumCost(new double[][] {{1, Double.NaN}}));
    }

    private static double total(double[][] cost, int[] pairs) {
        return IntStream.range(0, pairs.length)
                .filter(row -> pairs[row] >= 0)
                .mapToDouble(row -> cost[row][pairs[row]])
                .sum();
    }

    /** All ways; rows may stay alone only where there are more of them than columns. */
    private static double least(double[][] cost, int row, boolean[] used, int rows) {
        if (row == rows) {
            return 0;
        }
        int free = (int) IntStream.range(0, used.length).filter(c -> !used[c]).count();
        double least = rows - row > free ? least(cost, row + 1, used, rows) : Double.POSITIVE_INFINITY;
        for (int column = 0; column < used.length; column++) {
            if (!used[column]) {
                used[column] = true;
                least = Math.min(least, cost[row][column] + least(cost, row + 1, used, rows));
                used[column] = false;
            }
        }
        return least;
    }
}
