package org.lesionlens.metric;

import java.util.Arrays;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.ContinuityCorrection;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/**
 * Wilcoxon's signed-rank test of paired differences, two-sided.
 *
 * <p>Differences of 0 are dropped, as Wilcoxon does. Exact for at most 50 differences without ties, else by the normal
 * distribution with the variance corrected for ties and without a correction for continuity. Source: F. Wilcoxon,
 * "Individual comparisons by ranking methods", Biometrics Bulletin 1(6), 1945; the choice is that of SciPy.
 *
 * @param differences that are not 0
 * @param zeros that were dropped
 * @param statistic the smaller sum of ranks; NaN if all differences are 0
 * @param p how probable it is to see as much if there is no difference; NaN likewise
 * @param exact whether p is exact
 */
public record SignedRank(int differences, int zeros, double statistic, double p, boolean exact) {
    private static final int MOST_EXACT = 50;

    /** Tests differences, each finite. */
    public static SignedRank of(double[] differences) {
        double[] rest = Arrays.stream(differences).filter(d -> d != 0).toArray();
        int zeros = differences.length - rest.length;
        if (rest.length == 0) {
            return new SignedRank(0, zeros, Double.NaN, Double.NaN, false);
        }
        boolean exact = rest.length <= MOST_EXACT
                && Arrays.stream(rest).map(Math::abs).distinct().count() == rest.length;
        WilcoxonSignedRankTest.Result result = WilcoxonSignedRankTest.withDefaults()
                .with(AlternativeHypothesis.TWO_SIDED)
                .with(ContinuityCorrection.DISABLED)
                .with(exact ? PValueMethod.EXACT : PValueMethod.ASYMPTOTIC)
                .test(rest);
        double ranks = rest.length * (rest.length + 1.0) / 2;
        double statistic = Math.min(result.getStatistic(), ranks - result.getStatistic());
        return new SignedRank(rest.length, zeros, statistic, result.getPValue(), exact);
    }

    /** How p was computed, for people. */
    public String method() {
        return exact ? "exact" : "normal approximation";
    }
}
