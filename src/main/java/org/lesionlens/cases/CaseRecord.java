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
 * @param kind what was looked for
 * @param rows of its {@link LesionsCsv} or {@link BoxesCsv}
 * @param warnings what is odd about its input, a sentence each
 * @param thumbnail its small picture, see {@link Thumbnail}; empty if an earlier run has kept it
 */
public record CaseRecord(FindingKind kind, List<Row> rows, List<String> warnings, String thumbnail)
        implements Serializable {
    /** Of a case that failed. */
    public static final CaseRecord NONE = new CaseRecord(FindingKind.REGIONS, List.of(), List.of(), "");

    public CaseRecord {
        rows = List.copyOf(rows);
        warnings = List.copyOf(warnings);
    }

    /** That of an earlier run, from its folder of results. */
    public static CaseRecord read(Path folder) throws IOException {
        FindingKind kind = FindingKind.in(folder);
        return new CaseRecord(
                kind, kind.read(folder), JsonFiles.texts(folder.resolve(CaseFolder.SIDECAR), "input", "warnings"), "");
    }
}
