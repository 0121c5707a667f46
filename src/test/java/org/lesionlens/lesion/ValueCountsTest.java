package org.lesionlens.lesion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValueCountsTest {
    /** Few different values and many, and -0 beside 0: all as if the values had been sorted, to the last bit of a sum. */
    @Test
    void ranksAndSumsAreThoseOfSortedValues() {
        for (int different : new int[] {1, 3, 1000, 1 << 20}) {
            Random random = new Random(different);
            float[] values = new float[20_000];
            ValueCounts counts = new ValueCounts();
            for (int i = 0; i < values.length; i++) {
                int number = random.nextInt(different);
                values[i] = i % 1000 == 0 ? -0f : number / 7f - different / 20f;
                counts.addIfNumber(values[i]);
                counts.addIfNumber(Float.NaN);
            }
            Arrays.sort(values);
            assertThat(counts.count()).isEqualTo(values.length);
            for (int rank : new int[] {0, 1, 19, 20, 9_999, 19_998, 19_999}) {
                assertThat(counts.ofRank(rank)).isEqualTo(values[rank]);
            }
            assertThat(counts.sum(value -> value))
                    .isEqualTo(IntStream.range(0, values.length)
                            .mapToDouble(i -> values[i])
                            .sum());
            assertThat(counts.sum(value -> value * value))
                    .isEqualTo(IntStream.range(0, values.length)
                            .mapToDouble(i -> (double) values[i] * values[i])
                            .sum());
        }
    }

    @Test
    void nothingIsThereBeforeAValueIsAdded() {
        assertThat(new ValueCounts().count()).isZero();
        assertThat(new ValueCounts().sum(value -> value)).isZero();
    }
}
