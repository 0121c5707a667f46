package org.lesionlens.metric;

import java.util.List;
import java.util.Optional;

/**
 * How masks are compared.
 *
 * @param minimumLesion the smallest lesion that counts as one, in mm3 (mm2 of a single slice, voxels if not calibrated), at
 *     least 0; figures of voxels and surfaces are not touched by it
 * @param tolerances of the surface Dice, in mm (pixels if not calibrated), each at least 0
 * @param hit when a box is one of the reference in free-response ROC; empty for {@link HitRule#USUAL} of predictions that are boxes,
 *     and for anything in common of those that are masks
 */
public record Comparison(double minimumLesion, List<Double> tolerances, Optional<HitRule> hit) {
    /** Every lesion counts; surfaces at 1 and 2 mm. */
    public static final Comparison USUAL = new Comparison(0, Metrics.TOLERANCES);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Comparison {
        if (!(minimumLesion >= 0 && Double.isFinite(minimumLesion))) {
            throw new IllegalArgumentException(
                    "minimumLesion is " + minimumLesion + " but must be finite and at least 0");
        }
        tolerances = List.copyOf(tolerances);
        if (!tolerances.stream().allMatch(tolerance -> tolerance >= 0 && Double.isFinite(tolerance))) {
            throw new IllegalArgumentException("tolerances are " + tolerances + " but must be finite and at least 0");
        }
    }

    /** With the usual hits. */
    public Comparison(double minimumLesion, List<Double> tolerances) {
        this(minimumLesion, tolerances, Optional.empty());
    }

    /** The same with what counts as a hit; empty as above. */
    public Comparison hitBy(Optional<HitRule> rule) {
        return new Comparison(minimumLesion, tolerances, rule);
    }

    /** The usual one with another smallest lesion. */
    public static Comparison of(double minimumLesion) {
        return new Comparison(minimumLesion, Metrics.TOLERANCES);
    }
}
