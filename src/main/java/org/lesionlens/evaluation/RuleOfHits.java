package org.lesionlens.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.lesionlens.metric.Comparison;
import org.lesionlens.metric.HitRule;

/** By which rule boxes are hits in free-response ROC: one for all cases, and for both of two folders. */
final class RuleOfHits {
    private RuleOfHits() {}

    /**
     * The user's rule, else the model's own, else half of the union.
     *
     * @param pairs of all folders
     * @param note is told which one is the model's, or why none is
     * @return empty where no prediction is boxes and the user named no rule
     */
    static Optional<HitRule> of(List<ComparedPair> pairs, Comparison how, Consumer<String> note) {
        if (how.hit().isPresent()
                || pairs.stream().noneMatch(pair -> pair.pair().predictsBoxes())) {
            return how.hit();
        }
        List<HitRule> said = pairs.stream()
                .flatMap(pair -> pair.said().stream())
                .flatMap(sidecar -> sidecar.hit().stream())
                .distinct()
                .toList();
        if (said.size() == 1) {
            if (!said.get(0).equals(HitRule.USUAL)) {
                note.accept("boxes are hits by the rule of the model that drew them, "
                        + said.get(0).text() + ": --hit " + HitRule.USUAL.text() + " asks for the usual one");
            }
            return Optional.of(said.get(0));
        }
        if (said.size() > 1) {
            note.accept("the models that drew the boxes have several rules for a hit ("
                    + said.stream().map(HitRule::text).collect(Collectors.joining(", ")) + "): all boxes are hits by "
                    + HitRule.USUAL.text() + " (--hit asks for another)");
        }
        return Optional.of(HitRule.USUAL);
    }
}
