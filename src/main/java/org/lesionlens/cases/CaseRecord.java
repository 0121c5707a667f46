package org.lesionlens.cases;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.lesionlens.draw.Thumbnail;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.io.table.Row;

/**
 * What a case that was done hands on to the run that it is part of.
 *
 * @param lesions the rows of its {@link LesionsCsv}
 * @param warnings what is odd about its input, a sentence each
 * @param thumbnail its small picture, see {@link Thumbnail}; empty if an earlier run has kept it
 */
public record CaseRecord(List<Row> lesions, List<String> warnings, String thumbnail) implements Serializable {
    /** Of a case that failed. */
    public static final CaseRecord NONE = new CaseRecord(List.of(), List.of(), "");

    public CaseRecord {
        lesions = List.copyOf(lesions);
        warnings = List.copyOf(warnings);
    }

    /** That of an earlier run, from its folder of results. */
    public static CaseRecord read(Path folder) throws IOException {
        return new CaseRecord(
                LesionsCsv.TABLE.read(folder.resolve(LesionsCsv.FILE)),
                JsonFiles.texts(folder.resolve(CaseFolder.SIDECAR), "input", "warnings"),
                "");
    }
}
