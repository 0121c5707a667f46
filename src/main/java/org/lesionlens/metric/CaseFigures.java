package org.lesionlens.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Mean and median of a figure over those cases that have it, each counted as often as a resample has it. */
final class CaseFigures {
    private final double[] values;
    /** Cases that have the figure. */
    private final int[] known;
    /** The same by rising value. */
    private final int[] rising;

    /** @param values of each case; NaN where it has none */
    CaseFigures(double[] values) {
        this.values = values;
        known = IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(values[i]))
                .toArray();
        rising = Arrays.stream(known)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    /** Cases that have it. */
    int count() {
        return known.length;
    }

    double mean(int[] copies) {
        double sum = 0;
        long count = 0;
        for (int i : known) {
            sum += copies[i] * values[i];
            count += copies[i];
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /** The value in the middle; of an even number the mean of both. */
    double median(int[] copies) {
        long count = 0;
        for (int i : rising) {
            count += copies[i];
        }
        return count == 0 ? Double.NaN : (at((count - 1) / 2, copies) + at(count / 2, copies)) / 2;
    }

    private double at(long rank, int[] copies) {
        long before = 0;
        for (int i : rising) {
            before += copies[i];
            if (before > rank) {
                return values[i];
            }
        }
        throw new IllegalArgumentException("rank is " + rank + " but must be below " + before);
    }
}
