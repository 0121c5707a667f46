package org.lesionlens.fiji.image;

import static org.lesionlens.cases.LesionsCsv.AREA;
import static org.lesionlens.cases.LesionsCsv.CASE;
import static org.lesionlens.cases.LesionsCsv.CLASS;
import static org.lesionlens.cases.LesionsCsv.DIAMETER;
import static org.lesionlens.cases.LesionsCsv.LABEL;
import static org.lesionlens.cases.LesionsCsv.MEAN_PROBABILITY;
import static org.lesionlens.cases.LesionsCsv.PERPENDICULAR;
import static org.lesionlens.cases.LesionsCsv.VOLUME;
import static org.lesionlens.cases.LesionsCsv.VOXELS;

import ij.measure.ResultsTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lesionlens.cases.CaseLesion;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Row;
import org.lesionlens.io.table.Table;
import org.lesionlens.lesion.Lesion;

/**
 * The table of lesions: the columns and numbers of {@code lesions.csv}, and the slice of the stack from 1.
 *
 * <p>What a radiologist reads first comes first, so that it is seen without scrolling.
 */
public final class LesionTable {
    private static final int DECIMALS = 3;

    private static final Column<CaseLesion> STACK_SLICE =
            Column.count("stack_slice", row -> row.measured().diameter().slice() + 1);

    private static final List<Column<CaseLesion>> SIZES = List.of(VOLUME, AREA, VOXELS);
    private static final List<Column<CaseLesion>> HEADINGS = List.of(LABEL, CLASS, VOLUME, DIAMETER);
    private static final List<Column<CaseLesion>> DIAMETERS = List.of(DIAMETER, PERPENDICULAR);

    private LesionTable() {}

    /** What a table is called. */
    public static String title(String image) {
        return "Lesions of " + image;
    }

    /** An empty table. */
    public static ResultsTable empty() {
        return empty(new ResultsTable());
    }

    static ResultsTable empty(ResultsTable table) {
        table.setPrecision(DECIMALS);
        table.showRowNumbers(false);
        table.setNaNEmptyCells(true);
        return table;
    }

    /** An empty table for the lesions of several cases, whose names come first. */
    public static ResultsTable ofCases() {
        ResultsTable table = empty();
        table.getFreeColumn(CASE.name());
        return table;
    }

    /**
     * One table for all frames of an image; the case is its title, with the frame if it has several.
     *
     * @param frames from 1; 0 if the image has only one
     * @param lesions of each of them
     */
    static ResultsTable ofFrames(String title, List<Integer> frames, List<List<Lesion>> lesions, StackGrid grid) {
        ResultsTable table = frames.size() > 1 ? ofCases() : empty();
        for (int i = 0; i < frames.size(); i++) {
            String name = frames.get(i) == 0 ? title : title + " frame " + frames.get(i);
            add(table, name, lesions.get(i), grid);
        }
        if (table.size() == 0) {
            HEADINGS.forEach(column -> table.getFreeColumn(column.name()));
        }
        return table;
    }

    /** Adds a row for each lesion of a stack. */
    static void add(ResultsTable table, String caseName, List<Lesion> lesions, StackGrid grid) {
        add(table, caseName, lesions, grid, Map.of());
    }

    /**
     * The same with the probability of each class.
     *
     * @param classes 0 to 1, by label
     */
    public static void add(
            ResultsTable table,
            String caseName,
            List<Lesion> lesions,
            StackGrid grid,
            Map<Integer, Map<String, Double>> classes) {
        Table<CaseLesion> ofStack = new Table<>(classes(classes))
                .and(grid.analysedAsShown() ? List.of(STACK_SLICE) : List.of())
                .and(LesionsCsv.TABLE.columns());
        ofStack.rows(CaseLesion.of(caseName, lesions, classes)).forEach(row -> add(table, row));
    }

    /**
     * A column for each class that a lesion may have.
     *
     * @param classes the probability of each class, 0 to 1, by label
     */
    public static List<Column<CaseLesion>> classes(Map<Integer, Map<String, Double>> classes) {
        return classes.values().stream()
                .flatMap(each -> each.keySet().stream())
                .distinct()
                .map(name -> Column.<CaseLesion>number(
                        "probability_" + name,
                        "",
                        row -> classes.getOrDefault(row.lesion().label(), Map.of())
                                .getOrDefault(name, Double.NaN)))
                .toList();
    }

    /** Adds a row of a table of lesions. */
    public static void add(ResultsTable table, Row row) {
        table.incrementCounter();
        fill(
                table,
                row,
                Stream.concat(readFirst(row), row.cells().keySet().stream()).distinct());
    }

    /** Writes cells of a row into the last row of a table. */
    static void fill(ResultsTable table, Row row, Stream<String> names) {
        names.forEach(name -> {
            if (row.cells().get(name) instanceof BigDecimal number) {
                table.addValue(name, number.doubleValue());
            } else {
                table.addValue(name, row.cells().get(name).toString());
            }
        });
    }

    /** Where mm are unknown, the size is in pixels. */
    private static Stream<String> readFirst(Row row) {
        List<Column<CaseLesion>> columns = new ArrayList<>(List.of(LABEL, CLASS));
        SIZES.stream().filter(size -> row.number(size).isPresent()).findFirst().ifPresent(columns::add);
        DIAMETERS.stream().filter(diameter -> row.number(diameter).isPresent()).forEach(columns::add);
        columns.add(STACK_SLICE);
        columns.add(MEAN_PROBABILITY);
        return columns.stream().map(Column::name).filter(row.cells()::containsKey);
    }
}
