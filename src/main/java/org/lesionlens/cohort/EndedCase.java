package org.lesionlens.cohort;

import java.io.Serializable;
import org.lesionlens.cases.CaseRecord;

/**
 * A case that was done or failed, but whose results have no name yet.
 *
 * @param folder of the results, in the output folder and under a temporary name; empty if it failed
 * @param found what the run keeps of it
 */
public record EndedCase(Attempt attempt, String folder, CaseRecord found) implements Serializable {
    public static EndedCase failed(Attempt attempt) {
        return new EndedCase(attempt, "", CaseRecord.NONE);
    }
}
