package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.volume.UserMessageException;

/**
 * A table of boxes round lesions: a row a box, or a row without numbers for a case that has none.
 *
 * <p>Columns are {@code case,x_min,y_min,z_min,x_max,y_max,z_max,class}, in voxels from 0, the maximum exclusive; z and class may
 * be left out. Names of columns may be written as {@code xmin} or {@code bbox_x_min} too, {@code case} as {@code id}.
 */
final class BoxTable {
    private static final String COLUMNS =
            "the columns are case,x_min,y_min,z_min,x_max,y_max,z_max,class, in voxels from 0, the maximum exclusive; z of an image of one"
                    + " slice and class may be left out";
    private static final char[] AXES = {'x', 'y', 'z'};

    private final Path file;
    private final List<Map<String, String>> rows;

    private BoxTable(Path file, List<Map<String, String>> rows) {
        this.file = file;
        this.rows = rows;
    }

    /**
     * Reads a table; cases come in its order.
     *
     * @throws MalformedFileException if it is none or has no number where one should be
     * @throws UserMessageException if a column is missing or unknown
     */
    static Map<String, Reference> read(Path file) throws IOException {
        BoxTable table = new BoxTable(file, CsvTable.read(file));
        if (table.rows.isEmpty()) {
            throw new UserMessageException(file + " has no row but must have one for each box: " + COLUMNS);
        }
        return table.cases();
    }

    private Map<String, Reference> cases() throws MalformedFileException {
        TableColumns columns = new TableColumns(file, rows.get(0).keySet(), COLUMNS);
        String name = columns.require("case", "id");
        Optional<String> kind = columns.find("class", "kind");
        List<Sides> sides = new ArrayList<>();
        for (char axis : AXES) {
            sides.add(sides(columns, axis));
        }
        Map<String, List<ReferenceBox>> boxes = new LinkedHashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            Map<String, String> cells = rows.get(row);
            List<ReferenceBox> ofCase =
                    boxes.computeIfAbsent(named(row, cell(cells, name)), first -> new ArrayList<>());
            if (isBox(cells, sides)) {
                ofCase.add(box(
                        row,
                        cells,
                        sides,
                        kind.map(column -> cell(cells, column)).orElse("")));
            }
        }
        boolean planar = sides.get(2).min().isEmpty();
        Map<String, Reference> cases = new LinkedHashMap<>();
        boxes.forEach((each, found) -> cases.put(each, new Reference.Boxes(file, found, planar)));
        return cases;
    }

    private String named(int row, String name) throws MalformedFileException {
        if (name.isEmpty()) {
            throw malformed(row, "no case");
        }
        return name;
    }

    private static String cell(Map<String, String> row, String column) {
        return row.getOrDefault(column, "").strip();
    }

    /** The columns of an axis; empty where the table has none. */
    private record Sides(Optional<String> min, Optional<String> max) {}

    private static Sides sides(TableColumns columns, char axis) {
        String[] min = {axis + "_min", axis + "min", "bbox_" + axis + "_min"};
        String[] max = {axis + "_max", axis + "max", "bbox_" + axis + "_max"};
        boolean planar =
                axis == 'z' && columns.find(min).isEmpty() && columns.find(max).isEmpty();
        return planar
                ? new Sides(Optional.empty(), Optional.empty())
                : new Sides(Optional.of(columns.require(min)), Optional.of(columns.require(max)));
    }

    private static boolean isBox(Map<String, String> row, List<Sides> sides) {
        return sides.stream()
                .flatMap(side -> side.min().stream())
                .anyMatch(column -> !cell(row, column).isBlank());
    }

    private ReferenceBox box(int row, Map<String, String> cells, List<Sides> sides, String kind)
            throws MalformedFileException {
        double[] min = new double[3];
        double[] max = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            min[axis] = number(row, cells, sides.get(axis).min(), 0);
            max[axis] = number(row, cells, sides.get(axis).max(), 1);
            if (!(min[axis] >= 0 && max[axis] > min[axis] && Double.isFinite(max[axis]))) {
                throw malformed(
                        row,
                        "a box from " + min[axis] + " to " + max[axis] + " along " + AXES[axis]
                                + " but it must begin at 0 or above and end above its beginning");
            }
        }
        return new ReferenceBox(
                kind,
                new RealBox(new RealBox.Corner(min[0], min[1], min[2]), new RealBox.Corner(max[0], max[1], max[2])));
    }

    private double number(int row, Map<String, String> cells, Optional<String> column, double ofPlanar)
            throws MalformedFileException {
        if (column.isEmpty()) {
            return ofPlanar;
        }
        String text = cell(cells, column.get());
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw malformed(row, "\"" + text + "\" in the column " + column.get() + " but must have a number there");
        }
    }

    private MalformedFileException malformed(int row, String found) {
        return new MalformedFileException(
                file, "has in its row " + (row + 1) + " " + found, "mend the row: " + COLUMNS);
    }
}
