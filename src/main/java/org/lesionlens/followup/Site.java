package org.lesionlens.followup;

import java.util.Optional;
import java.util.Set;

/** What is known of where all lesions of a patient lie. */
enum Site {
    UNKNOWN,
    ONE_ORGAN,
    /** All of them one organ: EORTC's answers to questions on RECIST 1.1, "Paired organs". */
    LYMPH_NODES;

    /** By the organs that the rows name: {@link Organs#named}. */
    static Site of(Set<Optional<String>> organs) {
        if (organs.contains(Optional.of(Organs.LYMPH_NODE)) && organs.size() == 1) {
            return LYMPH_NODES;
        }
        return Organs.areOne(organs) ? ONE_ORGAN : UNKNOWN;
    }
}
