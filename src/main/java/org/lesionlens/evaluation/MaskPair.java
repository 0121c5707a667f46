package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
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

    /** Values that seem to be kinds nobody asked for; where kinds are asked for, those that are none of them. */
    static List<Integer> oddValues(LabelMap reference, List<KindLabel> kinds) {
        BitSet values = MaskValues.of(reference);
        if (kinds.isEmpty()) {
            return values.cardinality() > 1 && MaskValues.areKinds(reference) ? list(values) : List.of();
        }
        kinds.forEach(kind -> values.clear(kind.value()));
        return list(values);
    }

    private static List<Integer> list(BitSet values) {
        return values.stream().boxed().toList();
    }
}
