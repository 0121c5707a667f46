package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lesionlens.evaluation.FolderComparison.Row;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Table;
import org.lesionlens.metric.PairedComparison;
import org.lesionlens.metric.SignedRank;

/** The table of two predictions: a row a figure, for each kind of lesion; differences are the second less the first. */
public final class ComparisonTable {
    /** What the file begins with. */
    public static final String BEGINNING = "label,metric,unit,cases,";

    private static final Table<Row> TABLE = new Table<>(columns());

    private ComparisonTable() {}

    /** Writes the table, atomically. */
    public static void write(Path file, FolderComparison comparison) throws IOException {
        TABLE.write(file, comparison.rows());
    }

    private static List<Column<Row>> columns() {
        List<Column<Row>> columns = new ArrayList<>();
        columns.add(Column.text("label", Row::label));
        columns.add(Column.text("metric", row -> row.subject().name()));
        columns.add(Column.text("unit", row -> row.subject().symbol()));
        columns.add(
                Column.count("cases", row -> row.count(both -> both.figures().cases())));
        columns.add(Column.count(
                "undefined", row -> row.count(both -> both.figures().leftOut())));
        columns.add(Column.number(
                "first", "", row -> row.number(both -> both.figures().first())));
        columns.add(Column.number(
                "second", "", row -> row.number(both -> both.figures().second())));
        SummaryTable.addInterval(
                columns, "difference", "low", "high", row -> row.interval(PairedComparison::difference));
        SummaryTable.addInterval(
                columns,
                "replaced_difference",
                "replaced_low",
                "replaced_high",
                row -> row.interval(PairedComparison::replacedDifference));
        SummaryTable.addInterval(
                columns,
                "pooled_difference",
                "pooled_low",
                "pooled_high",
                row -> row.interval(PairedComparison::pooledDifference));
        columns.add(Column.count("tested", row -> row.count(both -> both.test().differences())));
        columns.add(Column.count("zeros", row -> row.count(both -> both.test().zeros())));
        columns.add(Column.number(
                "wilcoxon", "", row -> row.number(both -> both.test().statistic())));
        columns.add(Column.number("p", "", row -> row.number(both -> both.test().p())));
        columns.add(Column.text("p_method", ComparisonTable::method));
        columns.add(Column.text("basis", row -> row.subject().basis()));
        columns.add(Column.text("reason", Row::reason));
        return columns;
    }

    private static String method(Row row) {
        return row.comparison()
                .map(PairedComparison::test)
                .filter(test -> !Double.isNaN(test.p()))
                .map(SignedRank::method)
                .orElse("");
    }
}
