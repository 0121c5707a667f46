package org.lesionlens.evaluation;

import java.util.List;
import org.lesionlens.metric.ClassMetric;
import org.lesionlens.metric.Interval;

/**
 * How well the classes of cases were told.
 *
 * @param cases whose class is known
 * @param classes all that are expected or answered, by name
 * @param figures over all cases whose class is known
 * @param notes what a reader has to know, a sentence each
 */
public record ClassResults(int cases, List<String> classes, List<Row> figures, List<String> notes) {
    public ClassResults {
        classes = List.copyOf(classes);
        figures = List.copyOf(figures);
        notes = List.copyOf(notes);
    }

    /** A figure with its 95 % interval. */
    public record Row(ClassMetric metric, Interval value) {}
}
