package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lesionlens.cases.Fingerprint;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.review.CohortReview;

/**
 * What the tables of a review were made of: a file beside them, which is there only while all of them are whole.
 *
 * @param whose verdicts count in them
 * @param said sha256 of all judgements that they know of
 */
record TablesStamp(String whose, String said) {
    static final String FILE = "written.json";

    /** Of what counts now. */
    static TablesStamp of(CohortReview review) throws IOException {
        return new TablesStamp(
                review.whose(), Fingerprint.of(review.judgements().toString()));
    }

    /** Takes it away: from now on the tables may be half of one time and half of another. */
    static void remove(Path results) throws IOException {
        Files.deleteIfExists(file(results));
    }

    /** The tables are whole. */
    void write(Path results) throws IOException {
        JsonFiles.write(file(results), this);
    }

    /** Whether the tables that are there were made of this. */
    boolean isOn(Path results) throws IOException {
        Path file = file(results);
        try {
            return Files.exists(file) && equals(JsonFiles.read(file, TablesStamp.class));
        } catch (MalformedFileException e) {
            return false; // writing them anew mends it
        }
    }

    private static Path file(Path results) {
        return results.resolve(RunFiles.REVIEW).resolve(FILE);
    }
}
