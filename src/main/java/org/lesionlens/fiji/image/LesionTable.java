package org.lesionlens.fiji.image;

import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.lesion.Lesion;

/**
 * The table of lesions: the columns and numbers of {@code lesions.csv}, and the slice of the stack from 1.
 *
 * <p>What a radiologist reads first comes first, so that it is seen without scrolling.
 */
public final class LesionTable {
    private static final int DECIMALS = 3;
    private static final String CASE = "case";
    private static final String STACK_SLICE = "stack_slice";
    public static final String CLASS_PROBABILITY = "probability_";
    private static final Set<String> TEXTS = Set.of(CASE, "class");

    private static final List<String> SIZES = List.of("volume_ml", "area_mm2", "voxels");
    private static final List<String> HEADINGS = List.of("label", "class", "volume_ml", "diameter_mm");
    private static final List<String> DIAMETERS = List.of("diameter_mm", "perpendicular_mm");

    private LesionTable() {}

    /** What a table is called. */
    public static String title(String image) {
        return "Lesions of " + image;
    }

    /** An empty table. */
    public static ResultsTable empty() {
        ResultsTable table = new ResultsTable();
        table.setPrecision(DECIMALS);
        table.showRowNumbers(false);
        table.setNaNEmptyCells(true);
        return table;
    }

    /** An empty table for the lesions of several cases, whose names come first. */
    public static ResultsTable ofCases() {
        ResultsTable table = empty();
        table.getFreeColumn(CASE);
        return table;
    }

    /**
     * One table for all frames of an image; the case is its title, with the frame if it has several.
     *
     * @param frames from 1; 0 if the image has only one
     * @param lesions of each of them
     */
    public static ResultsTable ofFrames(
            String title, List<Integer> frames, List<List<Lesion>> lesions, StackGrid grid) {
        ResultsTable table = frames.size() > 1 ? ofCases() : empty();
        for (int i = 0; i < frames.size(); i++) {
            String name = frames.get(i) == 0 ? title : title + " frame " + frames.get(i);
            add(table, name, lesions.get(i), grid);
        }
        if (table.size() == 0) {
            HEADINGS.forEach(table::getFreeColumn);
        }
        return table;
    }

    /** Adds a row for each lesion of a stack. */
    public static void add(ResultsTable table, String caseName, List<Lesion> lesions, StackGrid grid) {
        lesions.forEach(lesion -> add(table, caseName, lesion, grid, Map.of()));
    }

    /**
     * Adds a row for a lesion of a stack.
     *
     * @param classes the probability of each class, 0 to 1; a column each
     */
    public static void add(
            ResultsTable table, String caseName, Lesion lesion, StackGrid grid, Map<String, Double> classes) {
        Map<String, String> fields = new LinkedHashMap<>();
        classes.forEach((name, probability) -> fields.put(CLASS_PROBABILITY + name, CsvTable.number(probability)));
        if (grid.analysedAsShown()) {
            fields.put(
                    STACK_SLICE, Long.toString(lesion.measurements().diameter().slice() + 1));
        }
        add(table, caseName, lesion, fields);
    }

    /** Adds a row for a lesion of a file. */
    public static void add(ResultsTable table, String caseName, Lesion lesion) {
        add(table, caseName, lesion, new LinkedHashMap<>());
    }

    /** Adds a row of a {@code lesions.csv}. */
    public static void add(ResultsTable table, Map<String, String> row) {
        Map<String, String> fields = new LinkedHashMap<>();
        LesionsCsv.HEADER.forEach(column -> fields.put(column, row.getOrDefault(column, "")));
        addRow(table, fields);
    }

    private static void add(ResultsTable table, String caseName, Lesion lesion, Map<String, String> fields) {
        List<String> row = LesionsCsv.row(caseName, lesion);
        for (int column = 0; column < row.size(); column++) {
            fields.put(LesionsCsv.HEADER.get(column), row.get(column));
        }
        addRow(table, fields);
    }

    private static void addRow(ResultsTable table, Map<String, String> fields) {
        table.incrementCounter();
        readFirst(fields).forEach(column -> fill(table, column, fields.remove(column)));
        fields.forEach((column, field) -> fill(table, column, field));
    }

    /** Where mm are unknown, the size is in pixels. */
    private static List<String> readFirst(Map<String, String> fields) {
        List<String> columns = new ArrayList<>(List.of("label", "class"));
        SIZES.stream().filter(size -> !fields.get(size).isEmpty()).findFirst().ifPresent(columns::add);
        DIAMETERS.stream().filter(diameter -> !fields.get(diameter).isEmpty()).forEach(columns::add);
        Stream.of(STACK_SLICE, "mean_probability").filter(fields::containsKey).forEach(columns::add);
        return columns;
    }

    private static void fill(ResultsTable table, String column, String field) {
        if (TEXTS.contains(column) || field.isEmpty()) {
            table.addValue(column, field);
        } else {
            table.addValue(column, Double.parseDouble(field));
        }
    }
}
