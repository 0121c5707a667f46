package org.lesionlens.evaluation;

import java.util.Collection;
import java.util.stream.Collectors;

/** Many names in a sentence. */
final class Names {
    private static final int MOST = 10;

    private Names() {}

    /** The first ones, and how many more there are. */
    static String some(Collection<String> names) {
        String first = names.stream().limit(MOST).collect(Collectors.joining(", "));
        return names.size() > MOST ? first + " and " + (names.size() - MOST) + " more" : first;
    }
}
