package org.lesionlens.evaluation;

import java.util.List;

/** Why figures that need scores of lesions are left out. */
final class Scores {
    private Scores() {}

    /** One sentence if lesions of some cases have no scores; none if all have. */
    static List<String> notes(List<ComparedPair> pairs) {
        List<ComparedPair> unscored = pairs.stream()
                .filter(pair -> pair.agreements().stream()
                        .anyMatch(each -> !each.agreement().lesions().scored()))
                .toList();
        if (unscored.isEmpty()) {
            return List.of();
        }
        return List.of("free-response ROC and average precision are left out, as they need a score of each predicted"
                + " lesion and the lesions of "
                + Names.some(unscored.stream().map(pair -> pair.pair().name()).toList())
                + " have none: "
                + unscored.get(0)
                        .unscored()
                        .orElse("some of their voxels have no number in the labels beside the mask"));
    }
}
