package org.lesionlens.cohort;

import java.io.Serializable;
import org.lesionlens.cases.ErrorClass;
import org.lesionlens.cases.Provenance;

/**
 * A case that was done or failed: a line of the journal.
 *
 * @param name of the case
 * @param state {@value #DONE} or {@value #FAILED}
 * @param errorClass of an {@link ErrorClass}; empty if it was done
 * @param error a sentence for people; empty if it was done
 * @param from what the result depends on
 * @param device that the networks ran on
 * @param dice overlap with the reference; null without one, or where it cannot be compared
 * @param note what a user may want to know of the comparison with the reference, or why there is none; empty if nothing
 * @param started ISO 8601, UTC
 * @param seconds of work, without waiting
 * @param store what a server has of its results
 */
record Attempt(
        String name,
        String state,
        String errorClass,
        String error,
        Provenance from,
        String device,
        Double dice,
        String note,
        String started,
        double seconds,
        Storing store)
        implements Serializable {
    static final String DONE = "done";
    static final String FAILED = "failed";

    /** Journals of before have no note, and know of no server. */
    public Attempt {
        note = note == null ? "" : note;
        store = store == null ? Storing.NONE : store;
    }

    /** The same with what a server has of its results. */
    Attempt with(Storing stored) {
        return new Attempt(name, state, errorClass, error, from, device, dice, note, started, seconds, stored);
    }

    /** The same, but that it came to nothing at the end. */
    Attempt failed(ErrorClass kind, String sentence) {
        return new Attempt(
                name, FAILED, kind.toString(), sentence, from, device, null, "", started, seconds, Storing.NONE);
    }

    boolean isDone() {
        return state.equals(DONE);
    }
}
