package org.lesionlens.review;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.CaseRecord;
import org.lesionlens.cases.FindingKind;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.cases.Sureness;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.io.table.Row;
import org.lesionlens.volume.UsageException;

/**
 * A case as the tables of a folder of results have it.
 *
 * @param fields of its row in {@code cases.csv}
 * @param found its lesions and the warnings of its input; none unless it is done
 * @param sureness unknown unless it is done
 */
record ResultRow(Map<String, String> fields, CaseRecord found, Sureness sureness) {
    static final String NAME = "case";
    private static final String STATE = "state";
    private static final String DONE = "done";

    /**
     * The cases of a folder of results, in its order.
     *
     * @throws UsageException if it is none
     */
    static List<ResultRow> read(Path results) throws IOException {
        List<ResultRow> rows = new ArrayList<>();
        for (Map<String, String> fields : table(results)) {
            Path folder = results.resolve(fields.getOrDefault(NAME, ""));
            boolean isThere = isThere(fields, results);
            rows.add(new ResultRow(
                    fields,
                    isThere ? CaseRecord.read(folder) : CaseRecord.NONE,
                    isThere ? Sureness.read(folder) : Sureness.UNKNOWN));
        }
        return rows;
    }

    /**
     * The names of the cases of a folder of results, from its table alone.
     *
     * @throws UsageException if it is none
     */
    static Set<String> names(Path results) throws IOException {
        return table(results).stream()
                .map(fields -> fields.getOrDefault(NAME, ""))
                .collect(Collectors.toSet());
    }

    private static boolean isThere(Map<String, String> fields, Path results) {
        Path folder = results.resolve(fields.getOrDefault(NAME, ""));
        return DONE.equals(fields.get(STATE)) && Files.exists(folder.resolve(CaseFolder.SIDECAR));
    }

    /** The names of those that have results, likewise. */
    static List<String> done(Path results) throws IOException {
        return table(results).stream()
                .filter(fields -> isThere(fields, results))
                .map(fields -> fields.getOrDefault(NAME, ""))
                .toList();
    }

    private static List<Map<String, String>> table(Path results) throws IOException {
        Path table = results.resolve(RunFiles.CASES);
        if (!Files.isRegularFile(table)) {
            throw new UsageException(results + " has no " + RunFiles.CASES
                    + ", so it is no folder of results of Batch... or batch: choose the folder that they wrote into");
        }
        if (FindingKind.in(results) == FindingKind.BOXES) {
            throw new UsageException(results + " has boxes of a detector, and what is reviewed are regions: choose the"
                    + " results of a model that segments; the subcommand evaluate compares boxes with a reference");
        }
        return CsvTable.read(table);
    }

    String name() {
        return fields.get(NAME);
    }

    boolean isDone() {
        return DONE.equals(fields.get(STATE));
    }

    String error() {
        return fields.getOrDefault("error", "");
    }

    List<String> warnings() {
        return found.warnings();
    }

    String kind() {
        return fields.getOrDefault("class", "");
    }

    int lesions() {
        return found.rows().size();
    }

    OptionalDouble totalMl() {
        return number(fields.getOrDefault("total_volume_ml", ""));
    }

    OptionalDouble largestMm() {
        return number(fields.getOrDefault("largest_diameter_mm", ""));
    }

    OptionalDouble lowestClassProbability() {
        return lowest(LesionsCsv.CLASS_PROBABILITY.name());
    }

    OptionalDouble lowestMeanProbability() {
        return lowest(LesionsCsv.MEAN_PROBABILITY.name());
    }

    private OptionalDouble lowest(String column) {
        return found.rows().stream()
                .map(Row::cells)
                .map(cells -> String.valueOf(cells.getOrDefault(column, "")))
                .flatMapToDouble(text -> number(text).stream())
                .min();
    }

    private static OptionalDouble number(String text) {
        return text.matches("-?[0-9.]+(E-?[0-9]+)?")
                ? OptionalDouble.of(Double.parseDouble(text))
                : OptionalDouble.empty();
    }
}
