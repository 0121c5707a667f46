package org.lesionlens.metric;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whether a second set of predictions is better than a first one of the same cases, by one figure.
 *
 * <p>The test is over groups (patients), each with the mean difference of its cases: cases of one patient are no independent
 * pairs. Of the mean over kinds of lesions a group has the mean of its kinds.
 *
 * @param figures of both, and their differences
 * @param difference mean over the cases for which both have the figure, with its interval
 * @param replacedDifference mean over all cases, empty ones with the best or worst value
 * @param pooledDifference of all cases together, where there is such a figure
 * @param test of the difference over groups
 */
public record PairedComparison(
        PairedFigures figures,
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
        requireSame(names(first), names(second));
        return of(groups(first), PairedFigures.of(first, second, metric), bootstrap);
    }

    /**
     * Compares two sets that have several kinds of lesions, by the mean over the kinds for which the figure is defined.
     *
     * @param first by kind, and
     * @param second the same kinds; of all the same cases in the same order
     * @throws IllegalArgumentException if they are not, or there are none
     */
    public static PairedComparison ofKinds(
            List<List<CaseAgreement>> first, List<List<CaseAgreement>> second, Metric metric, Bootstrap bootstrap) {
        List<PairedFigures> kinds = IntStream.range(0, first.size())
                .mapToObj(kind -> {
                    requireSame(names(first.get(kind)), names(second.get(kind)));
                    requireSame(names(first.get(0)), names(first.get(kind)));
                    return PairedFigures.of(first.get(kind), second.get(kind), metric);
                })
                .toList();
        List<CaseAgreement> all = Stream.concat(first.stream(), second.stream())
                .flatMap(List::stream)
                .toList();
        return of(groups(first.get(0)), PairedFigures.overKinds(kinds, metric, metric.ofOneUnit(all)), bootstrap);
    }

    /**
     * Compares how well two sets tell classes, over the answers that count in both.
     *
     * @param first and
     * @param second of the same cases in the same order
     * @throws IllegalArgumentException if they are not, or there are none
     */
    public static PairedComparison ofClasses(
            List<ClassAnswer> first, List<ClassAnswer> second, ClassMetric metric, Bootstrap bootstrap) {
        requireSame(
                first.stream().map(ClassAnswer::name).toList(),
                second.stream().map(ClassAnswer::name).toList());
        int[] both = IntStream.range(0, first.size())
                .filter(i -> metric.counts(first.get(i)) && metric.counts(second.get(i)))
                .toArray();
        List<ClassAnswer> before = IntStream.of(both).mapToObj(first::get).toList();
        List<ClassAnswer> after = IntStream.of(both).mapToObj(second::get).toList();
        return of(
                before.stream().map(ClassAnswer::group).toList(),
                PairedFigures.ofClasses(before, after, first.size() - both.length, metric),
                bootstrap);
    }

    private static PairedComparison of(List<String> groups, PairedFigures figures, Bootstrap bootstrap) {
        List<Interval> intervals =
                bootstrap.intervals(groups, List.of(figures.mean(), figures.replaced(), figures.pooled()));
        return new PairedComparison(
                figures,
                intervals.get(0),
                intervals.get(1),
                intervals.get(2),
                SignedRank.of(ofGroups(groups, figures.mean())));
    }

    /** The figure of each group by itself, as far as it is defined. */
    private static double[] ofGroups(List<String> groups, WeightedFigure figure) {
        int[] groupOf = Bootstrap.numbers(groups);
        return IntStream.rangeClosed(0, IntStream.of(groupOf).max().orElse(-1))
                .mapToDouble(group -> figure.of(
                        IntStream.of(groupOf).map(each -> each == group ? 1 : 0).toArray()))
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }

    private static List<String> names(List<CaseAgreement> cases) {
        return cases.stream().map(CaseAgreement::name).toList();
    }

    private static List<String> groups(List<CaseAgreement> cases) {
        return cases.stream().map(CaseAgreement::group).toList();
    }

    private static void requireSame(List<String> names, List<String> others) {
        if (names.isEmpty() || !names.equals(others)) {
            throw new IllegalArgumentException(
                    "the cases are " + names + " and " + others + " but must be the same, and at least 1");
        }
    }
}
