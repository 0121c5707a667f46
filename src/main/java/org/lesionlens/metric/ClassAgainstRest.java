package org.lesionlens.metric;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.lesionlens.metric.Metric.Better;

/**
 * A figure of one class against the rest; higher is better.
 *
 * @param meaning of one class
 * @param figure of answers and a class
 */
record ClassAgainstRest(
        String name,
        String label,
        String meaning,
        String source,
        ClassMetric.Over over,
        BiFunction<List<ClassAnswer>, String, WeightedFigure> figure) {
    /** Of one class. */
    ClassMetric of(String kind) {
        return new ClassMetric(
                name,
                label,
                Better.HIGHER,
                meaning,
                source,
                over,
                Optional.empty(),
                answers -> figure.apply(answers, kind));
    }

    /** The mean over the classes that cases have; NaN if it is not defined of one of them. */
    ClassMetric macro() {
        return new ClassMetric(
                name,
                label,
                Better.HIGHER,
                meaning + "; mean over the classes",
                source,
                over,
                Optional.empty(),
                this::meanOverClasses);
    }

    private WeightedFigure meanOverClasses(List<ClassAnswer> answers) {
        List<WeightedFigure> figures = answers.stream()
                .filter(over::counts)
                .map(ClassAnswer::expected)
                .distinct()
                .sorted()
                .map(kind -> figure.apply(answers, kind))
                .toList();
        return copies ->
                figures.stream().mapToDouble(each -> each.of(copies)).average().orElse(Double.NaN);
    }
}
