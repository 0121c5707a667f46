package org.lesionlens.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lesionlens.inference.Tensor;

class QueryAttentionTest {
    private static final int CHANNELS = 6;
    private static final int ROWS = 4;
    private static final int COLUMNS = 5;

    private final Tensor query = noise(1);
    private final Tensor key = noise(2);
    private final QueryAttention attention = new QueryAttention(query, key);

    @Test
    void rowsAreTheSoftmaxOfTheProductsAndAddUpToOne() {
        for (int from = 0; from < ROWS * COLUMNS; from++) {
            float[] row = attention.row(from);
            double sum = 0;
            for (int to = 0; to < row.length; to++) {
                assertThat((double) row[to]).isCloseTo(expected(from, to), within(1e-6));
                sum += row[to];
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void theReverseIsAColumnOfTheMatrixOfAllRows() {
        float[] column = attention.reverse(7, attention.summary(1, 1));
        for (int from = 0; from < column.length; from++) {
            assertThat((double) column[from]).isCloseTo(expected(from, 7), within(1e-6));
        }
    }

    @Test
    void hugeProductsDoNotOverflow() {
        Tensor huge = new Tensor(new float[] {-400, 400}, new long[] {1, 1, 1, 2});
        assertThat(new QueryAttention(huge, huge).row(1)).containsExactly(0, 1);
    }

    @Test
    void whoLooksEverywhereAlikeHasTheLargestEntropyAndTheMeanDistance() {
        Tensor zeros = new Tensor(new float[3], new long[] {1, 1, 1, 3});
        var summary = new QueryAttention(zeros, key(3)).summary(2, 5);
        assertThat(summary.entropies())
                .containsExactly(
                        new float[] {(float) Math.log(3), (float) Math.log(3), (float) Math.log(3)}, within(1e-6f));
        assertThat(summary.distances()).containsExactly(new float[] {2, 4 / 3f, 2}, within(1e-6f));
        assertThat(summary.evenDistances()).isEqualTo(summary.distances());
    }

    @Test
    void whoLooksAtItselfAloneLooksNoDistance() {
        Tensor own = new Tensor(new float[] {-40, 40}, new long[] {1, 1, 1, 2});
        var summary = new QueryAttention(own, own).summary(2, 5);
        assertThat(summary.distances()).containsExactly(new float[2], within(1e-6f));
        assertThat(summary.evenDistances()).containsExactly(1, 1);
    }

    @Test
    void distancesAreMeasuredAlongBothSidesOfACell() {
        Tensor zeros = new Tensor(new float[2], new long[] {1, 1, 2, 1});
        assertThat(new QueryAttention(zeros, zeros).summary(2, 5).distances()).containsExactly(2.5f, 2.5f);
    }

    @Test
    void tensorsThatDoNotBelongTogetherAndPlacesOutsideAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueryAttention(query, key(3)))
                .withMessageContaining("both must be 1,C,Y,X");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attention.row(ROWS * COLUMNS))
                .withMessage("position is 20 but must be 0 to 19");
    }

    private static Tensor key(int columns) {
        return new Tensor(new float[columns], new long[] {1, 1, 1, columns});
    }

    private static Tensor noise(long seed) {
        Random random = new Random(seed);
        float[] values = new float[CHANNELS * ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Tensor(values, new long[] {1, CHANNELS, ROWS, COLUMNS});
    }

    private double expected(int from, int to) {
        double sum = 0;
        for (int other = 0; other < ROWS * COLUMNS; other++) {
            sum += Math.exp(product(from, other));
        }
        return Math.exp(product(from, to)) / sum;
    }

    private double product(int from, int to) {
        double product = 0;
        for (int channel = 0; channel < CHANNELS; channel++) {
            int plane = channel * ROWS * COLUMNS;
            product += (double) query.values()[plane + from] * key.values()[plane + to];
        }
        return product;
    }

    /** Two cells that lie behind each other. */
    @Test
    void thePlanesOfAVolumeArePositionsToo() {
        Tensor zeros = new Tensor(new float[4], new long[] {1, 2, 2, 1, 1});
        QueryAttention deep = new QueryAttention(zeros, zeros);
        assertThat(deep.row(0)).containsExactly(0.5f, 0.5f);
        assertThat(deep.summary(2, 5, 7).distances()).containsExactly(3.5f, 3.5f);
    }
}
