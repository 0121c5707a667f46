package org.lesionlens.lesion;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.function.DoubleUnaryOperator;

/**
 * Values in rising order, each kept once with how often it was added: those of a large lesion take no more memory than
 * the different intensities in it.
 */
final class ValueCounts {
    private static final int LEAST = 1024;

    private float[] values = new float[0];
    private long[] ends = new long[0];
    private float[] fresh = new float[LEAST];
    private int pending;

    /** Adds a value that is no NaN. */
    void addIfNumber(float value) {
        if (!Float.isNaN(value)) {
            add(value);
        }
    }

    private void add(float value) {
        if (pending == fresh.length) {
            merge();
        }
        fresh[pending++] = value;
    }

    long count() {
        merge();
        return values.length == 0 ? 0 : ends[values.length - 1];
    }

    /** The value of a rank, from 0, among all that were added. */
    double ofRank(long rank) {
        merge();
        int found = Arrays.binarySearch(ends, rank + 1);
        return values[found >= 0 ? found : -found - 1];
    }

    /** The sum of a term over all values, each as often as it was added: to the last bit that of a stream of them in rising order. */
    double sum(DoubleUnaryOperator term) {
        merge();
        DoubleSummaryStatistics terms = new DoubleSummaryStatistics();
        for (int i = 0; i < values.length; i++) {
            double value = term.applyAsDouble(values[i]);
            for (long rank = i == 0 ? 0 : ends[i - 1]; rank < ends[i]; rank++) {
                terms.accept(value);
            }
        }
        return terms.getSum();
    }

    private void merge() {
        if (pending == 0) {
            return;
        }
        Arrays.sort(fresh, 0, pending);
        float[] merged = new float[values.length + pending];
        long[] counts = new long[merged.length];
        int length = 0;
        int old = 0;
        int next = 0;
        while (old < values.length || next < pending) {
            boolean fromOld = next == pending || old < values.length && Float.compare(values[old], fresh[next]) <= 0;
            float value = fromOld ? values[old] : fresh[next];
            if (length == 0 || Float.compare(merged[length - 1], value) != 0) {
                merged[length++] = value;
            }
            counts[length - 1] += fromOld ? ends[old] - (old == 0 ? 0 : ends[old - 1]) : 1;
            old += fromOld ? 1 : 0;
            next += fromOld ? 0 : 1;
        }
        values = Arrays.copyOf(merged, length);
        ends = Arrays.copyOf(counts, length);
        Arrays.parallelPrefix(ends, Long::sum);
        fresh = new float[Math.max(LEAST, length)];
        pending = 0;
    }
}
