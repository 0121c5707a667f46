package org.lesionlens.model.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Interpolation;

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
            "Resized",
            "ScaleIntensityRanged",
            "ScaleIntensityd",
            "NormalizeIntensityd",
            "ScaleIntensityRangePercentilesd",
            "CropForegroundd",
            "DivisiblePadd",
            "SpatialPadd");

    private static final Set<String> PADS = Set.of("DivisiblePadd", "SpatialPadd");
    private static final String IMAGE = "image";
    private static final String REMEDY = "name a bundle without it";

    private final int channels;
    private final int dimensions;
    private final List<Preparation> steps = new ArrayList<>();
    private String orientation = Preparation.AS_STORED;
    private List<Integer> divisor = List.of();
    private List<Integer> least = List.of();
    private Fill fill = new Fill(Fill.Mode.CONSTANT, 0);

    /**
     * @param channels of the image
     * @param dimensions of what the network sees: 2 or 3
     */
    MonaiPreprocessing(List<Part> transforms, int channels, int dimensions) {
        this.channels = channels;
        this.dimensions = dimensions;
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

    /** Whether the network sees another grid than the image's. */
    boolean isResampled() {
        return steps.stream()
                .anyMatch(step -> step instanceof Preparation.Resample || step instanceof Preparation.Resize);
    }

    private boolean isPadded() {
        return !divisor.isEmpty() || !least.isEmpty();
    }

    private void add(Part transform) {
        String name = MonaiConfig.target(transform);
        if (!MonaiConfig.isOf(IMAGE, transform)) {
            return;
        }
        if (CASTS.contains(name)) {
            requireFloat(transform);
        }
        if (name.equals("LoadImaged") && transform.flag("/reverse_indexing", false)) {
            throw transform.refused("a LoadImaged with reverse_indexing, which is not done here", REMEDY);
        }
        if (NOTHING.contains(name)) {
            return;
        }
        if (KNOWN.contains(name)) {
            transform.node().forEach(value -> requirePlain(transform, value));
        }
        if (isPadded() && !PADS.contains(name)) {
            throw transform.refused(
                    "the transform \"" + Refusal.echo(name) + "\" after a padding, which is not done here", REMEDY);
        }
        switch (name) {
            case "Orientationd" -> orient(transform);
            case "Spacingd" -> resample(transform);
            case "Resized" -> resize(transform);
            case "CropForegroundd" -> crop(transform);
            case "DivisiblePadd" -> divisor = pad(transform, "/k");
            case "SpatialPadd" -> least = pad(transform, "/spatial_size");
            default -> steps.addAll(new MonaiIntensities(channels).steps(name, transform));
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

    /** Options that change where voxels are taken from, but for the defaults. */
    private static void requireDefaults(Part transform, String... others) {
        for (String key : others) {
            boolean off = !transform.has("/" + key)
                    || transform.node().path(key).isBoolean() && !transform.flag("/" + key, false);
            if (!off) {
                throw transform.refused("a " + MonaiConfig.target(transform) + " with " + key, REMEDY);
            }
        }
    }

    /** For the first of its keys. */
    private static String first(Part transform, String at, String byDefault) {
        return transform.has(at) ? transform.each(at).get(0).text("") : byDefault;
    }

    private void resample(Part transform) {
        requireDefaults(transform, "diagonal", "scale_extent", "min_pixdim", "max_pixdim");
        String padding = first(transform, "/padding_mode", "border");
        if (!padding.equals("border")) {
            throw transform.refused("the padding_mode \"" + Refusal.echo(padding) + "\" of Spacingd", REMEDY);
        }
        List<Double> spacing = new ArrayList<>();
        for (Part one : transform.each("/pixdim")) {
            spacing.add(one.node().isNumber() && one.number("") > 0 ? one.number("") : 0.0);
        }
        if (spacing.isEmpty() || spacing.size() > 3) {
            throw transform.refused("a pixdim that is not one to three numbers", REMEDY);
        }
        while (spacing.size() < dimensions) {
            spacing.add(spacing.get(spacing.size() - 1));
        }
        spacing = new ArrayList<>(spacing.subList(0, dimensions));
        spacing.addAll(Collections.nCopies(3 - dimensions, 0.0));
        String mode = first(transform, "/mode", "bilinear");
        Interpolation within = switch (mode) {
            case "bilinear", "1" -> Interpolation.LINEAR;
            case "nearest", "0" -> Interpolation.NEAREST;
            case "3" -> Interpolation.CUBIC;
            default -> throw transform.refused("the mode \"" + Refusal.echo(mode) + "\" of Spacingd", REMEDY);
        };
        steps.add(new Preparation.Resample(spacing, within, Interpolation.NEAREST, Double.POSITIVE_INFINITY, true));
    }

    private void resize(Part transform) {
        requireDefaults(transform, "align_corners", "anti_aliasing");
        List<Integer> sides = new ArrayList<>(transform.each("/spatial_size").stream()
                .map(side -> Math.max(0, side.whole("")))
                .toList());
        if (!transform.string("/size_mode").orElse("all").equals("all") || sides.size() != dimensions) {
            throw transform.refused(
                    "a Resized by the longest side, or with a spatial_size that is not " + dimensions + " numbers",
                    REMEDY);
        }
        sides.addAll(Collections.nCopies(3 - dimensions, 0));
        String mode = first(transform, "/mode", "area");
        Interpolation within = switch (mode) {
            case "area" -> Interpolation.AREA;
            case "linear", "bilinear", "trilinear" -> Interpolation.LINEAR;
            case "nearest-exact" -> Interpolation.NEAREST;
            default -> throw transform.refused("the mode \"" + Refusal.echo(mode) + "\" of Resized", REMEDY);
        };
        steps.add(new Preparation.Resize(sides, within));
    }

    private void crop(Part transform) {
        boolean foreign =
                transform.has("/source_key") && !transform.text("/source_key").equals(first(transform, "/keys", IMAGE));
        boolean plain = !transform.has("/select_fn")
                && !transform.has("/channel_indices")
                && Stream.of("/k_divisible")
                        .flatMap(at -> transform.each(at).stream())
                        .allMatch(k -> k.number("") == 1)
                && transform.each("/margin").stream().allMatch(margin -> margin.number("") == 0);
        if (!plain || foreign) {
            throw transform.refused(
                    "a CropForegroundd by another image, by some channels, by a function, or with a margin, which is not"
                            + " done here",
                    REMEDY);
        }
        steps.add(new Preparation.CropToNonzero(true));
    }

    private List<Integer> pad(Part transform, String at) {
        List<Integer> sides = new ArrayList<>(
                transform.each(at).stream().map(side -> side.whole("")).toList());
        while (!sides.isEmpty() && sides.size() < dimensions) {
            sides.add(sides.get(0));
        }
        String mode = first(transform, "/mode", "constant");
        Fill wanted = switch (mode) {
            case "constant" ->
                new Fill(Fill.Mode.CONSTANT, transform.number("/value", transform.number("/constant_values", 0)));
            case "reflect" -> new Fill(Fill.Mode.REFLECT, 0);
            case "edge", "replicate" -> new Fill(Fill.Mode.EDGE, 0);
            default -> throw transform.refused("the padding \"" + Refusal.echo(mode) + "\"", REMEDY);
        };
        if (!first(transform, "/method", "symmetric").equals("symmetric") || isPadded() && !fill.equals(wanted)) {
            throw transform.refused("a padding at the end only, or of two kinds, which is not done here", REMEDY);
        }
        fill = wanted;
        return sides;
    }
}
