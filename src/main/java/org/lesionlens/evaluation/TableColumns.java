package org.lesionlens.evaluation;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.volume.UserMessageException;

/**
 * Which columns a user's table has; upper and lower case do not matter.
 *
 * @param names as the table spells them
 * @param expected the columns that such a table has, for people
 */
record TableColumns(Path file, Collection<String> names, String expected) {
    /**
     * The column of a meaning, as the table spells it.
     *
     * @param spellings the first is what we call it, and counts before the others
     * @throws UserMessageException if there are several of the others
     */
    Optional<String> find(String... spellings) {
        Optional<String> ours = named(spellings[0]).findFirst();
        if (ours.isPresent()) {
            return ours;
        }
        List<String> found =
                Arrays.stream(spellings).flatMap(this::named).distinct().toList();
        if (found.size() > 1) {
            throw new UserMessageException(file + " has the columns " + String.join(" and ", found)
                    + ", and nobody knows which of them is the " + spellings[0] + ": call that one " + spellings[0]);
        }
        return found.stream().findFirst();
    }

    private Stream<String> named(String spelling) {
        return names.stream()
                .filter(name -> name.strip().toLowerCase(Locale.ROOT).equals(spelling));
    }

    /** @throws UserMessageException if there is none or there are several */
    String require(String... spellings) {
        List<String> others = Arrays.asList(spellings).subList(1, spellings.length);
        String alias = others.isEmpty() ? "" : " (or " + String.join(", ", others) + ")";
        return find(spellings)
                .orElseThrow(() -> new UserMessageException(file + " has the columns " + String.join(",", names)
                        + " but must have " + spellings[0] + alias + ": " + expected));
    }
}
