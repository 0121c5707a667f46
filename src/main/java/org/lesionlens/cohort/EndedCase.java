package org.lesionlens.cohort;

import java.io.Serializable;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseRecord;
import org.lesionlens.cases.ErrorClass;
import org.lesionlens.cases.Provenance;

/**
 * A case that was done or failed, but whose results have no name yet.
 *
 * @param attempt for the journal
 * @param folder of the results, in the output folder and under a temporary name; empty if it failed
 * @param found what the run keeps of it
 * @param ambiguous whether it failed because its input holds several volumes or slices, of which the user has to choose
 */
public record EndedCase(Attempt attempt, String folder, CaseRecord found, boolean ambiguous) implements Serializable {
    static EndedCase failed(Attempt attempt, boolean ambiguous) {
        return new EndedCase(attempt, "", CaseRecord.NONE, ambiguous);
    }

    /**
     * A case that was never told of by what had it in work.
     *
     * @param from what its result would depend on
     * @param error a sentence for people
     */
    public static EndedCase lost(Case item, Provenance from, String error) {
        return failed(
                new Attempt(
                        item.name(),
                        Attempt.FAILED,
                        ErrorClass.INTERNAL.toString(),
                        error,
                        from,
                        "",
                        null,
                        "",
                        CaseInWork.now(),
                        0,
                        Storing.NONE),
                false);
    }

    /** Of the case. */
    public String name() {
        return attempt.name();
    }
}
