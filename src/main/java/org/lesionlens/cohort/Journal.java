package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lesionlens.io.table.JsonLines;

/** Every attempt at a case of an output folder, in the order in which they ended ({@value #FILE}). */
public final class Journal implements AutoCloseable {
    public static final String FILE = "journal.jsonl";

    private final JsonLines<Attempt> lines;

    private Journal(JsonLines<Attempt> lines) {
        this.lines = lines;
    }

    public static boolean isIn(Path output) {
        return Files.exists(output.resolve(FILE));
    }

    /** The last attempt at each case, by its name. */
    public static Map<String, Attempt> lastAttempts(Path output) throws IOException {
        Map<String, Attempt> last = new LinkedHashMap<>();
        JsonLines.read(output.resolve(FILE), Attempt.class).forEach(attempt -> last.put(attempt.name(), attempt));
        return last;
    }

    static Journal open(Path output) throws IOException {
        return new Journal(JsonLines.open(output.resolve(FILE)));
    }

    void add(Attempt attempt) throws IOException {
        lines.append(attempt);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
