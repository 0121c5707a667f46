package org.lesionlens.review;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.CaseRecord;

/**
 * What a review says of a case, as far as tables and data sets of the cohort go by it.
 *
 * @param fields of its row in the predicted {@code cases.csv}
 * @param standing what its figures are
 * @param reviewer who said so; empty if nobody did
 * @param comment in the reviewer's words; may be empty
 * @param corrections what is other in accepted results than in the predicted ones; empty of all others, and where an earlier
 *     version accepted them without a copy
 * @param folder whose results count: the predicted ones, or those that the reviewer accepted; from the folder of results
 * @param found the lesions of these results, and the warnings of the input; none unless there are results
 */
public record ReviewedCase(
        Map<String, String> fields,
        Standing standing,
        String reviewer,
        String comment,
        Optional<Corrections> corrections,
        Path folder,
        CaseRecord found) {
    /** What the figures of a case are. */
    public enum Standing {
        /** There are none, and nobody said anything. */
        NONE,
        /** The networks', which nobody has judged. */
        PREDICTED,
        /** The networks', which a reviewer accepted as they are. */
        ACCEPTED,
        /** What a reviewer made of them and accepted. */
        CORRECTED,
        /** Not to be used. */
        REJECTED,
        /** The networks', at which somebody else should look. */
        FLAGGED;

        /** As tables write it; empty for {@link #NONE}. */
        @Override
        public String toString() {
            return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
        }
    }

    public String name() {
        return fields.get(ResultRow.NAME);
    }

    /** Whether a reviewer accepted its results, corrected or not. */
    public boolean isAccepted() {
        return standing == Standing.ACCEPTED || standing == Standing.CORRECTED;
    }
}
