package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Table;
import org.lesionlens.metric.ClassAnswer;
import org.lesionlens.metric.EmptyCases;
import org.lesionlens.metric.Interval;
import org.lesionlens.metric.SummarisedMetric;

/** The table of a summary: a row a figure, for each kind of lesion; figures of classes have no label. Names of columns are API. */
public final class SummaryTable {
    /** What the file begins with. */
    public static final String BEGINNING = "label,metric,unit,basis,";

    private static final Table<Line> TABLE = new Table<>(columns());

    private SummaryTable() {}

    /**
     * A row.
     *
     * @param cases that have the figure
     * @param undefined cases that do not
     * @param median none of figures of all cases only, as those of classes
     * @param reason why there is no figure; empty if there is one
     * @param hit the rule of figures of free-response ROC; empty of others, and where a voxel in common is a hit
     * @param sizes of which sizes the lesions are, with their unit; empty if of any size
     */
    private record Line(
            String label,
            String metric,
            String unit,
            String basis,
            int cases,
            int undefined,
            Interval mean,
            Interval median,
            Interval replaced,
            Interval pooled,
            EmptyCases empty,
            String reason,
            String hit,
            String sizes) {}

    /** Writes the table, atomically. */
    public static void write(Path file, Evaluation evaluation) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (LabelledSummary each : evaluation.summaries()) {
            each.summary().metrics().forEach(metric -> lines.add(line(evaluation.setup(), each, metric)));
        }
        evaluation
                .classes()
                .ifPresent(classes -> classes.figures().forEach(row -> lines.add(line(evaluation.answers(), row))));
        TABLE.write(file, lines);
    }

    private static Line line(Setup setup, LabelledSummary of, SummarisedMetric each) {
        boolean ofCases = each.metric().ofCase().isPresent();
        int cases = ofCases ? each.cases() : of.summary().cases();
        return new Line(
                of.label(),
                each.metric().name(),
                each.unit(),
                each.metric().basis().toString().toLowerCase(java.util.Locale.ROOT),
                cases,
                of.summary().cases() - cases,
                each.mean(),
                each.median(),
                each.replacedMean(),
                each.pooled(),
                of.summary().empty(),
                each.reason(),
                setup.hit(each.metric()),
                each.sizes());
    }

    private static Line line(List<ClassAnswer> answers, ClassResults.Row row) {
        int cases = row.metric().cases(answers);
        return new Line(
                "",
                row.metric().name(),
                "",
                FolderComparison.Subject.CLASSES,
                cases,
                answers.size() - cases,
                Interval.NONE,
                Interval.NONE,
                Interval.NONE,
                row.value(),
                new EmptyCases(0, 0, 0),
                row.metric().undefined(answers),
                "",
                "");
    }

    private static List<Column<Line>> columns() {
        List<Column<Line>> columns = new ArrayList<>();
        columns.add(Column.text("label", Line::label));
        columns.add(Column.text("metric", Line::metric));
        columns.add(Column.text("unit", Line::unit));
        columns.add(Column.text("basis", Line::basis));
        columns.add(Column.count("cases", Line::cases));
        columns.add(Column.count("undefined", Line::undefined));
        addInterval(columns, "mean", "low", "high", Line::mean);
        addInterval(columns, "median", "median_low", "median_high", Line::median);
        addInterval(columns, "replaced_mean", "replaced_low", "replaced_high", Line::replaced);
        addInterval(columns, "pooled", "pooled_low", "pooled_high", Line::pooled);
        columns.add(Column.count("both_empty", line -> line.empty().both()));
        columns.add(Column.count("reference_empty", line -> line.empty().referenceOnly()));
        columns.add(Column.count("prediction_empty", line -> line.empty().predictionOnly()));
        columns.add(Column.text("reason", Line::reason));
        columns.add(Column.text("hit", Line::hit));
        columns.add(Column.text("sizes", Line::sizes));
        return columns;
    }

    static <T> void addInterval(
            List<Column<T>> columns, String estimate, String low, String high, Function<T, Interval> interval) {
        columns.add(Column.number(estimate, "", line -> interval.apply(line).estimate()));
        columns.add(Column.number(low, "", line -> interval.apply(line).low()));
        columns.add(Column.number(high, "", line -> interval.apply(line).high()));
    }
}
