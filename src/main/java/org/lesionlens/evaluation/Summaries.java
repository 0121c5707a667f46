package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.EmptyCases;
import org.lesionlens.metric.Interval;
import org.lesionlens.metric.Metric;
import org.lesionlens.metric.MetricsSummary;
import org.lesionlens.metric.SummarisedMetric;
import org.lesionlens.metric.WeightedFigure;

/** What the figures of cases come to over all of them, for each kind of lesion and for the mean of all kinds. */
final class Summaries {
    private final Setup setup;
    private final List<EvaluatedCase> cases;

    private Summaries(Setup setup, List<EvaluatedCase> cases) {
        this.setup = setup;
        this.cases = cases;
    }

    /** @param cases at least one */
    static List<LabelledSummary> of(Setup setup, List<EvaluatedCase> cases) {
        Summaries summaries = new Summaries(setup, cases);
        List<LabelledSummary> all = new ArrayList<>();
        for (String label : setup.labels()) {
            all.add(new LabelledSummary(
                    label, MetricsSummary.of(summaries.agreements(label), setup.metrics(), setup.bootstrap())));
        }
        if (all.size() > 1) {
            all.add(new LabelledSummary(LabelledSummary.MEAN, summaries.mean(List.copyOf(all))));
        }
        return all;
    }

    private List<CaseAgreement> agreements(String label) {
        return Evaluation.agreements(cases, label);
    }

    /** Of each figure the mean over the kinds for which it is defined, if they have one unit; of the same draws. */
    private MetricsSummary mean(List<LabelledSummary> ofKinds) {
        List<WeightedFigure> figures = new ArrayList<>();
        for (Metric metric : setup.metrics()) {
            figures.add(overKinds(metric, ofKind -> mean(ofKind, metric, metric::of)));
            figures.add(overKinds(metric, ofKind -> mean(ofKind, metric, metric::replaced)));
            figures.add(overKinds(
                    metric,
                    ofKind ->
                            metric.pooled().map(pooled -> pooled.apply(ofKind)).orElse(WeightedFigure.NONE)));
        }
        List<String> groups = cases.stream().map(EvaluatedCase::group).toList();
        List<Interval> intervals = setup.bootstrap().intervals(groups, figures);
        List<SummarisedMetric> means = IntStream.range(0, setup.metrics().size())
                .mapToObj(i -> summarised(i, ofKinds, intervals.subList(3 * i, 3 * i + 3)))
                .toList();
        return new MetricsSummary(cases.size(), setup.groups(), empty(), means);
    }

    /** @param intervals of the mean, with empty ones replaced, and of all cases together */
    private SummarisedMetric summarised(int index, List<LabelledSummary> ofKinds, List<Interval> intervals) {
        Metric metric = setup.metrics().get(index);
        boolean none = !intervals.get(0).defined() && !intervals.get(2).defined();
        return new SummarisedMetric(
                metric,
                metric.label(ofAllKinds()),
                metric.unit(ofAllKinds()),
                count(each -> !Double.isNaN(metric.of(each))),
                intervals.get(0),
                Interval.NONE,
                intervals.get(1),
                intervals.get(2),
                common(ofKinds.stream()
                        .map(kind -> kind.summary().metrics().get(index).sizes())
                        .toList()),
                none ? reason(index, ofKinds) : "");
    }

    /** Cases of which it is true for one kind at least. */
    private int count(Predicate<CaseAgreement> wanted) {
        return (int) cases.stream()
                .filter(each -> each.agreements().stream()
                        .map(LabelledAgreement::agreement)
                        .anyMatch(wanted))
                .count();
    }

    /** What all kinds say that say anything; empty if they differ. */
    private static String common(List<String> texts) {
        List<String> said =
                texts.stream().filter(text -> !text.isEmpty()).distinct().toList();
        return said.size() == 1 ? said.get(0) : "";
    }

    /** Cases that have no kind on a side. */
    private EmptyCases empty() {
        int reference = cases.size() - count(each -> !each.referenceEmpty());
        int prediction = cases.size() - count(each -> !each.predictionEmpty());
        int both = cases.size() - count(each -> !each.referenceEmpty() || !each.predictionEmpty());
        return new EmptyCases(both, reference - both, prediction - both);
    }

    /** Those of the kinds; once if it is the same of all, or because kinds have no unit in common. */
    private String reason(int index, List<LabelledSummary> ofKinds) {
        Metric metric = setup.metrics().get(index);
        if (!metric.ofOneUnit(ofAllKinds())) {
            return metric.undefined(ofAllKinds());
        }
        Map<String, String> reasons = new LinkedHashMap<>();
        ofKinds.forEach(kind ->
                reasons.put(kind.label(), kind.summary().metrics().get(index).reason()));
        return Set.copyOf(reasons.values()).size() == 1
                ? reasons.values().iterator().next()
                : reasons.entrySet().stream()
                        .map(each -> each.getKey() + ": " + each.getValue())
                        .collect(Collectors.joining("; "));
    }

    private WeightedFigure overKinds(Metric metric, Function<List<CaseAgreement>, WeightedFigure> ofKind) {
        if (!metric.ofOneUnit(ofAllKinds())) {
            return WeightedFigure.NONE;
        }
        return WeightedFigure.meanOf(setup.labels().stream()
                .map(label -> ofKind.apply(agreements(label)))
                .toList());
    }

    private List<CaseAgreement> ofAllKinds() {
        return setup.labels().stream()
                .flatMap(label -> agreements(label).stream())
                .toList();
    }

    private static WeightedFigure mean(
            List<CaseAgreement> ofKind, Metric metric, ToDoubleFunction<CaseAgreement> figure) {
        if (!metric.ofOneUnit(ofKind)) {
            return WeightedFigure.NONE;
        }
        double[] values = ofKind.stream().mapToDouble(figure).toArray();
        return copies -> {
            double sum = 0;
            long count = 0;
            for (int i = 0; i < values.length; i++) {
                if (!Double.isNaN(values[i])) {
                    sum += copies[i] * values[i];
                    count += copies[i];
                }
            }
            return sum / count;
        };
    }
}
