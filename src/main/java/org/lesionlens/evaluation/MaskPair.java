package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lesionlens.lesion.MaskValues;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.ComparedMasks;
import org.lesionlens.volume.LabelMap;

/**
 * A prediction and its reference on one grid.
 *
 * @param kinds by which lesions are told apart; none if all are lesion alike
 */
record MaskPair(Prediction prediction, LabelMap reference, List<KindLabel> kinds) {
    /** One agreement for each kind, or one of all lesions. */
    List<LabelledAgreement> compare(String name, String group, ComparedPair.Settings settings) {
        if (kinds.isEmpty()) {
            return List.of(new LabelledAgreement("", compare(prediction.numbers(), reference, name, group, settings)));
        }
        List<LabelledAgreement> agreements = new ArrayList<>();
        for (KindLabel kind : kinds) {
            LabelMap predicted = prediction.ofKind(kind.value());
            LabelMap real = MaskValues.only(reference, value -> value == kind.value());
            agreements.add(new LabelledAgreement(kind.name(), compare(predicted, real, name, group, settings)));
        }
        return agreements;
    }

    private CaseAgreement compare(
            LabelMap predicted, LabelMap real, String name, String group, ComparedPair.Settings settings) {
        return new ComparedMasks(predicted, real, prediction.scores(), Optional.empty())
                .compare(name, group, settings.how());
    }

    /** A sentence if a mask has values that are none of the kinds; or if it seems to have kinds and nobody asked for them. */
    List<String> unnamed() {
        if (kinds.isEmpty()) {
            return MaskValues.areKinds(reference)
                    ? List.of("the reference has the values " + text(MaskValues.of(reference))
                            + ", which all count as lesion: if they are kinds, name them with --labels")
                    : List.of();
        }
        BitSet others = MaskValues.of(reference);
        kinds.forEach(kind -> others.clear(kind.value()));
        return others.isEmpty()
                ? List.of()
                : List.of("the reference has the values " + text(others)
                        + ", which --labels does not name: they count as background");
    }

    private static String text(BitSet values) {
        return Names.some(values.stream().mapToObj(String::valueOf).collect(Collectors.toList()));
    }
}
