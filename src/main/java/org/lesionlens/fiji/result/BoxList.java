package org.lesionlens.fiji.result;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.lesionlens.fiji.image.ShownBoxes;
import org.lesionlens.fiji.image.ShownBoxes.ShownBox;

/** A row for each box: the colour and name of its kind, its score, place and size. */
final class BoxList extends FindingList<ShownBox> {
    private static final long serialVersionUID = 1;

    /** Is told of a box that the user chooses in the list. */
    BoxList(ShownBoxes shown, Consumer<ShownBox> chosen) {
        super(shown.boxes(), columns(shown), chosen, "No box.");
    }

    private static List<Column<ShownBox>> columns(ShownBoxes shown) {
        List<Column<ShownBox>> columns = new ArrayList<>();
        ChipCell chips =
                new ChipCell(shown.boxes().stream().map(ShownBox::color).toList());
        columns.add(new Column<>("Box", 6, box -> box.found().number(), chips));
        if (shown.frames().size() > 1) {
            columns.add(Column.number("Frame", "%.0f", ShownBox::frame));
        }
        columns.add(new Column<>(
                "Class",
                18,
                box -> box.found().kind().name(),
                new ClassCell<>(shown.boxes(), box -> box.found().score())));
        columns.add(Column.number("Score", "%.2f", box -> box.found().score()));
        if (shown.grid().slices() > 1) {
            columns.add(Column.number("Slice", "%.0f", ShownBox::slice));
        }
        columns.add(Column.number("Middle x", "%.1f", box -> box.area().getCenterX()));
        columns.add(Column.number("Middle y", "%.1f", box -> box.area().getCenterY()));
        columns.addAll(sizes(shown));
        return columns;
    }

    /** In mm where they are known, else in pixels. */
    private static List<Column<ShownBox>> sizes(ShownBoxes shown) {
        boolean inMm = shown.grid().geometry().calibrated();
        String unit = inMm ? " (mm)" : " (pixels)";
        double column = inMm ? shown.grid().spacingMm(0) : 1;
        double row = inMm ? shown.grid().spacingMm(1) : 1;
        return List.of(
                Column.number("Width" + unit, "%.1f", box -> box.area().getWidth() * column),
                Column.number("Height" + unit, "%.1f", box -> box.area().getHeight() * row));
    }
}
