package org.lesionlens.followup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.io.dicom.SourceSeries;

/** Files that stand for two dates of a patient, mostly by a slip of the table: nothing would have changed between them. */
final class SameFiles {
    private static final String LOOK = ": look whether the table is right";

    /** The first date of each file or series. */
    private final Map<String, String> owners = new HashMap<>();

    /**
     * What a date shares with those that were asked about before, a sentence each.
     *
     * @param lesions where they come from, if the table or the user says so
     */
    List<String> notes(ExaminationRow row, Examination date, Optional<Path> lesions) {
        List<String> notes = new ArrayList<>();
        lesions.map(SameFiles::real)
                .flatMap(file -> owner("lesions " + file, row))
                .ifPresent(other -> notes.add("its lesions are the file of " + other + LOOK));
        String volume = row.row().field("volume").orElse("");
        Optional<String> series = date.series().map(SourceSeries::series);
        series.flatMap(uid -> owner("series " + uid + " " + volume, row))
                .ifPresent(other -> notes.add("its image is the series of " + other + LOOK));
        row.image()
                .filter(file -> series.isEmpty())
                .flatMap(file -> owner("image " + real(file) + " " + volume, row))
                .ifPresent(other -> notes.add("its image is the file of " + other + LOOK));
        return notes;
    }

    private static String real(Path file) {
        return CaseFolder.realPaths(List.of(file)).get(0).toString();
    }

    private Optional<String> owner(String key, ExaminationRow row) {
        return Optional.ofNullable(owners.putIfAbsent(key, row.name()));
    }
}
