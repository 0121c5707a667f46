package org.lesionlens.review;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A head and a slice, analysed once for a class of tests; each test has its own copy of the results. */
abstract class CopiedCohortFixture {
    @TempDir
    private static Path once;

    static AnalysedCohort analysed;

    @TempDir
    Path temporary;

    AnalysedCohort cohort;

    @BeforeAll
    static void analyse() throws IOException {
        analysed = AnalysedCohort.in(once, List.of("head", "slice"));
    }

    @BeforeEach
    void copyResults() throws IOException {
        cohort = analysed.copiedTo(temporary.resolve("results"));
    }

    CohortReview review(String reviewer) throws IOException {
        return CohortReview.open(cohort.results(), reviewer);
    }
}
