package org.lesionlens.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.metric.Comparison;
import org.lesionlens.metric.HitRule;

/** By which rule boxes are hits in free-response ROC: one for all cases, and for both of two folders. */
final class RuleOfHits {
    private RuleOfHits() {}

    /**
     * The user's rule, else the model's own where it drew all boxes, else half of the union.
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
        List<Optional<HitRule>> said = pairs.stream()
                .filter(pair -> pair.pair().predictsBoxes() && !pair.isRefused())
                .map(pair -> pair.said().flatMap(BoxSidecar::hit))
                .distinct()
                .toList();
        if (said.size() > 1) {
            note.accept(severalRules(said));
            return Optional.of(HitRule.USUAL);
        }
        HitRule rule = said.stream().flatMap(Optional::stream).findFirst().orElse(HitRule.USUAL);
        if (!rule.equals(HitRule.USUAL)) {
            note.accept("boxes are hits by the rule of the model that drew them, " + rule.text() + ": --hit "
                    + HitRule.USUAL.text() + " asks for the usual one");
        }
        return Optional.of(rule);
    }

    private static String severalRules(List<Optional<HitRule>> said) {
        List<String> rules = said.stream()
                .flatMap(Optional::stream)
                .map(HitRule::text)
                .sorted()
                .toList();
        return (rules.size() > 1
                        ? "the models that drew the boxes have several rules for a hit (" + String.join(", ", rules)
                                + ")"
                        : "the model that drew some of the boxes has the rule " + rules.get(0)
                                + " for a hit, and of others no model's rule is known")
                + ": all boxes are hits by " + HitRule.USUAL.text() + " (--hit asks for another)";
    }
}
