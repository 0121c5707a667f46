package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.io.table.JsonLines;

/** Every attempt at a case of an output folder, in the order in which they ended ({@value RunFiles#JOURNAL}). */
final class Journal implements AutoCloseable {
    private final JsonLines<Attempt> lines;

    private Journal(JsonLines<Attempt> lines) {
        this.lines = lines;
    }

    static boolean isIn(Path output) {
        return Files.exists(output.resolve(RunFiles.JOURNAL));
    }

    /** The last attempt at each case, by its name. */
    static Map<String, Attempt> lastAttempts(Path output) throws IOException {
        Map<String, Attempt> last = new LinkedHashMap<>();
        JsonLines.read(output.resolve(RunFiles.JOURNAL), Attempt.class)
                .forEach(attempt -> last.put(attempt.name(), attempt));
        return last;
    }

    static Journal open(Path output) throws IOException {
        return new Journal(JsonLines.open(output.resolve(RunFiles.JOURNAL)));
    }

    void add(Attempt attempt) throws IOException {
        lines.append(attempt);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
