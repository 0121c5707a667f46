package org.lesionlens.fiji.review;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.swing.table.AbstractTableModel;
import org.lesionlens.review.CaseForReview;
import org.lesionlens.review.CaseForReview.Said;
import org.lesionlens.review.Verdict;

/** A row for each case: what was found, why it needs a look, and what was said of it. */
final class ReviewTable extends AbstractTableModel {
    private static final long serialVersionUID = 1;

    /** @param width in pixels, at first */
    private record Column(String name, int width, Function<CaseForReview, Object> value) {}

    private final transient List<CaseForReview> cases;
    private final transient List<Column> columns;

    ReviewTable(String reviewer, List<CaseForReview> cases) {
        this.cases = new ArrayList<>(cases);
        columns = List.of(
                new Column("Case", 160, CaseForReview::name),
                new Column(reviewer, 80, item -> verdict(item.by(reviewer))),
                new Column("Others", 80, item -> others(reviewer, item)),
                new Column("Why look", 260, item -> String.join("; ", item.reasons())),
                new Column("Lesions", 60, CaseForReview::lesions),
                new Column("Total (ml)", 80, item -> number(item.totalMl())),
                new Column("Longest (mm)", 90, item -> number(item.largestMm())),
                new Column("Class", 100, CaseForReview::kind),
                new Column("Threshold Dice", 100, item -> number(item.sureness().thresholds())),
                new Column("Mirror entropy", 100, item -> number(item.sureness().mirrors())),
                new Column("Comment", 160, item -> item.by(reviewer).comment()));
    }

    private static String verdict(Said said) {
        return said.verdict() == Verdict.OPEN ? "" : said.verdict().toString();
    }

    private static String others(String reviewer, CaseForReview item) {
        return item.verdicts().entrySet().stream()
                .filter(said ->
                        !said.getKey().equals(reviewer) && said.getValue().verdict() != Verdict.OPEN)
                .map(said -> said.getKey() + ": " + said.getValue().verdict())
                .collect(Collectors.joining(", "));
    }

    /** Rounded for people; nothing where it is unknown. */
    private static Double number(OptionalDouble value) {
        return value.isPresent() ? Double.valueOf(String.format(Locale.ROOT, "%.2f", value.getAsDouble())) : null;
    }

    CaseForReview at(int row) {
        return cases.get(row);
    }

    int width(int column) {
        return columns.get(column).width();
    }

    /** In place of the case of that name. */
    void replace(CaseForReview changed) {
        for (int row = 0; row < cases.size(); row++) {
            if (cases.get(row).name().equals(changed.name())) {
                cases.set(row, changed);
                fireTableRowsUpdated(row, row);
            }
        }
    }

    @Override
    public int getRowCount() {
        return cases.size();
    }

    @Override
    public int getColumnCount() {
        return columns.size();
    }

    @Override
    public String getColumnName(int column) {
        return columns.get(column).name();
    }

    @Override
    public Class<?> getColumnClass(int column) {
        return switch (columns.get(column).name()) {
            case "Lesions" -> Integer.class;
            case "Total (ml)", "Longest (mm)", "Threshold Dice", "Mirror entropy" -> Double.class;
            default -> String.class;
        };
    }

    @Override
    public Object getValueAt(int row, int column) {
        return columns.get(column).value().apply(cases.get(row));
    }
}
