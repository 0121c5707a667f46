package org.lesionlens.cases;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Row;
import org.lesionlens.io.table.Table;

/**
 * The table {@value #FILE}: a row a box, in the order given. Every table of boxes has these columns, whose names are API; a new one
 * stands at the end.
 *
 * <p>Corners are in voxels of the file from 0, between the edges of voxels (the first voxel alone is 0 to 1), in stored order;
 * positions are LPS mm.
 */
public final class BoxesCsv {
    public static final String FILE = "boxes.csv";

    public static final Column<CaseBox> CASE = Column.text("case", CaseBox::caseName);
    public static final Column<CaseBox> BOX =
            Column.count("box", row -> row.found().number());
    public static final Column<CaseBox> CLASS =
            Column.text("class", row -> row.found().kind().name());
    public static final Column<CaseBox> SCORE =
            Column.number("score", "", row -> row.found().score());

    public static final Table<CaseBox> TABLE = new Table<>(
            CASE,
            BOX,
            CLASS,
            SCORE,
            Column.number("x_min", "", row -> row.min(0)),
            Column.number("y_min", "", row -> row.min(1)),
            Column.number("z_min", "", row -> row.min(2)),
            Column.number("x_max", "", row -> row.max(0)),
            Column.number("y_max", "", row -> row.max(1)),
            Column.number("z_max", "", row -> row.max(2)),
            Column.number("centroid_x_mm", "mm", row -> row.middleMm(0)),
            Column.number("centroid_y_mm", "mm", row -> row.middleMm(1)),
            Column.number("centroid_z_mm", "mm", row -> row.middleMm(2)),
            Column.number("width_mm", "mm", row -> row.lengthMm(0)),
            Column.number("height_mm", "mm", row -> row.lengthMm(1)),
            Column.number("depth_mm", "mm", row -> row.lengthMm(2)));

    private BoxesCsv() {}

    /** Of a case without boxes, in a table of several cases: its name and nothing else. */
    public static Row none(String caseName) {
        Map<String, Object> cells = new LinkedHashMap<>();
        TABLE.header().forEach(column -> cells.put(column, column.equals(CASE.name()) ? caseName : ""));
        return new Row(cells);
    }
}
