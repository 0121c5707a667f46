package org.lesionlens.followup;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether all lesions of a patient lie in one organ, by what the rows name; empty is what a row does not say. */
final class Organs {
    static final String LYMPH_NODE = "lymph node";
    private static final String BRAIN = "brain";

    private Organs() {}

    /** In lower case; whatever names lymph nodes, of one place or another, with space, hyphen or underscore, as {@value #LYMPH_NODE}. */
    static String named(String text) {
        String organ = text.strip().toLowerCase(Locale.ROOT);
        return organ.replace('-', ' ').replace('_', ' ').contains(LYMPH_NODE) ? LYMPH_NODE : organ;
    }

    static boolean areOne(Set<Optional<String>> organs) {
        return organs.size() == 1 && !organs.contains(Optional.<String>empty());
    }

    static boolean areBrain(Set<Optional<String>> organs) {
        return areOne(organs) && organs.contains(Optional.of(BRAIN));
    }

    /** One sentence if rows differ, so that the organ is not known, where a criterion asks for it. */
    static List<String> notes(Set<Optional<String>> organs, FollowUpSettings settings) {
        boolean asked = settings.criteria(false).contains(Criterion.RECIST);
        if (organs.size() == 1 || !asked) {
            return List.of();
        }
        String named = organs.stream().flatMap(Optional::stream).sorted().collect(Collectors.joining(", "));
        if (!organs.contains(Optional.<String>empty()) || organs.size() > 2) {
            return List.of("rows of the patient name several organs (" + named
                    + "), so it counts as unknown: name the organ of all lesions in each row" + ofNodes(named));
        }
        boolean rano = named.equals(BRAIN) && settings.criteria().isEmpty();
        return List.of("the organ is named in some rows of the patient only (" + named
                + "), so it counts as unknown: name it in each row, for 2 targets at most by RECIST"
                + (rano ? ", and for RANO" : "")
                + ofNodes(named));
    }

    private static String ofNodes(String named) {
        return named.contains(LYMPH_NODE)
                ? "; lymph nodes are measured by their longest diameters now, not by the short axis that RECIST wants"
                : "";
    }
}
