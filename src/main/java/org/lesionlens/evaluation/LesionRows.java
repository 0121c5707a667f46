package org.lesionlens.evaluation;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.Row;

/**
 * What {@code lesions.csv} beside a prediction says of its lesions.
 *
 * @param file the table
 * @param rows of the case; none if it has no lesion
 */
record LesionRows(Path file, List<Row> rows) {
    /**
     * Those of a case; of a table of several cases, or beside the predictions of several, the rows that name it.
     *
     * @return empty if there is no table, or no prediction
     * @throws MalformedFileException if it is none
     */
    static Optional<LesionRows> beside(ReferencePair pair) throws IOException {
        Optional<Path> beside =
                pair.folder().map(folder -> folder.resolve(LesionsCsv.FILE)).filter(Files::isRegularFile);
        if (beside.isEmpty()) {
            return Optional.empty();
        }
        Path file = beside.get();
        List<Row> all = LesionsCsv.TABLE.read(file);
        boolean several = !pair.alone()
                || all.stream().map(row -> row.text(LesionsCsv.CASE)).distinct().count() > 1;
        return Optional.of(new LesionRows(
                file,
                all.stream()
                        .filter(row -> !several || row.text(LesionsCsv.CASE).equals(pair.name()))
                        .toList()));
    }

    /** The mean probability of each number's voxels, as far as it is known. */
    Map<Integer, Double> scores() {
        Map<Integer, Double> scores = new HashMap<>();
        rows.forEach(row -> row.number(LesionsCsv.MEAN_PROBABILITY)
                .ifPresent(mean -> label(row).ifPresent(number -> scores.put(number, mean.doubleValue()))));
        return scores;
    }

    /** The class of each number; empty where it is unknown. */
    Map<Integer, String> classes() {
        Map<Integer, String> classes = new HashMap<>();
        rows.forEach(row -> label(row).ifPresent(number -> classes.put(number, row.text(LesionsCsv.CLASS))));
        return classes;
    }

    private static Optional<Integer> label(Row row) {
        return row.number(LesionsCsv.LABEL).map(BigDecimal::intValue);
    }

    /** That of most voxels; of equals, and where nobody says how many, that of the least number. */
    Optional<Row> largest() {
        Comparator<Row> voxels =
                Comparator.comparing(row -> row.number(LesionsCsv.VOXELS).orElse(BigDecimal.ZERO));
        return rows.stream()
                .min(voxels.reversed().thenComparing(row -> label(row).orElse(Integer.MAX_VALUE)));
    }
}
