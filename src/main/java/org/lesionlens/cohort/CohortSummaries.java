package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.lesionlens.cases.FindingKind;

/** The tables while a run goes on; each is replaced as a whole. */
final class CohortSummaries {
    private static final long PAUSE_NANOS = 30_000_000_000L;

    private final Path output;
    private final FindingKind kind;
    private final CohortState state;
    private long written = System.nanoTime();

    CohortSummaries(Path output, FindingKind kind, CohortState state) {
        this.output = output;
        this.kind = kind;
        this.state = state;
    }

    /** Writes them if the last time is a while ago: for thousands of cases they are large. */
    synchronized void writeNowAndThen() throws IOException {
        if (System.nanoTime() - written > PAUSE_NANOS) {
            write();
        }
    }

    synchronized void write() throws IOException {
        List<CaseOutcome> outcomes = state.outcomes();
        CohortTables.write(output, kind, outcomes);
        written = System.nanoTime();
    }
}
