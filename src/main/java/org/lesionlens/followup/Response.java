package org.lesionlens.followup;

import java.util.List;

/**
 * How a patient's disease responds at a date by a criterion: a computed aid, unconfirmed.
 *
 * @param date counted from 0
 * @param sum of the targets' measures; NaN if one cannot be seen, or there is none
 * @param baselineSum at the first date
 * @param nadirSum the smallest before this date
 * @param targets each with its measure, as {@code A 12.3}
 * @param newLesions names of tracks that no lesion of the first date has become, and that are more than measurement error; of lymph
 *     nodes those that are enlarged now and were not then; none where these alone are no proof of progression
 * @param decidedBy which measurements decide, a sentence without its full stop
 * @param thresholds that were used
 * @param limits what the measurements cannot know
 */
record Response(
        Criterion criterion,
        int date,
        Category category,
        double sum,
        double baselineSum,
        double nadirSum,
        List<String> targets,
        List<String> newLesions,
        String decidedBy,
        String thresholds,
        String limits) {
    /** What a criterion says. */
    enum Category {
        BASELINE("baseline"),
        COMPLETE("complete response (CR)"),
        PARTIAL("partial response (PR)"),
        STABLE("stable disease (SD)"),
        PROGRESSION("progressive disease (PD)"),
        /** Of other lesions than targets alone, some of which are still there (RECIST 1.1, table 2). */
        NEITHER("non-CR/non-PD"),
        NOT_EVALUABLE("not evaluable (NE)");

        private final String words;

        Category(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    Response {
        targets = List.copyOf(targets);
        newLesions = List.copyOf(newLesions);
    }

    /** Against the first sum, in percent. */
    double fromBaselinePercent() {
        return baselineSum > 0 ? 100 * (sum - baselineSum) / baselineSum : Double.NaN;
    }

    /** Against the smallest sum before, in percent. */
    double fromNadirPercent() {
        return nadirSum > 0 ? 100 * (sum - nadirSum) / nadirSum : Double.NaN;
    }
}
