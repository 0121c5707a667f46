package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.lesionlens.cases.CaseFolder;
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
    /**
     * Only older results may be replaced, and never what is to be read.
     *
     * @param file that the table was read from
     * @throws UsageException if older results are there that may not be replaced, or an input lies where a result would
     */
    public static void requireFree(Path output, boolean overwrite, Path file, FollowUpTable table) throws IOException {
        List<Path> inputs = new ArrayList<>(List.of(file));
        table.rows().forEach(row -> inputs.addAll(row.files()));
        Set<Path> real = Set.copyOf(CaseFolder.realPaths(inputs));
        List<Path> older = FollowUpPage.ofEarlierRuns(output);
        Stream.of(
                        FollowUpTables.files(output),
                        older.stream(),
                        table.patients().keySet().stream().flatMap(name -> FollowUpPage.files(output, name)))
                .flatMap(files -> files)
                .filter(result -> Files.exists(result)
                        && real.contains(CaseFolder.realPaths(List.of(result)).get(0)))
                .findFirst()
                .ifPresent(input -> {
                    throw new UsageException(
                            "the input " + input + " would be replaced by a result: choose another --output");
                });
        if (!overwrite) {
            Stream.concat(Stream.of(output.resolve(FollowUpTables.LESIONS)), older.stream())
                    .filter(Files::exists)
                    .findFirst()
                    .ifPresent(result -> {
                        throw new UsageException(
                                result + " is there already: choose another folder of results (--output), or replace"
                                        + " older ones (--overwrite)");
                    });
        }
    }
}
