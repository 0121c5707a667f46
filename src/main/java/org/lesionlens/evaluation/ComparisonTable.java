package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lesionlens.evaluation.FolderComparison.Row;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Table;

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
        columns.add(Column.text("metric", row -> row.figure().metric().name()));
        columns.add(Column.text("unit", row -> row.figure().metric().unit().symbol()));
        columns.add(Column.count("cases", row -> row.figure().cases()));
        columns.add(Column.count("undefined", row -> row.figure().leftOut()));
        columns.add(Column.number("first", "", Row::first));
        columns.add(Column.number("second", "", Row::second));
        SummaryTable.addInterval(
                columns, "difference", "low", "high", row -> row.figure().difference());
        SummaryTable.addInterval(
                columns,
                "replaced_difference",
                "replaced_low",
                "replaced_high",
                row -> row.figure().replacedDifference());
        SummaryTable.addInterval(
                columns,
                "pooled_difference",
                "pooled_low",
                "pooled_high",
                row -> row.figure().pooledDifference());
        columns.add(Column.count("tested", row -> row.figure().test().differences()));
        columns.add(Column.count("zeros", row -> row.figure().test().zeros()));
        columns.add(Column.number("wilcoxon", "", row -> row.figure().test().statistic()));
        columns.add(Column.number("p", "", row -> row.figure().test().p()));
        columns.add(Column.text(
                "p_method",
                row -> Double.isNaN(row.figure().test().p())
                        ? ""
                        : row.figure().test().method()));
        return columns;
    }
}
