package org.lesionlens.model.foreign;

import java.util.ArrayList;
import java.util.List;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Foreground;
import org.lesionlens.model.Preparation.Over;

/**
 * The transforms of MONAI that change intensities ({@code monai/transforms/intensity/array.py}), as ours.
 *
 * @param channels of the image
 */
record MonaiIntensities(int channels) {
    private static final double LEAST_DEVIATION = 1e-8;
    private static final double PERCENT = 100;
    private static final String REMEDY = "name a bundle without it";

    List<Preparation> steps(String name, Part transform) {
        return switch (name) {
            case "ScaleIntensityRanged" -> range(transform);
            case "ScaleIntensityd" -> scale(transform);
            case "NormalizeIntensityd" -> normalize(transform);
            case "ScaleIntensityRangePercentilesd" -> percentiles(transform);
            default ->
                throw transform.refused("the transform \"" + Refusal.echo(name) + "\", which is not done here", REMEDY);
        };
    }

    private static List<Preparation> range(Part transform) {
        double low = transform.number("/a_min");
        double width = transform.number("/a_max") - low;
        if (width == 0) {
            throw transform.refused("a range without width", REMEDY);
        }
        List<Preparation> steps = new ArrayList<>(List.of(new Preparation.Linear(1 / width, -low / width)));
        steps.addAll(into(transform, transform.number("/b_min", Double.NaN), transform.number("/b_max", Double.NaN)));
        return steps;
    }

    /** From 0 to 1 into a range, where both its ends are known; cut at those that are, if it says so. */
    private static List<Preparation> into(Part transform, double low, double high) {
        boolean given = !Double.isNaN(low) && !Double.isNaN(high);
        List<Preparation> steps = new ArrayList<>();
        if (given && (low != 0 || high != 1)) {
            steps.add(new Preparation.Linear(high - low, low));
        }
        if (transform.flag("/clip", false) && !(Double.isNaN(low) && Double.isNaN(high))) {
            steps.add(new Preparation.Clip(
                    Double.isNaN(low) ? Double.NEGATIVE_INFINITY : low,
                    Double.isNaN(high) ? Double.POSITIVE_INFINITY : high));
        }
        return steps;
    }

    /** A number that is null stands for none, one that is left out for the default. */
    private static double number(Part transform, String key, double byDefault) {
        return transform.node().has(key) && !transform.has("/" + key)
                ? Double.NaN
                : transform.number("/" + key, byDefault);
    }

    /** A factor counts only where there is no range. */
    private List<Preparation> scale(Part transform) {
        double low = number(transform, "minv", 0);
        double high = number(transform, "maxv", 1);
        if (Double.isNaN(low) && Double.isNaN(high)) {
            double factor = transform.number("/factor", 0);
            return factor == 0 ? List.of() : List.of(new Preparation.Linear(1 + factor, 0));
        }
        List<Preparation> steps =
                new ArrayList<>(List.of(joint(transform, new Preparation.PercentileRange(0, PERCENT, Over.VOLUME, 0))));
        if (!Double.isNaN(low) && !Double.isNaN(high) && (low != 0 || high != 1)) {
            steps.add(new Preparation.Linear(high - low, low));
        }
        return steps;
    }

    /** Statistics of MONAI are those of all channels unless it is told otherwise. */
    private Preparation joint(Part transform, Preparation step) {
        return channels > 1 && !transform.flag("/channel_wise", false) ? new Preparation.Joint(step) : step;
    }

    private List<Preparation> normalize(Part transform) {
        boolean nonzero = transform.flag("/nonzero", false);
        if (transform.has("/subtrahend") || transform.has("/divisor")) {
            return fixed(transform, nonzero);
        }
        Foreground foreground = nonzero ? Foreground.NONZERO : Foreground.ALL;
        return List.of(joint(transform, new Preparation.ZScore(foreground, Over.VOLUME, LEAST_DEVIATION, false)));
    }

    private List<Preparation> fixed(Part transform, boolean nonzero) {
        List<Double> means = transform.numbers("/subtrahend");
        List<Double> deviations = transform.numbers("/divisor");
        boolean each = transform.flag("/channel_wise", false);
        int expected = each ? channels : 1;
        if (nonzero
                || means.size() != expected
                || deviations.size() != expected
                || deviations.stream().anyMatch(deviation -> deviation <= 0)) {
            throw transform.refused(
                    "a NormalizeIntensityd with fixed numbers that are not one for all, or with channel_wise one for each"
                            + " channel",
                    REMEDY);
        }
        List<Preparation> steps = new ArrayList<>();
        for (int i = 0; i < expected; i++) {
            Preparation step = new Preparation.FixedZScore(means.get(i), deviations.get(i));
            steps.add(expected == 1 ? step : new Preparation.ForChannel(i, step));
        }
        return steps;
    }

    private List<Preparation> percentiles(Part transform) {
        double lower = transform.number("/lower");
        double upper = transform.number("/upper");
        if (!(lower >= 0 && lower < upper && upper <= PERCENT)) {
            throw transform.refused("percentiles that are not from 0 to 100, the lower one first", REMEDY);
        }
        List<Preparation> steps = new ArrayList<>(
                List.of(joint(transform, new Preparation.PercentileRange(lower, upper, Over.VOLUME, 0))));
        double low = transform.number("/b_min", Double.NaN);
        double high = transform.number("/b_max", Double.NaN);
        boolean relative = transform.flag("/relative", false);
        steps.addAll(into(
                transform,
                relative ? (high - low) * (lower / PERCENT) + low : low,
                relative ? (high - low) * (upper / PERCENT) + low : high));
        return steps;
    }
}
