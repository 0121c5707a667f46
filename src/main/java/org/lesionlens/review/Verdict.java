package org.lesionlens.review;

import java.util.Locale;

/** What a reviewer says of the results of a case. */
public enum Verdict {
    /** Not looked at, or taken back. */
    OPEN,
    /** They may be used as they are. */
    ACCEPTED,
    /** They must not be used. */
    REJECTED,
    /** Somebody else should look. */
    FLAGGED;

    /** As files and people write it: {@code accepted}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The verdict of a text; {@link #OPEN} of one that is none. */
    static Verdict of(String text) {
        for (Verdict verdict : values()) {
            if (verdict.toString().equals(text)) {
                return verdict;
            }
        }
        return OPEN;
    }
}
