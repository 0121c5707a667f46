package org.lesionlens.fiji.image;

import ij.measure.ResultsTable;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.lesionlens.fiji.image.ShownBoxes.ShownBox;

/** The table of boxes: kind, score, place and size in pixels of the stack, and the size in mm where it is known. */
final class BoxTable {
    private static final List<String> HEADINGS = List.of("box", "class", "score");

    private BoxTable() {}

    /** One table for all frames of an image; the case is its title, with the frame if it has several. */
    static ResultsTable of(String title, ShownBoxes boxes) {
        boolean hasFrames = boxes.frames().size() > 1;
        ResultsTable table = hasFrames ? LesionTable.ofCases() : LesionTable.empty();
        HEADINGS.forEach(table::getFreeColumn);
        for (ShownBox box : boxes.boxes()) {
            table.incrementCounter();
            if (hasFrames) {
                table.addValue("case", title + " frame " + box.frame());
            }
            add(table, box, boxes.grid());
        }
        return table;
    }

    private static void add(ResultsTable table, ShownBox box, StackGrid grid) {
        Rectangle2D area = box.area();
        table.addValue("box", box.found().number());
        table.addValue("class", box.found().kind().name());
        table.addValue("score", box.found().score());
        if (grid.slices() > 1) {
            table.addValue("stack_slice", box.slice());
        }
        table.addValue("x", area.getX());
        table.addValue("y", area.getY());
        table.addValue("width", area.getWidth());
        table.addValue("height", area.getHeight());
        if (grid.geometry().calibrated()) {
            table.addValue("width_mm", area.getWidth() * grid.spacingMm(0));
            table.addValue("height_mm", area.getHeight() * grid.spacingMm(1));
        }
    }
}
