package org.lesionlens.metric;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How far two raters agree on categories beyond chance.
 *
 * <p>(p - e) / (1 - e): p is the share of items of one answer, e the share to be expected of raters who answer as often but know
 * nothing of each other. Source: J. Cohen, "A coefficient of agreement for nominal scales", Educ. Psychol. Meas. 20(1), 1960.
 */
public final class CohenKappa {
    private CohenKappa() {}

    /** What two raters say of an item. */
    public record Rating(String first, String second) {}

    /** At most 1, and 0 where they agree as chance would; NaN without items, and where both say one and the same of all. */
    public static double of(List<Rating> ratings) {
        double items = ratings.size();
        Map<String, Long> first = counts(ratings, Rating::first);
        Map<String, Long> second = counts(ratings, Rating::second);
        double agreed = ratings.stream()
                        .filter(rating -> rating.first().equals(rating.second()))
                        .count()
                / items;
        double chance = first.entrySet().stream()
                .mapToDouble(count -> count.getValue() / items * second.getOrDefault(count.getKey(), 0L) / items)
                .sum();
        return (agreed - chance) / (1 - chance);
    }

    private static Map<String, Long> counts(List<Rating> ratings, Function<Rating, String> answer) {
        return ratings.stream().collect(Collectors.groupingBy(answer, Collectors.counting()));
    }
}
