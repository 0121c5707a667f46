package org.lesionlens.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lesionlens.lesion.MaskValues;
import org.lesionlens.lesion.NumberedKinds;
import org.lesionlens.volume.LabelMap;

/**
 * A prediction as it is compared: its voxels by numbers, and what is known of each number.
 *
 * @param numbers not 0 is lesion, or one of the kinds
 * @param scores the mean probability of the voxels of a number, 0 to 1; lacks those that are not known
 * @param kinds the value of the kind of each number; empty if all are lesion alike
 * @param unscored why there are no scores, for people; empty if there are
 */
record Prediction(
        LabelMap numbers, Map<Integer, Double> scores, Map<Integer, Integer> kinds, Optional<String> unscored) {
    Prediction {
        scores = Map.copyOf(scores);
        kinds = Map.copyOf(kinds);
    }

    /** The values of a mask are its numbers, and their kinds. */
    static Prediction ofValues(LabelMap mask, List<KindLabel> kinds, Optional<String> unscored) {
        Map<Integer, Integer> values = kinds.stream().collect(Collectors.toMap(KindLabel::value, KindLabel::value));
        return new Prediction(mask, Map.of(), values, unscored);
    }

    /** @param ofLesions the scores by the lesions' numbers */
    static Prediction of(NumberedKinds kinds, Map<Integer, Double> ofLesions, Optional<String> unscored) {
        Map<Integer, Double> scores = new HashMap<>();
        Map<Integer, Integer> values = new HashMap<>();
        for (int code = 1; code <= kinds.pairs().size(); code++) {
            NumberedKinds.Pair pair = kinds.pairs().get(code - 1);
            values.put(code, pair.kind());
            if (ofLesions.containsKey(pair.number())) {
                scores.put(code, ofLesions.get(pair.number()));
            }
        }
        return new Prediction(kinds.codes(), scores, values, unscored);
    }

    /** The same on another grid. */
    Prediction with(LabelMap others) {
        return new Prediction(others, scores, kinds, unscored);
    }

    /** The voxels of one kind, by their numbers. */
    LabelMap ofKind(int value) {
        return MaskValues.only(numbers, number -> kinds.getOrDefault(number, 0) == value);
    }
}
