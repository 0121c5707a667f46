package org.lesionlens.followup;

import java.nio.file.Files;
import java.nio.file.Path;
import org.lesionlens.cases.InputReading;
import org.lesionlens.volume.UsageException;

/**
 * What a follow-up does.
 *
 * @param reading how images are read
 * @param output folder of tables and pages
 */
public record FollowUpPlan(
        FollowUpTable table, LesionSource source, InputReading reading, FollowUpSettings settings, Path output) {
    /** @throws UsageException if older results are there that may not be replaced */
    public static void requireFree(Path output, boolean overwrite) {
        if (!overwrite && Files.exists(output.resolve(FollowUpTables.LESIONS))) {
            throw new UsageException(output.resolve(FollowUpTables.LESIONS)
                    + " is there already: choose another folder of results (--output), or replace older ones"
                    + " (--overwrite)");
        }
    }
}
