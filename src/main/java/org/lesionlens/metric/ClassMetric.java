package org.lesionlens.metric;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A figure that says how well classes are told, from all cases together.
 *
 * @param name column of tables, lower case
 * @param label for people
 * @param better which values are better
 * @param meaning what it counts, with its formula; a sentence without a full stop
 * @param source of the formula
 * @param over which answers
 * @param ofCase what an answer has of it, whose mean it is; empty where it is one of all answers only
 * @param figure of answers; NaN where it is not defined
 */
public record ClassMetric(
        String name,
        String label,
        Metric.Better better,
        String meaning,
        String source,
        Over over,
        Optional<ToDoubleFunction<ClassAnswer>> ofCase,
        Function<List<ClassAnswer>, WeightedFigure> figure) {
    /** Which answers count. */
    public enum Over {
        /** All. */
        ALL,
        /** Those that have probabilities, and cases without an answer, which are as wrong as can be. */
        RANKED,
        /** Those that have probabilities. */
        PROBABILITIES;

        boolean counts(ClassAnswer answer) {
            return this == ALL
                    || !answer.probabilities().isEmpty()
                    || this == RANKED && answer.predicted().isEmpty();
        }
    }

    /** The figure of all answers. */
    public double of(List<ClassAnswer> answers) {
        return figure.apply(answers).of(Bootstrap.once(answers.size()));
    }

    /** Whether it is over an answer. */
    boolean counts(ClassAnswer answer) {
        return over.counts(answer);
    }

    /** How many of the answers it is over. */
    public int cases(List<ClassAnswer> answers) {
        return (int) answers.stream().filter(this::counts).count();
    }

    /** Why it is not defined, in a few words; empty if it is. */
    public String undefined(List<ClassAnswer> answers) {
        if (!Double.isNaN(of(answers))) {
            return "";
        }
        if (answers.isEmpty()) {
            return "there are no cases";
        }
        boolean known =
                answers.stream().anyMatch(answer -> !answer.probabilities().isEmpty());
        return known || over == Over.ALL ? "it needs cases of two classes" : "no answer has probabilities";
    }

    /** The figure of all answers with its interval. */
    public Interval of(List<ClassAnswer> answers, Bootstrap bootstrap) {
        return bootstrap.interval(answers.stream().map(ClassAnswer::group).toList(), figure.apply(answers));
    }
}
