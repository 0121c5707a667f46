package org.lesionlens.evaluation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.lesionlens.evaluation.FolderComparison.Row;
import org.lesionlens.evaluation.FolderComparison.Subject;
import org.lesionlens.metric.ClassAnswer;
import org.lesionlens.metric.ClassMetric;
import org.lesionlens.metric.ClassMetrics;
import org.lesionlens.metric.PairedComparison;

/**
 * How well two folders of predictions tell the classes of the cases that both have.
 *
 * @param name of the second folder
 * @param first answers, and
 * @param second those of the same cases in the same order
 */
record ClassComparison(Setup setup, String name, CaseAnswers first, CaseAnswers second) {
    /** None if nobody asked for classes. */
    List<Row> rows() {
        return first.isNone()
                ? List.of()
                : ClassMetrics.ALL.stream().map(this::row).toList();
    }

    /** What a reader has to know of the answers of the second, a sentence each. */
    List<String> notes() {
        return first.isNone() || missing().isPresent()
                ? List.of()
                : second.ofAnswers().stream().map(note -> name + ": " + note).toList();
    }

    private Row row(ClassMetric metric) {
        Optional<String> missing = missing();
        if (missing.isPresent()) {
            return new Row("", Subject.of(metric), Optional.empty(), missing.get());
        }
        PairedComparison compared =
                PairedComparison.ofClasses(first.answers(), second.answers(), metric, setup.bootstrap());
        String reason = compared.pooledDifference().defined() ? "" : reason(metric);
        return new Row("", Subject.of(metric), Optional.of(compared), reason);
    }

    /** Why nothing can be compared. */
    private Optional<String> missing() {
        return first.answers().isEmpty()
                ? Optional.of("the class of no case that both have is known")
                : Stream.of(missing(first, setup.predictions()), missing(second, name))
                        .flatMap(Optional::stream)
                        .findFirst();
    }

    private static Optional<String> missing(CaseAnswers answers, String folder) {
        if (answers.answered().isEmpty()) {
            return Optional.of("no prediction of " + folder + " says a class");
        }
        return answers.haveCommon()
                ? Optional.empty()
                : Optional.of("the table of classes says " + Names.some(answers.expected()) + " but the predictions of "
                        + folder + " know " + Names.some(answers.answered()));
    }

    private String reason(ClassMetric metric) {
        TreeSet<String> without = new TreeSet<>();
        if (noProbabilities(first)) {
            without.add(setup.predictions());
        }
        if (noProbabilities(second)) {
            without.add(name);
        }
        if (!without.isEmpty()) {
            return "no answer of " + String.join(" and ", without) + " has probabilities";
        }
        String reason = metric.undefined(first.answers());
        return reason.isEmpty() ? "too few cases count in both" : reason;
    }

    private static boolean noProbabilities(CaseAnswers answers) {
        return answers.answers().stream().map(ClassAnswer::probabilities).allMatch(Map::isEmpty);
    }
}
