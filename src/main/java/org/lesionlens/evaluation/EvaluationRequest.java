package org.lesionlens.evaluation;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lesionlens.metric.Bootstrap;
import org.lesionlens.metric.Comparison;

/**
 * What somebody wants to know.
 *
 * @param predictions a folder
 * @param references a folder, or a table of boxes
 * @param other a folder of other predictions of the same cases
 * @param names how files are called; empty for the usual ones
 * @param kinds by which lesions are told apart; none if all are lesion alike
 * @param how the smallest lesion, and the tolerances of surfaces
 * @param bootstrap of the intervals
 * @param tables what is known of the cases
 * @param faults the folder that keeps the stack trace of a fault of the program
 */
public record EvaluationRequest(
        Path predictions,
        Path references,
        Optional<Path> other,
        Optional<NamePatterns> names,
        List<KindLabel> kinds,
        Comparison how,
        Bootstrap bootstrap,
        Tables tables,
        Path faults) {
    public EvaluationRequest {
        kinds = List.copyOf(kinds);
    }

    /**
     * What is known of the cases.
     *
     * @param classes a table that says the class of each
     * @param patients a table that says whose each is; else that of the classes if it does
     * @param images where their images lie
     */
    public record Tables(Optional<Path> classes, Optional<Path> patients, Optional<PlacedPattern> images) {
        public static final Tables NONE = new Tables(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
