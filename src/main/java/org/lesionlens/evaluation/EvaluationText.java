package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.lesionlens.metric.ClassAnswer;
import org.lesionlens.metric.Interval;
import org.lesionlens.metric.Metric;
import org.lesionlens.metric.MetricsSummary;
import org.lesionlens.metric.PairedComparison;
import org.lesionlens.metric.SummarisedMetric;

/** An evaluation as lines for people: first the line that an independent scorer prints too, then the figures with intervals. */
public final class EvaluationText {
    private static final String FIGURES = "%-30s %7s  %-36s %9s  %s";
    private static final String DIFFERENCES = "%-30s %7s %9s %9s  %-36s %s";

    private final Evaluation evaluation;
    private final List<String> lines = new ArrayList<>();

    private EvaluationText(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    /** All lines; those of figures only if a case was compared. */
    public static List<String> lines(Evaluation evaluation) {
        EvaluationText text = new EvaluationText(evaluation);
        if (!evaluation.cases().isEmpty()) {
            text.addHeads();
        }
        text.addRefused();
        if (!evaluation.cases().isEmpty()) {
            text.addClassHeads();
            text.addFigures();
            text.addClasses();
        }
        evaluation.comparison().ifPresent(text::addComparison);
        return text.lines;
    }

    private void addHeads() {
        int missing = (int) evaluation.cases().stream()
                .filter(each -> each.pair().prediction().isEmpty())
                .count();
        for (String label : evaluation.setup().labels()) {
            String head = MetricsSummary.line(evaluation.agreements(label), missing);
            lines.add(label.isEmpty() ? head : label + ": " + head);
        }
    }

    private void addRefused() {
        if (!evaluation.refused().isEmpty()) {
            lines.add("not compared, and in none of these figures: "
                    + evaluation.refused().size() + " ("
                    + String.join(
                            ", ",
                            evaluation.refused().stream().map(RefusedPair::name).toList())
                    + ")");
        }
    }

    private void addFigures() {
        Setup setup = evaluation.setup();
        lines.add("");
        lines.add("intervals of 95 % by "
                + (setup.byPatient()
                        ? "patient (" + setup.groups() + " patients)"
                        : "case, as no table says whose the cases are (--cases)")
                + ", " + setup.bootstrap().draws() + " draws, seed "
                + setup.bootstrap().seed());
        setup.how()
                .hit()
                .ifPresent(rule -> lines.add(
                        "a hit of free-response ROC is " + rule.words() + " (" + rule.text() + "), one to one"));
        addDistances();
        addSizes();
        for (LabelledSummary each : evaluation.summaries()) {
            lines.add("");
            lines.add(String.format(
                    Locale.ROOT,
                    FIGURES,
                    each.label().isEmpty() ? "figure" : each.label(),
                    "cases",
                    "mean or pooled",
                    "median",
                    "mean with empty ones replaced"));
            each.summary().metrics().forEach(this::addFigure);
        }
    }

    /** Nothing where cases have different units, which a note tells, or no distances. */
    private void addDistances() {
        List<String> units = evaluation.summaries().stream()
                .flatMap(each -> each.summary().metrics().stream())
                .filter(each -> each.metric().unit() == Metric.Unit.DISTANCE)
                .map(SummarisedMetric::unit)
                .distinct()
                .toList();
        if (units.size() == 1 && !units.get(0).equals(Metric.Unit.DISTANCE.symbol())) {
            lines.add("distances and tolerances are in " + units.get(0));
        }
    }

    /** Which lesions are small, medium and large; of each kind if its cases have other units. */
    private void addSizes() {
        Map<String, String> sizes = new LinkedHashMap<>();
        evaluation.summaries().forEach(each -> sizes.put(each.label(), sizes(each)));
        sizes.values().removeIf(String::isEmpty);
        if (Set.copyOf(sizes.values()).size() == 1) {
            lines.add("small, medium and large lesions: "
                    + sizes.values().iterator().next());
        } else {
            sizes.forEach((label, text) -> lines.add("small, medium and large lesions of " + label + ": " + text));
        }
    }

    private static String sizes(LabelledSummary of) {
        return of.summary().metrics().stream()
                .map(SummarisedMetric::sizes)
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private void addFigure(SummarisedMetric each) {
        if (each.reason().isEmpty()) {
            boolean pooled = each.pooled().defined();
            lines.add(String.format(
                            Locale.ROOT,
                            FIGURES,
                            each.metric().name(),
                            each.metric().ofCase().isPresent() ? each.cases() : "",
                            text(pooled ? each.pooled() : each.mean()) + (pooled ? " pooled" : ""),
                            number(each.median().estimate()),
                            number(each.replacedMean().estimate()))
                    .stripTrailing());
        } else {
            lines.add(String.format(Locale.ROOT, FIGURES, each.metric().name(), "", "none: " + each.reason(), "", "")
                    .stripTrailing());
        }
    }

    /** Accuracy overall, balanced and by class. */
    private void addClassHeads() {
        List<ClassAnswer> answers = evaluation.answers();
        if (answers.isEmpty()) {
            return;
        }
        Set<String> expected =
                new TreeSet<>(answers.stream().map(ClassAnswer::expected).toList());
        double sum = 0;
        List<String> ofClasses = new ArrayList<>();
        for (String kind : expected) {
            List<ClassAnswer> ofClass = answers.stream()
                    .filter(answer -> answer.expected().equals(kind))
                    .toList();
            sum += accuracy(ofClass);
            ofClasses.add(String.format(
                    Locale.ROOT, "class %s  cases %d  right %.4f", kind, ofClass.size(), accuracy(ofClass)));
        }
        lines.add(String.format(
                Locale.ROOT,
                "classes: cases %d  accuracy %.4f  balanced %.4f",
                answers.size(),
                accuracy(answers),
                sum / expected.size()));
        lines.addAll(ofClasses);
    }

    private static double accuracy(List<ClassAnswer> answers) {
        return answers.stream()
                        .filter(answer -> answer.expected().equals(answer.predicted()))
                        .count()
                / (double) answers.size();
    }

    private void addClasses() {
        evaluation.classes().ifPresent(classes -> {
            lines.add("");
            lines.add(String.format(Locale.ROOT, FIGURES, "classes", "cases", "of all cases", "", "")
                    .stripTrailing());
            classes.figures()
                    .forEach(row -> lines.add(String.format(
                                    Locale.ROOT,
                                    FIGURES,
                                    row.metric().name(),
                                    row.metric().cases(evaluation.answers()),
                                    row.value().defined()
                                            ? text(row.value())
                                            : "none: " + row.metric().undefined(evaluation.answers()),
                                    "",
                                    "")
                            .stripTrailing()));
        });
    }

    private void addComparison(FolderComparison comparison) {
        lines.add("");
        lines.add(comparison.second() + " less " + comparison.first() + ", "
                + comparison.cases().size()
                + " cases that both have"
                + (comparison.left().isEmpty() ? "" : "; left out: " + Names.some(comparison.left())));
        String before = "";
        for (FolderComparison.Row row : comparison.rows()) {
            if (!head(row).equals(before)) {
                before = head(row);
                lines.add(String.format(
                        Locale.ROOT, DIFFERENCES, before, "cases", "first", "second", "difference", "Wilcoxon p"));
            }
            addDifference(row);
        }
    }

    private static String head(FolderComparison.Row row) {
        return row.subject().isOfClasses() ? "classes" : row.label().isEmpty() ? "figure" : row.label();
    }

    private void addDifference(FolderComparison.Row row) {
        lines.add(String.format(
                        Locale.ROOT,
                        DIFFERENCES,
                        row.subject().name(),
                        row.subject().counted()
                                ? row.count(both -> both.figures().cases())
                                : "",
                        number(row.number(both -> both.figures().first())),
                        number(row.number(both -> both.figures().second())),
                        difference(row),
                        number(row.number(both -> both.test().p())))
                .stripTrailing());
    }

    private static String difference(FolderComparison.Row row) {
        if (row.difference().defined()) {
            return text(row.difference()) + (row.subject().ofCases() ? "" : " pooled");
        }
        return row.isDefined()
                ? text(row.interval(PairedComparison::pooledDifference)) + " pooled"
                : "none: " + row.reason();
    }

    private static String text(Interval interval) {
        return Double.isNaN(interval.low())
                ? number(interval.estimate())
                : number(interval.estimate()) + " (" + number(interval.low()) + " to " + number(interval.high()) + ")";
    }

    /** As many digits as are worth reading. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.4f" : "%.2f", value);
    }
}
