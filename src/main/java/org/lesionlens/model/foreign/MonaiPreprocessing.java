package org.lesionlens.model.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Foreground;
import org.lesionlens.model.Preparation.Interpolation;
import org.lesionlens.model.Preparation.Over;

/** The transforms of MONAI before a network, as ours; those that are not known are refused by their names. */
final class MonaiPreprocessing {
    private static final Set<String> NOTHING = Set.of(
            "LoadImaged",
            "EnsureChannelFirstd",
            "AddChanneld",
            "AsChannelFirstd",
            "EnsureTyped",
            "ToTensord",
            "CastToTyped",
            "SelectItemsd",
            "DeleteItemsd",
            "FromMetaTensord",
            "ToDeviced",
            "Identityd");

    private static final Set<String> CASTS = Set.of("EnsureTyped", "CastToTyped");

    private static final Set<String> KNOWN = Set.of(
            "Orientationd",
            "Spacingd",
            "ScaleIntensityRanged",
            "ScaleIntensityd",
            "NormalizeIntensityd",
            "ScaleIntensityRangePercentilesd",
            "CropForegroundd",
            "DivisiblePadd",
            "SpatialPadd");

    private static final String IMAGE = "image";
    private static final double LEAST_DEVIATION = 1e-8;
    private static final String REMEDY = "name a bundle without it";

    private final int channels;
    private final List<Preparation> steps = new ArrayList<>();
    private String orientation = Preparation.AS_STORED;
    private List<Integer> divisor = List.of();
    private List<Integer> least = List.of();
    private Fill fill = new Fill(Fill.Mode.CONSTANT, 0);
    private boolean atLeastZero;

    /** @param channels of the image */
    MonaiPreprocessing(List<Part> transforms, int channels) {
        this.channels = channels;
        transforms.forEach(this::add);
    }

    /** Steps in their order; the image is turned before all of them. */
    List<Preparation> steps() {
        List<Preparation> all = new ArrayList<>(List.of(new Preparation.Reorient(orientation)));
        all.addAll(steps);
        return all;
    }

    /** Sides of a padded image are multiples of these; empty if of any. */
    List<Integer> divisor() {
        return divisor;
    }

    /** Sides of the smallest padded image; empty if any. */
    List<Integer> least() {
        return least;
    }

    Fill fill() {
        return fill;
    }

    private void add(Part transform) {
        String name = MonaiConfig.target(transform);
        if (!MonaiConfig.isOf(IMAGE, transform)) {
            return;
        }
        if (CASTS.contains(name)) {
            requireFloat(transform);
        }
        if (NOTHING.contains(name)) {
            return;
        }
        if (KNOWN.contains(name)) {
            transform.node().forEach(value -> requirePlain(transform, value));
        }
        switch (name) {
            case "Orientationd" -> orient(transform);
            case "Spacingd" -> resample(transform);
            case "ScaleIntensityRanged" -> scaleRange(transform);
            case "ScaleIntensityd" -> scale(transform);
            case "NormalizeIntensityd" -> normalize(transform);
            case "ScaleIntensityRangePercentilesd" -> percentiles(transform);
            case "CropForegroundd" -> crop(transform);
            case "DivisiblePadd" -> divisor = pad(transform, "/k");
            case "SpatialPadd" -> least = pad(transform, "/spatial_size");
            default ->
                throw transform.refused("the transform \"" + Refusal.echo(name) + "\", which is not done here", REMEDY);
        }
    }

    private static void requireFloat(Part transform) {
        String type = transform.has("/dtype") ? transform.at("/dtype").node().toString() : "";
        if (type.matches("(?i).*(int|long|short|byte|bool).*")) {
            throw transform.refused("a cast to \"" + Refusal.echo(type) + "\", which is not done here", REMEDY);
        }
    }

    private static void requirePlain(Part transform, JsonNode value) {
        MonaiConfig.requireNoExpression(transform, value);
        value.forEach(part -> requirePlain(transform, part));
    }

    private void orient(Part transform) {
        String axes = transform.flag("/as_closest_canonical", false) ? "RAS" : transform.text("/axcodes");
        if (!steps.isEmpty() || !axes.matches("[LRPAIS]{3}")) {
            throw transform.refused("an Orientationd to \"" + Refusal.echo(axes) + "\" or after other steps", REMEDY);
        }
        orientation = axes;
    }

