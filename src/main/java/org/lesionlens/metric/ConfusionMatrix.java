package org.lesionlens.metric;

import java.util.List;
import java.util.stream.Stream;

/**
 * How many cases of each class were answered as which.
 *
 * @param expected classes of the rows, by name
 * @param predicted classes of the columns, by name; where cases have no answer, the empty class comes last
 * @param counts by row, then by column
 */
public record ConfusionMatrix(List<String> expected, List<String> predicted, List<List<Long>> counts) {
    /** Keeps copies. */
    public ConfusionMatrix {
        expected = List.copyOf(expected);
        predicted = List.copyOf(predicted);
        counts = counts.stream().map(List::copyOf).toList();
    }

    /** Counts answers. */
    public static ConfusionMatrix of(List<ClassAnswer> answers) {
        List<String> classes = ClassMetrics.classes(answers);
        boolean missing = answers.stream().anyMatch(answer -> answer.predicted().isEmpty());
        List<String> columns = Stream.concat(classes.stream(), missing ? Stream.of("") : Stream.empty())
                .toList();
        List<List<Long>> counts = classes.stream()
                .map(row -> columns.stream()
                        .map(column -> answers.stream()
                                .filter(answer -> answer.expected().equals(row)
                                        && answer.predicted().equals(column))
                                .count())
                        .toList())
                .toList();
        return new ConfusionMatrix(classes, columns, counts);
    }
}
