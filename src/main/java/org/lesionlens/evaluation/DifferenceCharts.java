package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lesionlens.draw.DifferencePlot;
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
            add(groups, new Group(figure.metric().unit(), true), row, figure.difference());
            if (figure.metric().ofCase().isEmpty()) {
                add(groups, new Group(figure.metric().unit(), false), row, figure.pooledDifference());
            }
        }
        List<ReportFigures.Shown> shown = new ArrayList<>();
        groups.forEach((group, rows) -> shown.add(shown(two, group, rows)));
        return shown;
    }

    private static void add(
            Map<Group, List<DifferencePlot.Row>> groups, Group group, FolderComparison.Row row, Interval difference) {
        if (difference.defined()) {
            String label = row.label().isEmpty() ? "" : row.label() + ": ";
            groups.computeIfAbsent(group, first -> new ArrayList<>())
                    .add(new DifferencePlot.Row(
                            label + row.figure().metric().label(),
                            difference.estimate(),
                            difference.low(),
                            difference.high(),
                            List.of()));
        }
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
                "With 95 % intervals."
                        + (first.size() < rows.size()
                                ? " The first " + MOST_ROWS + " of " + rows.size() + " figures."
                                : ""));
    }
}
