package org.lesionlens.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.metric.ClassAnswer;
import org.lesionlens.metric.ClassMetrics;
import org.lesionlens.metric.Interval;
import org.lesionlens.metric.WeightedFigure;

/** How well the classes of the compared cases were told. */
final class ClassFigures {
    private ClassFigures() {}

    /** Empty if no compared case has a known class. */
    static Optional<ClassResults> of(Setup setup, List<EvaluatedCase> cases, CaseAnswers read) {
        List<ClassAnswer> answers =
                cases.stream().flatMap(each -> each.answer().stream()).toList();
        if (answers.isEmpty()) {
            return Optional.empty();
        }
        List<WeightedFigure> figures = ClassMetrics.ALL.stream()
                .map(metric -> metric.figure().apply(answers))
                .toList();
        List<Interval> intervals = setup.bootstrap()
                .intervals(answers.stream().map(ClassAnswer::group).toList(), figures);
        List<ClassResults.Row> rows = IntStream.range(0, figures.size())
                .mapToObj(i -> new ClassResults.Row(ClassMetrics.ALL.get(i), intervals.get(i)))
                .toList();
        return Optional.of(new ClassResults(answers.size(), read.classes(), rows, read.notes()));
    }
}
