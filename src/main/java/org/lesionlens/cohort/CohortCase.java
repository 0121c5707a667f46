package org.lesionlens.cohort;

import java.nio.file.Path;
import java.util.Optional;
import org.lesionlens.cases.Case;

/**
 * An examination of a cohort, with what its table says of it.
 *
 * @param examination what is analysed
 * @param reference a mask to compare with
 * @param group and
 * @param date are handed on to the tables; empty if unknown
 */
public record CohortCase(Case examination, Optional<Path> reference, String group, String date) {
    public static CohortCase of(Case examination) {
        return new CohortCase(examination, Optional.empty(), "", "");
    }

    public String name() {
        return examination.name();
    }
}
