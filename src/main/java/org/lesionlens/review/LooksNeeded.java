package org.lesionlens.review;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lesionlens.pipeline.ThresholdStability;

/**
 * Why cases need a look: what failed, what was read with a warning, what a network is unsure of, and what is far larger or
 * smaller than the cohort.
 *
 * <p>A size is an outlier if its logarithm lies more than {@value #FARTHEST} robust standard deviations (1.4826 times the median
 * absolute deviation) from the median. Source: C. Leys et al., "Detecting outliers", J. Exp. Soc. Psychol. 49(4), 2013.
 */
final class LooksNeeded {
    private static final double FARTHEST = 3;
    private static final double ROBUST = 1.4826;
    private static final int FEWEST = 5;
    private static final double UNSURE_CLASS = 0.7;
    private static final double UNSURE_VOXELS = 0.65;
    private static final double UNSTABLE = 0.8;
    private static final double UNSURE_VIEWS = 0.4;

    private final double median;
    private final double deviation;
    private final int sized;

    /** Knows the total volumes of a cohort, ml. */
    LooksNeeded(List<Double> totalMl) {
        double[] logarithms = totalMl.stream()
                .filter(ml -> ml > 0)
                .mapToDouble(Math::log)
                .sorted()
                .toArray();
        sized = logarithms.length;
        median = sized == 0 ? 0 : median(logarithms);
        double[] distances = Arrays.stream(logarithms)
                .map(each -> Math.abs(each - median))
                .sorted()
                .toArray();
        deviation = sized == 0 ? 0 : ROBUST * median(distances);
    }

    private static double median(double... sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The reasons of a case, the weightiest first. */
    List<String> of(ResultRow row) {
        List<String> reasons = new ArrayList<>();
        if (!row.isDone()) {
            reasons.add(row.error().isEmpty() ? "not analysed yet" : "failed: " + row.error());
            return reasons;
        }
        reasons.addAll(row.warnings());
        size(row.totalMl()).ifPresent(reasons::add);
        row.lowestClassProbability().stream()
                .filter(sure -> sure < UNSURE_CLASS)
                .mapToObj(sure -> String.format(Locale.ROOT, "a class is only %.0f %% probable", 100 * sure))
                .forEach(reasons::add);
        row.lowestMeanProbability().stream()
                .filter(sure -> sure < UNSURE_VOXELS)
                .mapToObj(sure -> String.format(Locale.ROOT, "a lesion is only %.2f probable", sure))
                .forEach(reasons::add);
        row.sureness().thresholds().stream()
                .filter(dice -> dice < UNSTABLE)
                .mapToObj(dice -> String.format(
                        Locale.ROOT,
                        "a threshold %.1f lower or higher gives other masks (Dice %.2f of both)",
                        ThresholdStability.STEP,
                        dice))
                .forEach(reasons::add);
        row.sureness().mirrors().stream()
                .filter(entropy -> entropy > UNSURE_VIEWS)
                .mapToObj(entropy -> String.format(
                        Locale.ROOT,
                        "of its lesions the network is unsure, mirrored or not (mean entropy %.2f, at most %.2f)",
                        entropy,
                        Math.log(2)))
                .forEach(reasons::add);
        return reasons;
    }

    private Optional<String> size(OptionalDouble totalMl) {
        if (sized < FEWEST || totalMl.isEmpty() || totalMl.getAsDouble() == 0) {
            return Optional.empty();
        }
        double away = Math.log(totalMl.getAsDouble()) - median;
        boolean isFar = Math.abs(away) > FARTHEST * deviation && deviation > 0;
        return isFar
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%.2f ml is far %s than the median of the cohort, %.2f ml",
                        totalMl.getAsDouble(),
                        away > 0 ? "more" : "less",
                        Math.exp(median)))
                : Optional.empty();
    }
}
