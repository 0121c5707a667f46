package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.cases.Errors;
import org.lesionlens.metric.Comparison;
import org.lesionlens.metric.HitRule;

/**
 * A reference and its prediction, compared by their places in the patient, or why they cannot be.
 *
 * @param agreements one for each kind of lesion; none if they cannot be compared
 * @param oddValues the values of the reference that are perhaps kinds which nobody asked for; where kinds are asked for, those that are
 *     none of them
 * @param unscored why the predicted lesions have no scores; empty if they have, or there are none
 * @param said what the sidecar of predicted boxes says; empty if there is none
 * @param note what was done to compare them, or why they cannot be; empty if there is nothing to say
 */
public record ComparedPair(
        ReferencePair pair,
        List<LabelledAgreement> agreements,
        List<Integer> oddValues,
        Optional<String> unscored,
        Optional<BoxSidecar> said,
        String note) {
    public ComparedPair {
        agreements = List.copyOf(agreements);
        oddValues = List.copyOf(oddValues);
    }

    /**
     * How pairs are compared.
     *
     * @param kinds by which lesions are told apart; none if all are lesion alike
     * @param faults keeps the stack trace of a fault of the program
     * @param boxes tables of predictions
     */
    public record Settings(List<KindLabel> kinds, Comparison how, Path faults, BoxPredictions boxes) {
        public Settings {
            kinds = List.copyOf(kinds);
        }
    }

    /**
     * Reads both; what is wrong with this pair must not stop the others.
     *
     * @param group its patient
     */
    static ComparedPair of(ReferencePair pair, String group, Settings settings) {
        try {
            PairReading reading = new PairReading(pair, settings.kinds(), new ArrayList<>());
            List<LabelledAgreement> agreements = pair.isOfBoxes()
                    ? reading.boxes(settings.boxes(), settings.how()).agreements(settings.kinds(), pair.name(), group)
                    : reading.masks().compare(pair.name(), group, settings);
            return new ComparedPair(
                    pair,
                    agreements,
                    reading.oddValues(),
                    reading.unscored(),
                    reading.said(),
                    String.join("; ", reading.notes()));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return new ComparedPair(
                    pair,
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Errors.sentence(e, settings.faults()));
        }
    }

    /** The same with what counts as a hit, where it is compared by boxes. */
    ComparedPair hitBy(HitRule rule) {
        List<LabelledAgreement> hit = agreements.stream()
                .map(each ->
                        new LabelledAgreement(each.label(), each.agreement().hitBy(rule)))
                .toList();
        return pair.isOfBoxes() ? new ComparedPair(pair, hit, oddValues, unscored, said, note) : this;
    }

    /** The same, not compared after all. */
    ComparedPair refused(String why) {
        return new ComparedPair(pair, List.of(), List.of(), Optional.empty(), Optional.empty(), why);
    }

    public boolean isRefused() {
        return agreements.isEmpty();
    }

    /** Whether nothing was predicted, which was compared as an empty mask. */
    public boolean isMissing() {
        return !isRefused() && pair.prediction().isEmpty();
    }
}
