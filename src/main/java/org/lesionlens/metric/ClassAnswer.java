package org.lesionlens.metric;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a case is and what was answered.
 *
 * @param name of the case
 * @param group its patient; the case's own name if that is not known
 * @param expected the class that it has
 * @param predicted the class that was answered; empty if none was: that is always wrong
 * @param probabilities of each class, 0 to 1, together 1 within {@value #ROUNDING}; empty if only the class is known
 */
public record ClassAnswer(
        String name, String group, String expected, String predicted, Map<String, Double> probabilities) {
    private static final double ROUNDING = 0.01;

    /**
     * Checks the probabilities.
     *
     * @throws IllegalArgumentException if one is not 0 to 1 or their sum is not 1
     */
    public ClassAnswer {
        probabilities = Map.copyOf(probabilities);
        if (!probabilities.isEmpty() && !valid(probabilities)) {
            throw new IllegalArgumentException(
                    "probabilities are " + probabilities + " but must be 0 to 1 and together 1");
        }
    }

    /** The answer is the most probable class, of equals the first by name. */
    public static ClassAnswer of(String name, String group, String expected, Map<String, Double> probabilities) {
        String predicted = new TreeMap<>(probabilities)
                .entrySet().stream()
                        .max(Comparator.comparingDouble((Map.Entry<String, Double> entry) -> entry.getValue())
                                .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                        .map(Map.Entry::getKey)
                        .orElse("");
        return new ClassAnswer(name, group, expected, predicted, probabilities);
    }

    /** Whether they may be the probabilities of classes that exclude each other: each 0 to 1, together 1. */
    public static boolean valid(Map<String, Double> probabilities) {
        double sum = probabilities.values().stream().mapToDouble(p -> p).sum();
        return Math.abs(sum - 1) <= ROUNDING && probabilities.values().stream().allMatch(p -> p >= 0 && p <= 1);
    }

    /** Of a class; 0 if it has none. */
    double probability(String kind) {
        return probabilities.getOrDefault(kind, 0.0);
    }

    /** Probability of the answer. */
    double confidence() {
        return probability(predicted);
    }

    boolean right() {
        return expected.equals(predicted);
    }
}
