package org.lesionlens.evaluation;

import java.util.Map;
import java.util.Optional;
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

    /** The same on another grid. */
    Prediction with(LabelMap others) {
        return new Prediction(others, scores, kinds, unscored);
    }

    /** The voxels of one kind, by their numbers. */
    LabelMap ofKind(int value) {
        return Kinds.only(numbers, number -> kinds.getOrDefault(number, 0) == value);
    }
}
