package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where every case of a cohort stands, in its order; for several threads. */
public final class CohortState {
    private final Path output;
    private final Map<String, CaseOutcome> outcomes = new LinkedHashMap<>();

    CohortState(Cohort cohort, Path output) {
        this.output = output;
        for (CohortCase one : cohort.cases()) {
            outcomes.put(one.name(), new CaseOutcome(one, Optional.empty()));
        }
    }

    /** Takes note of an attempt; what was found is read from the folder of the case. */
    synchronized void add(Attempt attempt) throws IOException {
        CaseOutcome before = outcomes.get(attempt.name());
        if (before != null) {
            outcomes.put(
                    attempt.name(),
                    attempt.isDone()
                            ? CaseOutcome.of(before.one(), attempt, output.resolve(attempt.name()))
                            : new CaseOutcome(before.one(), Optional.of(attempt)));
        }
    }

    public synchronized List<CaseOutcome> outcomes() {
        return List.copyOf(outcomes.values());
    }

    public synchronized long failures() {
        return outcomes.values().stream().filter(CaseOutcome::isFailed).count();
    }
}
