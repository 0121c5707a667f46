package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseRecord;

/** Where every case of a cohort stands, in its order; for several threads. */
final class CohortState {
    private final Path output;
    private final Thumbnails thumbnails;
    private final Map<String, CaseOutcome> outcomes = new LinkedHashMap<>();

    CohortState(Cohort cohort, Path output) throws IOException {
        this.output = output;
        this.thumbnails = Thumbnails.open(output);
        for (Case item : cohort.cases()) {
            outcomes.put(item.name(), CaseOutcome.pending(item));
        }
    }

    /**
     * Takes note of an attempt.
     *
     * @param found what counts if it is done
     */
    synchronized CaseOutcome add(Attempt attempt, CaseRecord found) {
        Case item = of(attempt.name()).item();
        CaseOutcome outcome = CaseOutcome.of(item, attempt, found, false);
        outcomes.put(attempt.name(), outcome);
        return outcome;
    }

    /** Takes note of what an earlier run has done, which its folder tells. */
    void addOlder(Attempt done) throws IOException {
        add(done, CaseRecord.read(output.resolve(done.name())));
    }

    /** Of a case whose results are in their place. */
    void keepThumbnail(EndedCase ended) throws IOException {
        thumbnails.add(ended.name(), ended.found().thumbnail());
    }

    /** The small pictures of the cases that are done. */
    Thumbnails thumbnails() {
        return thumbnails;
    }

    /** Where a case stands. */
    synchronized CaseOutcome of(String name) {
        return Objects.requireNonNull(outcomes.get(name));
    }

    synchronized List<CaseOutcome> outcomes() {
        return List.copyOf(outcomes.values());
    }
}
