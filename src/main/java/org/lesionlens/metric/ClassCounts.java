package org.lesionlens.metric;

import java.util.List;
import java.util.TreeSet;

/** Means over answers. */
final class ClassCounts {
    private ClassCounts() {}

    static WeightedFigure accuracy(List<ClassAnswer> answers) {
        return mean(answers.stream().mapToDouble(ClassCounts::right).toArray());
    }

    /** Over the cases of a class. */
    static WeightedFigure sensitivity(List<ClassAnswer> answers, String kind) {
        return mean(answers.stream()
                .mapToDouble(answer -> answer.expected().equals(kind) ? right(answer) : Double.NaN)
                .toArray());
    }

    /** Over the answers that have probabilities. */
    static WeightedFigure brier(List<ClassAnswer> answers) {
        return mean(answers.stream().mapToDouble(answer -> brier(answer)).toArray());
    }

    static double right(ClassAnswer answer) {
        return answer.right() ? 1 : 0;
    }

    /** NaN of an answer without probabilities. */
    static double brier(ClassAnswer answer) {
        if (answer.probabilities().isEmpty()) {
            return Double.NaN;
        }
        TreeSet<String> classes = new TreeSet<>(answer.probabilities().keySet());
        classes.add(answer.expected());
        return classes.stream()
                .mapToDouble(kind -> answer.probability(kind) - (kind.equals(answer.expected()) ? 1 : 0))
                .map(error -> error * error)
                .sum();
    }

    private static WeightedFigure mean(double[] values) {
        return new CaseFigures(values)::mean;
    }
}
