package org.lesionlens.batch;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An examination of a cohort, with what its table says of it.
 *
 * @param examination what is analysed
 * @param reference a mask to compare with
 * @param group and
 * @param date are handed on to the tables; empty if unknown
 */
record CohortCase(Case examination, Optional<Path> reference, String group, String date) {
    static CohortCase of(Case examination) {
        return new CohortCase(examination, Optional.empty(), "", "");
    }

    String name() {
        return examination.name();
    }
}
