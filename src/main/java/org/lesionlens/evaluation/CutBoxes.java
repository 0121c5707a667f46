package org.lesionlens.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Predicted boxes of which the weak ones were left out: curves over the scores then end early. */
final class CutBoxes {
    private CutBoxes() {}

    /** What a reader of the figures has to know of them; empty if all boxes are there, or nobody knows. */
    static Optional<String> note(List<ComparedPair> pairs) {
        List<ComparedPair> cut =
                pairs.stream().filter(pair -> leastScore(pair).isPresent()).toList();
        if (cut.isEmpty()) {
            return Optional.empty();
        }
        String least = cut.stream()
                .map(pair -> leastScore(pair).orElseThrow())
                .distinct()
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(" or "));
        return Optional.of("of " + cut.size() + (cut.size() == 1 ? " case (" : " cases (")
                + Names.some(cut.stream().map(pair -> pair.pair().name()).toList())
                + ") boxes below the threshold of display are not there, so that average precision and recall and"
                + " free-response ROC are too low: run the detector with --threshold " + least
                + " for figures of all boxes");
    }

    private static Optional<Double> leastScore(ComparedPair pair) {
        return pair.said().flatMap(BoxSidecar::cutAbove);
    }
}
