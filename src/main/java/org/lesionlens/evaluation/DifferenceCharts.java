package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.lesionlens.draw.Curve;
import org.lesionlens.draw.DifferencePlot;
import org.lesionlens.draw.FrocPlot;
import org.lesionlens.draw.Sample;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.Interval;
import org.lesionlens.metric.Metric;
import org.lesionlens.metric.PairedComparison;

/** The charts of two predictions of the same cases: one a unit, of cases and of all cases together. */
final class DifferenceCharts {
    private static final int MOST_ROWS = 40;

    private DifferenceCharts() {}

    /** What stands in one chart. */
    private record Group(Metric.Unit unit, boolean ofCases) {
        String name() {
            return "difference-" + unit.name().toLowerCase(Locale.ROOT) + (ofCases ? "" : "-together");
        }
    }

    static List<ReportFigures.Shown> of(FolderComparison two) {
        Map<Group, List<DifferencePlot.Row>> groups = new LinkedHashMap<>();
        for (FolderComparison.Row row : two.rows()) {
            PairedComparison figure = row.figure();
            if (figure.metric().ofCase().isPresent()) {
                List<Sample.Value> cases = differences(two.agreements().get(row.label()), figure.metric());
                add(groups, new Group(figure.metric().unit(), true), row, figure.difference(), cases);
            } else {
                add(groups, new Group(figure.metric().unit(), false), row, figure.pooledDifference(), List.of());
            }
        }
        List<ReportFigures.Shown> shown = new ArrayList<>();
        groups.forEach((group, rows) -> shown.add(shown(two, group, rows)));
        addFroc(two, shown);
        return shown;
    }

    private static void add(
            Map<Group, List<DifferencePlot.Row>> groups,
            Group group,
            FolderComparison.Row row,
            Interval difference,
            List<Sample.Value> cases) {
        if (difference.defined()) {
            String label = row.label().isEmpty() ? "" : row.label() + ": ";
            groups.computeIfAbsent(group, first -> new ArrayList<>())
                    .add(new DifferencePlot.Row(
                            label + row.figure().metric().label(),
                            difference.estimate(),
                            difference.low(),
                            difference.high(),
                            cases));
        }
    }

    /** Of errors with a sign the difference of their sizes. */
    private static List<Sample.Value> differences(FolderComparison.Agreements both, Metric metric) {
        return IntStream.range(0, both.first().size())
                .mapToObj(i -> new Sample.Value(
                        both.first().get(i).name(),
                        judged(metric, both.second().get(i))
                                - judged(metric, both.first().get(i))))
                .filter(difference -> Double.isFinite(difference.value()))
                .toList();
    }

    private static double judged(Metric metric, CaseAgreement agreement) {
        return metric.judged(metric.of(agreement));
    }

    /** Free-response ROC of both, over the cases that both have; none where scores are not known. */
    private static void addFroc(FolderComparison two, List<ReportFigures.Shown> shown) {
        two.agreements().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(both -> {
            List<Curve> curves = new ArrayList<>();
            ReportFigures.froc(two.first(), both.getValue().first()).ifPresent(curves::add);
            ReportFigures.froc(two.second(), both.getValue().second()).ifPresent(curves::add);
            if (curves.size() == 2) {
                String title = both.getKey().isEmpty() ? "Free-response ROC" : "Free-response ROC: " + both.getKey();
                shown.add(new ReportFigures.Shown(
                        new FrocPlot(title, curves)
                                .figure("difference-froc" + (frocs(shown) == 0 ? "" : "-" + (frocs(shown) + 1))),
                        "Over the " + two.cases().size() + " cases that both have."));
            }
        });
    }

    private static long frocs(List<ReportFigures.Shown> shown) {
        return shown.stream()
                .filter(each -> each.figure().name().startsWith("difference-froc"))
                .count();
    }

    private static ReportFigures.Shown shown(FolderComparison two, Group group, List<DifferencePlot.Row> rows) {
        String unit = group.unit().symbol().isEmpty() ? "" : " (" + group.unit().symbol() + ")";
        List<DifferencePlot.Row> first = rows.subList(0, Math.min(MOST_ROWS, rows.size()));
        DifferencePlot chart = new DifferencePlot(
                group.ofCases() ? "Differences, mean of the cases" : "Differences, all cases together",
                two.second() + " less " + two.first() + unit,
                first);
        return new ReportFigures.Shown(
                chart.figure(group.name()),
                (group.ofCases()
                                ? "Points: cases; diamond and bar: mean and its 95 % interval."
                                : "With 95 % intervals.")
                        + (first.size() < rows.size()
                                ? " The first " + MOST_ROWS + " of " + rows.size() + " figures."
                                : ""));
    }
}
