package org.lesionlens.review;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.lesionlens.correction.Correction;
import org.lesionlens.correction.LabelRuns;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.volume.LabelMap;

/**
 * A correction of a case that was not accepted yet, as a file of JSON.
 *
 * @param name of the case
 * @param at when; ISO 8601, UTC
 * @param results see {@link Judgement#results}: what is corrected
 * @param nextNumber that the next new lesion gets
 * @param classes of lesions by number, as far as they are known
 * @param voxels how many are lesion, for a check
 */
record Autosave(
        String name,
        String at,
        String results,
        int nextNumber,
        Map<Integer, String> classes,
        long voxels,
        LabelRuns labels) {
    Autosave {
        classes = Collections.unmodifiableMap(new TreeMap<>(classes));
    }

    /** A correction as it is now. */
    static Autosave of(CaseForReview seen, Correction correction) {
        LabelRuns labels = LabelRuns.of(correction);
        return new Autosave(
                seen.name(),
                CohortReview.now(),
                seen.results(),
                correction.nextNumber(),
                correction.classes(),
                labels.voxels(),
                labels);
    }

    /** @throws MalformedFileException if it is none, or not whole */
    static Autosave read(Path file) throws IOException {
        Autosave read = JsonFiles.read(file, Autosave.class);
        try {
            Instant.parse(read.at());
        } catch (DateTimeException e) {
            throw damaged(file, "has no time");
        }
        if (read.results() == null || read.labels() == null || read.labels().voxels() != read.voxels()) {
            throw damaged(file, "is not whole");
        }
        return read;
    }

    private static MalformedFileException damaged(Path file, String how) {
        return new MalformedFileException(
                file,
                how + ", so the work that was saved there cannot be taken up",
                "take the file from a backup, or correct the case anew");
    }

    /**
     * Takes it up in place of the labels that are there.
     *
     * @param file for messages
     * @throws MalformedFileException if it does not fit the labels; then these are as they were
     */
    Correction on(LabelMap map, Path file) throws MalformedFileException {
        try {
            labels.writeOn(map);
        } catch (IllegalArgumentException e) {
            throw damaged(file, "does not fit the image");
        }
        return new Correction(map, classes, nextNumber);
    }
}
