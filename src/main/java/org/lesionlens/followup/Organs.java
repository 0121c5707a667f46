package org.lesionlens.followup;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether all lesions of a patient lie in one organ, by what the rows name; empty is what a row does not say. */
final class Organs {
    static final String LYMPH_NODE = "lymph node";
    private static final String BRAIN = "brain";
    private static final Pattern PLAIN = Pattern.compile("([\\p{L}\\p{N}']+ )*lymph ?nodes?");
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");
    private static final Pattern OF_NODES =
            Pattern.compile("nod(e|es|al|us|i)|lns?|lymph|lymphatics?|.*lymph(node|knoten).*|.*adenopath(y|ies)");

    /** With one of these a text names more than lymph nodes, or none. */
    private static final Set<String> JOINING =
            Set.of("and", "or", "no", "non", "not", "with", "without", "except", "than");

    private Organs() {}

    /** In lower case; what names lymph nodes alone, of any place, with space, hyphen or underscore, as {@value #LYMPH_NODE}. */
    static String named(String text) {
        String organ = text.strip().toLowerCase(Locale.ROOT);
        String plain = organ.replaceAll("[\\s_-]+", " ");
        return PLAIN.matcher(plain).matches() && words(plain).noneMatch(JOINING::contains) ? LYMPH_NODE : organ;
    }

    private static Stream<String> words(String text) {
        return NO_LETTERS.splitAsStream(text);
    }

    /** Whether a name speaks of lymph nodes and yet not of these alone, as far as anybody knows. */
    private static boolean isUnclear(String organ) {
        return !organ.equals(LYMPH_NODE)
                && words(organ).anyMatch(word -> OF_NODES.matcher(word).matches());
    }

    static boolean areOne(Set<Optional<String>> organs) {
        return organs.size() == 1 && organs.stream().allMatch(organ -> organ.isPresent() && !isUnclear(organ.get()));
    }

    static boolean areBrain(Set<Optional<String>> organs) {
        return areOne(organs) && organs.contains(Optional.of(BRAIN));
    }

    /** Why the organ is not known though rows name it, a sentence each, where a criterion asks for it. */
    static List<String> notes(Set<Optional<String>> organs, FollowUpSettings settings) {
        if (!settings.criteria(false).contains(Criterion.RECIST)) {
            return List.of();
        }
        Stream<String> unclear = organs.stream()
                .flatMap(Optional::stream)
                .filter(Organs::isUnclear)
                .sorted();
        return Stream.concat(
                        unclear.map(organ -> "the organ \"" + organ
                                + "\" is not taken for lymph nodes, so it counts as unknown, and longest diameters are"
                                + " taken: write lymph node if all lesions are such, or name another organ"),
                        notesOfSeveral(organs, settings).stream())
                .toList();
    }

    private static List<String> notesOfSeveral(Set<Optional<String>> organs, FollowUpSettings settings) {
        if (organs.size() == 1) {
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
