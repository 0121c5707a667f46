package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.lesionlens.draw.Curve;
import org.lesionlens.draw.DifferencePlot;
import org.lesionlens.draw.FrocPlot;
import org.lesionlens.draw.Sample;
import org.lesionlens.evaluation.FolderComparison.Subject;
import org.lesionlens.metric.Interval;

/** The charts of two predictions of the same cases: one a unit, of cases and of all cases together. */
final class DifferenceCharts {
    private static final int MOST_ROWS = 40;

    private DifferenceCharts() {}

    /** What stands in one chart. */
    private record Group(String name, String unit, String title) {
        static Group of(Subject subject) {
            if (subject.isOfClasses()) {
                return new Group("difference-classes", "", "Differences of classes, all cases together");
            }
            String name = "difference-" + subject.unit().name().toLowerCase(Locale.ROOT);
            String unit = subject.symbol().isEmpty() ? "" : " (" + subject.symbol() + ")";
            return subject.ofCases()
                    ? new Group(name, unit, "Differences, mean of the cases")
                    : new Group(name + "-together", unit, "Differences, all cases together");
        }
    }

    static List<ReportFigures.Shown> of(FolderComparison two) {
        Map<Group, List<DifferencePlot.Row>> groups = new LinkedHashMap<>();
        meanFirst(two.rows())
                .filter(row -> row.difference().defined())
                .forEach(row -> groups.computeIfAbsent(Group.of(row.subject()), first -> new ArrayList<>())
                        .add(row(row)));
        List<ReportFigures.Shown> shown = new ArrayList<>();
        groups.forEach((group, rows) -> shown.add(shown(two, group, rows)));
        addFroc(two, shown);
        return shown;
    }

    /** The mean over the kinds must not fall out of a chart that has not room for all. */
    private static Stream<FolderComparison.Row> meanFirst(List<FolderComparison.Row> rows) {
        return rows.stream().sorted(Comparator.comparing(row -> !row.label().equals(LabelledSummary.MEAN)));
    }

    private static DifferencePlot.Row row(FolderComparison.Row row) {
        Interval difference = row.difference();
        return new DifferencePlot.Row(
                (row.label().isEmpty() ? "" : row.label() + ": ")
                        + row.subject().title(),
                difference.estimate(),
                difference.low(),
                difference.high(),
                row.comparison().stream()
                        .flatMap(both -> both.figures().byCase().entrySet().stream())
                        .map(each -> new Sample.Value(each.getKey(), each.getValue()))
                        .toList());
    }

    /** Free-response ROC of both, over the cases that both have; none where scores are not known. */
    private static void addFroc(FolderComparison two, List<ReportFigures.Shown> shown) {
        two.agreements().entrySet().forEach(both -> {
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
        List<DifferencePlot.Row> first = rows.subList(0, Math.min(MOST_ROWS, rows.size()));
        DifferencePlot chart =
                new DifferencePlot(group.title(), two.second() + " less " + two.first() + group.unit(), first);
        boolean points = first.stream().anyMatch(row -> !row.cases().isEmpty());
        boolean all = first.stream().noneMatch(row -> row.cases().isEmpty());
        return new ReportFigures.Shown(
                chart.figure(group.name()),
                told(points, all)
                        + (first.size() < rows.size()
                                ? " The first " + MOST_ROWS + " of " + rows.size() + " figures."
                                : ""));
    }

    private static String told(boolean points, boolean all) {
        if (!points) {
            return "With 95 % intervals.";
        }
        return all
                ? "Points: cases; diamond and bar: mean and its 95 % interval."
                : "Points: cases, of figures that a case has by itself; diamond and bar: difference and its 95 % interval.";
    }
}
