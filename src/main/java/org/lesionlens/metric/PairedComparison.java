package org.lesionlens.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Whether a second set of predictions is better than a first one of the same cases, by one metric.
 *
 * <p>Differences are second minus first; of an error with a sign, of its size. The test is over groups (patients), each with
 * the mean difference of its cases: cases of one patient are no independent pairs.
 *
 * @param cases for which both have the metric
 * @param leftOut cases for which one or both have not
 * @param difference mean over those cases, with its interval
 * @param replacedDifference mean over all cases, empty ones with the best or worst value: {@link Metric#replaced}
 * @param pooledDifference of all cases together, where the metric has such a figure
 * @param test of the difference over groups
 */
public record PairedComparison(
        Metric metric,
        int cases,
        int leftOut,
        Interval difference,
        Interval replacedDifference,
        Interval pooledDifference,
        SignedRank test) {
    /**
     * Compares two sets.
     *
     * @param first and
     * @param second the same cases in the same order
     * @throws IllegalArgumentException if they are not, or there are none
     */
    public static PairedComparison of(
            List<CaseAgreement> first, List<CaseAgreement> second, Metric metric, Bootstrap bootstrap) {
        requireSameCases(first, second);
        List<String> groups = first.stream().map(CaseAgreement::group).toList();
        double[] differences = new double[first.size()];
        double[] replaced = new double[first.size()];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = metric.judged(metric.of(second.get(i))) - metric.judged(metric.of(first.get(i)));
            replaced[i] = metric.judged(metric.replaced(second.get(i))) - metric.judged(metric.replaced(first.get(i)));
        }
        CaseFigures plain = new CaseFigures(differences);
        List<Interval> intervals = bootstrap.intervals(
                groups, List.of(plain::mean, new CaseFigures(replaced)::mean, pooled(first, second, metric)));
        return new PairedComparison(
                metric,
                plain.count(),
                differences.length - plain.count(),
                intervals.get(0),
                intervals.get(1),
                intervals.get(2),
                SignedRank.of(groupMeans(groups, differences)));
    }

    private static WeightedFigure pooled(List<CaseAgreement> first, List<CaseAgreement> second, Metric metric) {
        if (metric.pooled().isEmpty()) {
            return copies -> Double.NaN;
        }
        WeightedFigure before = metric.pooled().get().apply(first);
        WeightedFigure after = metric.pooled().get().apply(second);
        return copies -> metric.judged(after.of(copies)) - metric.judged(before.of(copies));
    }

    private static double[] groupMeans(List<String> groups, double[] differences) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        IntStream.range(0, differences.length)
                .filter(i -> !Double.isNaN(differences[i]))
                .forEach(i -> {
                    double[] sum = sums.computeIfAbsent(groups.get(i), group -> new double[2]);
                    sum[0] += differences[i];
                    sum[1]++;
                });
        return sums.values().stream().mapToDouble(sum -> sum[0] / sum[1]).toArray();
    }

    private static void requireSameCases(List<CaseAgreement> first, List<CaseAgreement> second) {
        List<String> names = first.stream().map(CaseAgreement::name).toList();
        List<String> others = second.stream().map(CaseAgreement::name).toList();
        if (names.isEmpty() || !names.equals(others)) {
            throw new IllegalArgumentException(
                    "the cases are " + names + " and " + others + " but must be the same, and at least 1");
        }
    }
}