    private void resample(Part transform) {
        List<Double> spacing = new ArrayList<>();
        for (Part one : transform.each("/pixdim")) {
            spacing.add(one.node().isNumber() && one.number("") > 0 ? one.number("") : 0.0);
        }
        if (spacing.size() == 1) {
            spacing = new ArrayList<>(Collections.nCopies(3, spacing.get(0)));
        }
        if (spacing.size() == 2) {
            spacing.add(0.0);
        }
        String mode = transform.has("/mode") ? transform.each("/mode").get(0).text("") : "bilinear";
        Interpolation within = switch (mode) {
            case "bilinear", "1" -> Interpolation.LINEAR;
            case "nearest", "0" -> Interpolation.NEAREST;
            case "3" -> Interpolation.CUBIC;
            default -> throw transform.refused("the mode \"" + Refusal.echo(mode) + "\" of Spacingd", REMEDY);
        };
        if (spacing.size() != 3) {
            throw transform.refused("a pixdim that is not two or three numbers", REMEDY);
        }
        steps.add(new Preparation.Resample(spacing, within, Interpolation.NEAREST, Double.POSITIVE_INFINITY, true));
    }

    private void scaleRange(Part transform) {
        double low = transform.number("/a_min");
        double width = transform.number("/a_max") - low;
        if (width == 0) {
            throw transform.refused("a range without width", REMEDY);
        }
        steps.add(new Preparation.Linear(1 / width, -low / width));
        into(transform);
    }

    /** From 0 to 1 into {@code b_min} to {@code b_max}. */
    private void into(Part transform) {
        boolean given = transform.has("/b_min") && transform.has("/b_max");
        double low = given ? transform.number("/b_min") : 0;
        double high = given ? transform.number("/b_max") : 1;
        if (low != 0 || high != 1) {
            steps.add(new Preparation.Linear(high - low, low));
        }
        boolean clip = transform.flag("/clip", false) && given;
        if (clip) {
            steps.add(new Preparation.Clip(low, high));
        }
        atLeastZero = clip && low >= 0;
    }

    private void scale(Part transform) {
        if (transform.has("/factor") && !transform.has("/minv") && !transform.has("/maxv")) {
            throw transform.refused("a ScaleIntensityd by a factor", REMEDY);
        }
        double low = transform.number("/minv", 0);
        double high = transform.number("/maxv", 1);
        steps.add(joint(transform, new Preparation.PercentileRange(0, 100, Over.VOLUME, 0)));
        if (low != 0 || high != 1) {
            steps.add(new Preparation.Linear(high - low, low));
        }
        atLeastZero = low >= 0;
    }

    /** Statistics of MONAI are those of all channels unless it is told otherwise. */
    private Preparation joint(Part transform, Preparation step) {
        return channels > 1 && !transform.flag("/channel_wise", false) ? new Preparation.Joint(step) : step;
    }

    private void normalize(Part transform) {
        boolean nonzero = transform.flag("/nonzero", false);
        boolean fixed = transform.has("/subtrahend") || transform.has("/divisor");
        if (fixed) {
            List<Double> means = transform.numbers("/subtrahend");
            List<Double> deviations = transform.numbers("/divisor");
            if (nonzero || means.size() != 1 || deviations.size() != 1) {
                throw transform.refused("a NormalizeIntensityd with fixed numbers that are not one for all", REMEDY);
            }
            steps.add(new Preparation.FixedZScore(means.get(0), deviations.get(0)));
        } else {
            Foreground foreground = nonzero ? Foreground.NONZERO : Foreground.ALL;
            steps.add(joint(transform, new Preparation.ZScore(foreground, Over.VOLUME, LEAST_DEVIATION, false)));
        }
        atLeastZero = false;
    }

    private void percentiles(Part transform) {
        if (transform.flag("/relative", false)) {
            throw transform.refused("a ScaleIntensityRangePercentilesd that is relative", REMEDY);
        }
        steps.add(joint(
                transform,
                new Preparation.PercentileRange(
                        transform.number("/lower"), transform.number("/upper"), Over.VOLUME, 0)));
        into(transform);
    }

    /** MONAI keeps what is above 0, we what is not 0: the same where nothing is below. */
    private void crop(Part transform) {
        boolean plain = !transform.has("/select_fn")
                && !transform.has("/k_divisible")
                && transform.each("/margin").stream().allMatch(margin -> margin.number("") == 0);
        if (!plain || !atLeastZero) {
            throw transform.refused(
                    "a CropForegroundd of values that may be below 0, or with a margin, which is not done here",
                    REMEDY);
        }
        steps.add(new Preparation.CropToNonzero());
    }

    private List<Integer> pad(Part transform, String at) {
        List<Integer> sides =
                transform.each(at).stream().map(side -> side.whole("")).toList();
        String mode = transform.string("/mode").orElse("constant");
        fill = switch (mode) {
            case "constant" -> new Fill(Fill.Mode.CONSTANT, transform.number("/value", 0));
            case "reflect" -> new Fill(Fill.Mode.REFLECT, 0);
            case "edge", "replicate" -> new Fill(Fill.Mode.EDGE, 0);
            default -> throw transform.refused("the padding \"" + Refusal.echo(mode) + "\"", REMEDY);
        };
        return sides;
    }
}
