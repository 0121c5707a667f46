package org.lesionlens.cases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.lesionlens.io.table.Row;
import org.lesionlens.io.table.Table;
import org.lesionlens.model.FindingSettings;
import org.lesionlens.pipeline.DetectionSettings;

/** What a run looks for, and the table that it keeps of what it finds. */
public enum FindingKind {
    /** Lesions with their regions, of a segmenter. */
    REGIONS("lesion", LesionsCsv.FILE, LesionsCsv.TABLE),
    /** Boxes round lesions, of a detector. */
    BOXES("box", BoxesCsv.FILE, BoxesCsv.TABLE);

    private final String word;
    private final String file;
    private final Table<?> table;

    FindingKind(String word, String file, Table<?> table) {
        this.word = word;
        this.file = file;
        this.table = table;
    }

    static FindingKind of(FindingSettings settings) {
        return settings instanceof DetectionSettings ? BOXES : REGIONS;
    }

    /**
     * Of a folder of results, of a case or of many. Where there is a table of cases its columns say it: a user's own table may lie
     * there too, under either name.
     */
    public static FindingKind in(Path folder) {
        Path cases = folder.resolve(RunFiles.CASES);
        boolean boxes = Files.exists(cases)
                ? header(cases).contains(BOXES.several())
                : Files.exists(folder.resolve(BOXES.file)) && !Files.exists(folder.resolve(REGIONS.file));
        return boxes ? BOXES : REGIONS;
    }

    private static List<String> header(Path table) {
        try (Stream<String> lines = Files.lines(table)) {
            return lines.findFirst().map(line -> List.of(line.split(",", -1))).orElse(List.of());
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // whoever reads it says what is wrong
        }
    }

    /** One of them. */
    public String one() {
        return word;
    }

    /** Several of them. */
    public String several() {
        return this == BOXES ? "boxes" : "lesions";
    }

    /** The table's name in a folder of results. */
    public String file() {
        return file;
    }

    /** The rows of a folder of results. */
    public List<Row> read(Path folder) throws IOException {
        return table.read(folder.resolve(file));
    }

    /** Writes rows, atomically. */
    public void write(Path folder, List<Row> rows) throws IOException {
        table.writeRows(folder.resolve(file), rows);
    }
}
