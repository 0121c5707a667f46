package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.lesionlens.metric.CaseAgreement;

/** Cases in which nothing is marked or nothing was found, which have figures of their own. */
final class EmptyPairs {
    private EmptyPairs() {}

    /** Which ones they are, a sentence for each side that is empty; of kinds of lesions all are. That a prediction is missing is told elsewhere. */
    static List<String> notes(List<ComparedPair> pairs) {
        List<ComparedPair> compared = pairs.stream()
                .filter(pair -> !pair.isRefused() && !pair.isMissing())
                .toList();
        Predicate<ComparedPair> reference = pair -> all(pair, CaseAgreement::referenceEmpty);
        Predicate<ComparedPair> prediction = pair -> all(pair, CaseAgreement::predictionEmpty);
        List<String> notes = new ArrayList<>();
        note(compared, "reference and prediction are empty", reference.and(prediction))
                .ifPresent(notes::add);
        note(compared, "the reference alone is empty", reference.and(prediction.negate()))
                .ifPresent(notes::add);
        note(compared, "the prediction alone is empty", prediction.and(reference.negate()))
                .ifPresent(notes::add);
        return notes;
    }

    private static boolean all(ComparedPair pair, Predicate<CaseAgreement> is) {
        return pair.agreements().stream().map(LabelledAgreement::agreement).allMatch(is);
    }

    private static Optional<String> note(List<ComparedPair> pairs, String what, Predicate<ComparedPair> is) {
        List<String> names =
                pairs.stream().filter(is).map(pair -> pair.pair().name()).toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(what + " in " + names.size() + (names.size() == 1 ? " case (" : " cases (")
                        + Names.some(names) + ")");
    }
}
