package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.CaseRecord;

/** Where every case of a cohort stands, in its order; for several threads. */
public final class CohortState {
    private final Path output;
    private final Thumbnails thumbnails;
    private final Map<String, CaseOutcome> outcomes = new LinkedHashMap<>();

    CohortState(Cohort cohort, Path output) throws IOException {
        this.output = output;
        this.thumbnails = Thumbnails.open(output);
        for (CohortCase one : cohort.cases()) {
            outcomes.put(one.name(), new CaseOutcome(one, Optional.empty(), CaseRecord.NONE));
        }
    }

    /**
     * Takes note of an attempt.
     *
     * @param found what counts if it is done
     */
    synchronized void add(Attempt attempt, CaseRecord found) {
        outcomes.computeIfPresent(
                attempt.name(),
                (name, before) -> new CaseOutcome(
                        before.one(), Optional.of(attempt), attempt.isDone() ? found : CaseRecord.NONE));
    }

    /** Takes note of what an earlier run has done, which its folder tells. */
    void addOlder(Attempt done) throws IOException {
        add(done, CaseRecord.read(output.resolve(done.name())));
    }

    /** The small pictures of the cases that are done. */
    Thumbnails thumbnails() {
        return thumbnails;
    }

    public synchronized List<CaseOutcome> outcomes() {
        return List.copyOf(outcomes.values());
    }

    public synchronized long failures() {
        return outcomes.values().stream().filter(CaseOutcome::isFailed).count();
    }
}
