package org.lesionlens.fiji.image;

import ij.measure.ResultsTable;
import java.util.List;
import java.util.stream.Stream;
import org.lesionlens.cases.BoxesCsv;
import org.lesionlens.cases.CaseBox;
import org.lesionlens.fiji.image.ShownBoxes.ShownBox;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Row;
import org.lesionlens.io.table.Table;

/**
 * The table of boxes: the columns and numbers of {@code boxes.csv}, and the slice of the stack from 1 and the size in its pixels.
 *
 * <p>What is read first comes first, so that it is seen without scrolling.
 */
final class BoxTable {
    private static final Column<ShownBox> SLICE = Column.count("stack_slice", ShownBox::slice);
    private static final Column<ShownBox> WIDTH =
            Column.number("width_pixels", "", box -> box.area().getWidth());
    private static final Column<ShownBox> HEIGHT =
            Column.number("height_pixels", "", box -> box.area().getHeight());
    private static final List<Column<CaseBox>> HEADINGS = List.of(BoxesCsv.BOX, BoxesCsv.CLASS, BoxesCsv.SCORE);

    private BoxTable() {}

    /** One table for all frames of an image; the case is its title, with the frame if it has several. */
    static ResultsTable of(String title, ShownBoxes boxes) {
        ResultsTable table = boxes.frames().size() > 1 ? LesionTable.ofCases() : LesionTable.empty();
        for (ShownBox box : boxes.boxes()) {
            String name = box.frame() == 0 ? title : title + " frame " + box.frame();
            add(table, box, new CaseBox(name, box.found(), boxes.grid().geometry()));
        }
        if (table.size() == 0) {
            HEADINGS.forEach(column -> table.getFreeColumn(column.name()));
        }
        return table;
    }

    private static void add(ResultsTable table, ShownBox box, CaseBox found) {
        Row onStack = new Table<>(SLICE, WIDTH, HEIGHT).rows(List.of(box)).get(0);
        Row inFile = BoxesCsv.TABLE.rows(List.of(found)).get(0);
        List<String> first = HEADINGS.stream().map(Column::name).toList();
        table.incrementCounter();
        LesionTable.fill(table, inFile, first.stream());
        LesionTable.fill(table, onStack, onStack.cells().keySet().stream());
        Stream<String> others = inFile.cells().keySet().stream().filter(name -> !first.contains(name));
        LesionTable.fill(table, inFile, others);
    }
}
