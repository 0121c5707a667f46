package org.lesionlens.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lesionlens.cases.RunFiles;

/** The journal of a run, as a program that is not ours reads it. */
public final class JournalLines {
    private JournalLines() {}

    /** How many attempts there were; 0 without a journal. */
    public static int count(Path output) throws IOException {
        Path journal = output.resolve(RunFiles.JOURNAL);
        return Files.exists(journal) ? Files.readAllLines(journal).size() : 0;
    }

    /** The state of each case after its last attempt, by its name. */
    static Map<String, String> states(Path output) throws IOException {
        Map<String, String> states = new LinkedHashMap<>();
        for (String line : Files.readAllLines(output.resolve(RunFiles.JOURNAL))) {
            Map<?, ?> attempt = new ObjectMapper().readValue(line, Map.class);
            states.put(attempt.get("name").toString(), attempt.get("state").toString());
        }
        return states;
    }
}
