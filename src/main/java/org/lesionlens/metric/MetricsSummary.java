package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import org.lesionlens.lesion.Percentile;

/**
 * What the metrics of many cases come to.
 *
 * @param cases how many there are, empty ones included
 * @param groups how many patients they are of
 * @param empty how many of them have nothing to compare
 * @param metrics in the order of the list
 */
public record MetricsSummary(int cases, int groups, EmptyCases empty, List<SummarisedMetric> metrics) {
    /** Keeps a copy of the list. */
    public MetricsSummary {
        metrics = List.copyOf(metrics);
    }

    /**
     * Sums up cases.
     *
     * @param cases at least one
     * @throws IllegalArgumentException if there is no case
     */
    public static MetricsSummary of(List<CaseAgreement> cases, List<Metric> metrics, Bootstrap bootstrap) {
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("cases are none but must be at least 1");
        }
        List<String> groups = cases.stream().map(CaseAgreement::group).toList();
        List<Figures> figures =
                metrics.stream().map(metric -> Figures.of(metric, cases)).toList();
        List<Interval> intervals = bootstrap.intervals(
                groups, figures.stream().flatMap(each -> each.all().stream()).toList());
        List<SummarisedMetric> summaries = new ArrayList<>();
        for (int i = 0; i < metrics.size(); i++) {
            summaries.add(figures.get(i).summary(metrics.get(i), cases, intervals.subList(4 * i, 4 * i + 4)));
        }
        int distinct = (int) groups.stream().distinct().count();
        return new MetricsSummary(cases.size(), distinct, EmptyCases.of(cases), summaries);
    }

    /** The four figures of a metric over cases. */
    private record Figures(int count, List<WeightedFigure> all) {
        static Figures of(Metric metric, List<CaseAgreement> cases) {
            CaseFigures plain =
                    new CaseFigures(cases.stream().mapToDouble(metric::of).toArray());
            CaseFigures replaced =
                    new CaseFigures(cases.stream().mapToDouble(metric::replaced).toArray());
            WeightedFigure pooled =
                    metric.pooled().map(figure -> figure.apply(cases)).orElse(WeightedFigure.NONE);
            List<WeightedFigure> all = List.of(plain::mean, plain::median, replaced::mean, pooled);
            return new Figures(
                    plain.count(),
                    metric.ofOneUnit(cases) ? all : Collections.nCopies(all.size(), WeightedFigure.NONE));
        }

        SummarisedMetric summary(Metric metric, List<CaseAgreement> cases, List<Interval> of) {
            boolean none = !of.get(0).defined() && !of.get(3).defined();
            String reason = none ? Undefined.reason(metric, cases) : "";
            String sizes = metric.sizes(cases);
            return new SummarisedMetric(
                    metric,
                    metric.label(cases),
                    metric.unit(cases),
                    count,
                    of.get(0),
                    of.get(1),
                    of.get(2),
                    of.get(3),
                    sizes,
                    reason);
        }
    }

    /**
     * The main figures of cases in one line, for people; Dice is left out where no case has one, HD95 is nan where some are in pixels.
     *
     * @param missing how many of the cases have no prediction
     */
    public static String line(List<CaseAgreement> cases, int missing) {
        double[] dice = known(cases, CaseAgreement::dice);
        String start = format(
                "cases %d  missing %d  both empty %d  ",
                cases.size(), missing, EmptyCases.of(cases).both());
        String overlap = dice.length == 0
                ? ""
                : format(
                        "Dice mean %.4f median %.4f  below 0.1: %.3f  ",
                        DoubleStream.of(dice).average().orElseThrow(),
                        Percentile.of(dice, 50),
                        DoubleStream.of(dice)
                                .map(d -> d < 0.1 ? 1 : 0)
                                .average()
                                .orElseThrow());
        double hd95 =
                CaseAgreement.oneLengthUnit(cases) ? Percentile.of(known(cases, CaseAgreement::hd95), 50) : Double.NaN;
        return start
                + overlap
                + format("HD95 median %s  ", Double.isNaN(hd95) ? "nan" : format("%.2f", hd95))
                + lesions(cases);
    }

    private static String lesions(List<CaseAgreement> cases) {
        long lesions = total(cases, lesionsOf -> lesionsOf.references().size());
        long predicted = total(cases, lesionsOf -> lesionsOf.predictions().size());
        long invented = total(cases, LesionAgreement::invented);
        double matched = total(cases, lesionsOf -> lesionsOf.matched(Metrics.LEAST_IOU));
        return format("lesions %d found %d invented %d ", lesions, total(cases, LesionAgreement::found), invented)
                + format(
                        "(%.2f a case)  F1 at IoU 0.1 %.3f",
                        (double) invented / cases.size(), 2 * matched / Math.max(1, lesions + predicted));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static double[] known(List<CaseAgreement> cases, ToDoubleFunction<CaseAgreement> figure) {
        return cases.stream()
                .mapToDouble(figure)
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }

    private static long total(List<CaseAgreement> cases, ToLongFunction<LesionAgreement> figure) {
        return cases.stream().map(CaseAgreement::lesions).mapToLong(figure).sum();
    }
}
