package org.lesionlens.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A figure of two sets of predictions of the same cases; differences are second minus first, of an error with a sign those of its
 * size.
 *
 * @param cases for which both have it
 * @param leftOut cases for which one or both have not
 * @param first of the first over those cases: their mean, of a figure of all cases only that of all; NaN where it is not defined
 * @param second of the second, likewise
 * @param byCase the difference of each of those cases, by its name; none of a figure of all cases only
 * @param mean difference over those cases
 * @param replaced mean difference over all cases, empty ones with the best or worst value: {@link Metric#replaced}
 * @param pooled difference of all cases together, where there is such a figure
 */
public record PairedFigures(
        int cases,
        int leftOut,
        double first,
        double second,
        Map<String, Double> byCase,
        WeightedFigure mean,
        WeightedFigure replaced,
        WeightedFigure pooled) {
    /** Keeps a copy of the map, in its order. */
    public PairedFigures {
        byCase = Collections.unmodifiableMap(new LinkedHashMap<>(byCase));
    }

    /** Of the same cases in the same order. */
    static PairedFigures of(List<CaseAgreement> first, List<CaseAgreement> second, Metric metric) {
        double[] before = values(first, each -> metric.judged(metric.of(each)));
        double[] after = values(second, each -> metric.judged(metric.of(each)));
        double[] differences = less(after, before);
        double[] replaced = less(
                values(second, each -> metric.judged(metric.replaced(each))),
                values(first, each -> metric.judged(metric.replaced(each))));
        Map<String, Double> byCase =
                byCase(first.stream().map(CaseAgreement::name).toList(), differences);
        boolean together = metric.ofCase().isEmpty();
        boolean ofOneUnit =
                metric.ofOneUnit(Stream.concat(first.stream(), second.stream()).toList());
        return new PairedFigures(
                together ? first.size() : byCase.size(),
                together ? 0 : first.size() - byCase.size(),
                together ? metric.of(first) : ofOneUnit ? mean(before, differences) : Double.NaN,
                together ? metric.of(second) : ofOneUnit ? mean(after, differences) : Double.NaN,
                byCase,
                ofOneUnit ? new CaseFigures(differences)::mean : WeightedFigure.NONE,
                ofOneUnit ? new CaseFigures(replaced)::mean : WeightedFigure.NONE,
                metric.pooled()
                        .filter(figure -> ofOneUnit)
                        .map(figure -> pooled(figure.andThen(each -> judged(metric, each)), first, second))
                        .orElse(WeightedFigure.NONE));
    }

    private static WeightedFigure judged(Metric metric, WeightedFigure figure) {
        return copies -> metric.judged(figure.of(copies));
    }

    /** Of the answers that count in both, for the same cases in the same order. */
    static PairedFigures ofClasses(List<ClassAnswer> first, List<ClassAnswer> second, int leftOut, ClassMetric metric) {
        double[] differences = less(
                values(second, metric.ofCase().orElse(answer -> Double.NaN)),
                values(first, metric.ofCase().orElse(answer -> Double.NaN)));
        CaseFigures ofCases = new CaseFigures(differences);
        return new PairedFigures(
                first.size(),
                leftOut,
                metric.of(first),
                metric.of(second),
                byCase(first.stream().map(ClassAnswer::name).toList(), differences),
                ofCases::mean,
                ofCases::mean,
                pooled(metric.figure(), first, second));
    }

    private static <T> WeightedFigure pooled(Function<List<T>, WeightedFigure> figure, List<T> first, List<T> second) {
        WeightedFigure before = figure.apply(first);
        WeightedFigure after = figure.apply(second);
        return copies -> after.of(copies) - before.of(copies);
    }

    /**
     * The mean over the kinds of lesions for which a figure is defined in both; of each case the mean of its kinds.
     *
     * @param kinds at least one, of the same cases in the same order
     * @param ofOneUnit whether all have the figure in one unit; else they have no mean
     */
    static PairedFigures overKinds(List<PairedFigures> kinds, Metric metric, boolean ofOneUnit) {
        List<PairedFigures> defined = kinds.stream()
                .filter(kind -> ofOneUnit)
                .filter(kind -> !Double.isNaN(kind.first) && !Double.isNaN(kind.second))
                .toList();
        Map<String, Double> byCase = new LinkedHashMap<>();
        kinds.stream()
                .flatMap(kind -> kind.byCase.keySet().stream())
                .forEach(name -> byCase.computeIfAbsent(
                        name,
                        added -> average(
                                kinds.stream().mapToDouble(kind -> kind.byCase.getOrDefault(added, Double.NaN)))));
        int all = kinds.get(0).cases + kinds.get(0).leftOut;
        int cases = metric.ofCase().isEmpty() ? all : byCase.size();
        return new PairedFigures(
                cases,
                all - cases,
                average(defined.stream().mapToDouble(PairedFigures::first)),
                average(defined.stream().mapToDouble(PairedFigures::second)),
                byCase,
                ofOneUnit ? over(kinds, PairedFigures::mean) : WeightedFigure.NONE,
                ofOneUnit ? over(kinds, PairedFigures::replaced) : WeightedFigure.NONE,
                ofOneUnit ? over(kinds, PairedFigures::pooled) : WeightedFigure.NONE);
    }

    private static WeightedFigure over(List<PairedFigures> kinds, Function<PairedFigures, WeightedFigure> figure) {
        return WeightedFigure.meanOf(kinds.stream().map(figure).toList());
    }

    private static double average(DoubleStream values) {
        return values.filter(value -> !Double.isNaN(value)).average().orElse(Double.NaN);
    }

    private static <T> double[] values(List<T> cases, ToDoubleFunction<T> figure) {
        return cases.stream().mapToDouble(figure).toArray();
    }

    private static double[] less(double[] second, double[] first) {
        return IntStream.range(0, first.length)
                .mapToDouble(i -> second[i] - first[i])
                .toArray();
    }

    /** Over the cases that have a difference. */
    private static double mean(double[] values, double[] differences) {
        return average(IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(differences[i]))
                .mapToDouble(i -> values[i]));
    }

    private static Map<String, Double> byCase(List<String> names, double[] differences) {
        Map<String, Double> byCase = new LinkedHashMap<>();
        for (int i = 0; i < differences.length; i++) {
            if (!Double.isNaN(differences[i])) {
                byCase.put(names.get(i), differences[i]);
            }
        }
        return byCase;
    }
}
