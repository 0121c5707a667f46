package org.lesionlens.review;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * What a reviewer said of a case: a line of {@value #FILE}.
 *
 * @param name of the case
 * @param reviewer who said it, by the name that he gave himself
 * @param state of a {@link Verdict}
 * @param comment in the reviewer's words; empty if there is none
 * @param at ISO 8601, UTC
 * @param results sha256 of the case's {@code analysis.json}, which is another one once the case is analysed anew; empty of a
 *     case that failed
 * @param corrections what is other in the results that he accepted, which lie in his folder; null if he has none of this case
 */
public record Judgement(
        String name,
        String reviewer,
        String state,
        String comment,
        String at,
        String results,
        Corrections corrections) {
    static final String FILE = "review.jsonl";

    /** Lines of before know of no corrections. */
    public Judgement {
        comment = comment == null ? "" : comment;
        results = results == null ? "" : results;
        at = at == null ? "" : at;
    }

    /** When it was said; long ago, if somebody edited the time into none. */
    public Instant when() {
        try {
            return Instant.parse(at);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    public Verdict verdict() {
        return Verdict.of(state);
    }
}
