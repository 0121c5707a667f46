package org.lesionlens.fiji;

import ij.measure.ResultsTable;
import java.util.List;
import org.lesionlens.io.LesionsCsv;
import org.lesionlens.lesion.Lesion;

/** The table of lesions: the columns and numbers of {@code lesions.csv}, and the slice of the stack from 1. */
final class LesionTable {
    private static final int DECIMALS = 3;
    private static final String STACK_SLICE = "stack_slice";

    private LesionTable() {}

    /** What a table is called. */
    static String title(String image) {
        return "Lesions of " + image;
    }

    /** An empty table with its columns. */
    static ResultsTable empty() {
        ResultsTable table = new ResultsTable();
        table.setPrecision(DECIMALS);
        table.showRowNumbers(false);
        table.setNaNEmptyCells(true);
        return table;
    }

    /** Adds a row for each lesion. */
    static void add(ResultsTable table, String caseName, List<Lesion> lesions, StackGrid grid) {
        for (Lesion lesion : lesions) {
            table.incrementCounter();
            fill(table, LesionsCsv.row(caseName, lesion));
            if (grid.analysedAsShown()) {
                table.addValue(STACK_SLICE, lesion.measurements().diameter().slice() + 1);
            }
        }
    }

    /** Fills the last row with the fields of {@code lesions.csv}. */
    static void fill(ResultsTable table, List<String> fields) {
        for (int column = 0; column < fields.size(); column++) {
            add(table, LesionsCsv.HEADER.get(column), fields.get(column), column == 0 || column == 2);
        }
    }

    private static void add(ResultsTable table, String column, String field, boolean text) {
        if (text || field.isEmpty()) {
            table.addValue(column, field);
        } else {
            table.addValue(column, Double.parseDouble(field));
        }
    }
}
