package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.lesion.Position;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.metric.ScoredBox;
import org.lesionlens.volume.UserMessageException;

/**
 * A table of boxes round lesions: a row a box, or a row without numbers for a case that has none.
 *
 * <p>Columns are {@code case,x_min,y_min,z_min,x_max,y_max,z_max,class}, in voxels from 0, the maximum exclusive; z and class may
 * be left out; predictions have {@code score} too. Names of columns may be written as {@code xmin} or {@code bbox_x_min} too,
 * {@code case} as {@code id}, {@code class} as {@code kind} or, where there is neither, {@code label}.
 */
final class BoxTable {
    private static final String COLUMNS =
            "the columns are case,x_min,y_min,z_min,x_max,y_max,z_max,class, in voxels from 0, the maximum exclusive; z of an image of one"
                    + " slice and class may be left out";
    private static final String SCORE = "score";
    private static final String[] SIZES = {"width_mm", "height_mm", "depth_mm"};
    private static final char[] AXES = {'x', 'y', 'z'};

    private final Path file;
    private final List<Map<String, String>> rows;
    private final TableColumns columns;

    private BoxTable(Path file, List<Map<String, String>> rows) {
        this.file = file;
        this.rows = rows;
        this.columns =
                new TableColumns(file, rows.isEmpty() ? Set.of() : rows.get(0).keySet(), COLUMNS);
    }

    /** Whether predictions or references are a table rather than a folder. */
    static boolean is(Path file) {
        return Files.isRegularFile(file);
    }

    /**
     * Reads a table of references; cases come in its order.
     *
     * @throws MalformedFileException if it is none or has no number where one should be
     * @throws UserMessageException if a column is missing or unknown
     */
    static Map<String, Reference> read(Path file) throws IOException {
        BoxTable table = new BoxTable(file, CsvTable.read(file));
        if (table.rows.isEmpty()) {
            throw new UserMessageException(file + " has no row but must have one for each box: " + COLUMNS);
        }
        boolean planar = table.sides('z').min().isEmpty();
        Map<String, Reference> cases = new LinkedHashMap<>();
        table.cases(row -> Double.NaN)
                .forEach((each, found) -> cases.put(each, new Reference.Boxes(file, found, planar)));
        return cases;
    }

    /** Reads a table of predictions, likewise, which may have no row; each box has a score. */
    static Map<String, List<KindBox>> predictions(Path file) throws IOException {
        BoxTable table = new BoxTable(file, CsvTable.read(file));
        return table.rows.isEmpty() ? Map.of() : table.cases(table::score);
    }

    /** How sure a prediction is of the box of a row. */
    private interface Score {
        double of(int row) throws MalformedFileException;
    }

    private Map<String, List<KindBox>> cases(Score score) throws MalformedFileException {
        String name = columns.require("case", "id");
        Optional<String> kind = columns.find("class", "kind").or(() -> columns.find("label"));
        List<Sides> sides = List.of(sides(AXES[0]), sides(AXES[1]), sides(AXES[2]));
        Map<String, List<KindBox>> boxes = new LinkedHashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            Map<String, String> cells = rows.get(row);
            List<KindBox> ofCase = boxes.computeIfAbsent(named(row, cell(cells, name)), first -> new ArrayList<>());
            if (isBox(cells, sides)) {
                String ofBox = kind.map(column -> cell(cells, column)).orElse("");
                ScoredBox scored = new ScoredBox(box(row, sides), score.of(row));
                ofCase.add(new KindBox(ofBox, scored, centroid(row), mm3(row)));
            }
        }
        return boxes;
    }

    private double score(int row) throws MalformedFileException {
        double score = number(row, Optional.of(columns.require(SCORE)), 0);
        if (!Double.isFinite(score)) {
            throw malformed(row, "the score " + score);
        }
        return score;
    }

    private Optional<Position> centroid(int row) throws MalformedFileException {
        List<Double> mm = known(row, "centroid_x_mm", "centroid_y_mm", "centroid_z_mm");
        return mm.isEmpty() ? Optional.empty() : Optional.of(new Position(mm.get(0), mm.get(1), mm.get(2)));
    }

    private double mm3(int row) throws MalformedFileException {
        return known(row, SIZES).stream().reduce((a, b) -> a * b).orElse(Double.NaN);
    }

    /** The numbers of columns that may be missing or empty; none where one of them is. */
    private List<Double> known(int row, String... names) throws MalformedFileException {
        List<Double> numbers = new ArrayList<>();
        for (String name : names) {
            if (!cell(rows.get(row), name).isEmpty()) {
                numbers.add(number(row, Optional.of(name), 0));
            }
        }
        return numbers.size() == names.length ? numbers : List.of();
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

    private Sides sides(char axis) {
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

    private RealBox box(int row, List<Sides> sides) throws MalformedFileException {
        double[] min = new double[3];
        double[] max = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            min[axis] = number(row, sides.get(axis).min(), 0);
            max[axis] = number(row, sides.get(axis).max(), 1);
            if (!(min[axis] >= 0 && max[axis] > min[axis] && Double.isFinite(max[axis]))) {
                throw malformed(
                        row,
                        "a box from " + min[axis] + " to " + max[axis] + " along " + AXES[axis]
                                + " but it must begin at 0 or above and end above its beginning");
            }
        }
        return new RealBox(new RealBox.Corner(min[0], min[1], min[2]), new RealBox.Corner(max[0], max[1], max[2]));
    }

    private double number(int row, Optional<String> column, double ofPlanar) throws MalformedFileException {
        if (column.isEmpty()) {
            return ofPlanar;
        }
        String text = cell(rows.get(row), column.get());
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
