package org.lesionlens.metric;

import java.util.List;

/**
 * How many cases have nothing to compare.
 *
 * @param both reference and prediction are empty: they agree
 * @param referenceOnly the prediction has something
 * @param predictionOnly the reference has something
 */
public record EmptyCases(int both, int referenceOnly, int predictionOnly) {
    /** Counts them. */
    public static EmptyCases of(List<CaseAgreement> cases) {
        int reference =
                (int) cases.stream().filter(CaseAgreement::referenceEmpty).count();
        int prediction =
                (int) cases.stream().filter(CaseAgreement::predictionEmpty).count();
        int both = (int) cases.stream()
                .filter(each -> each.referenceEmpty() && each.predictionEmpty())
                .count();
        return new EmptyCases(both, reference - both, prediction - both);
    }
}
