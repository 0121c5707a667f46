package org.lesionlens.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.lesionlens.model.Preparation.Foreground;
import org.lesionlens.model.Preparation.Interpolation;
import org.lesionlens.model.Preparation.Over;
import org.lesionlens.volume.ForeignText;

/** Reads the steps of a preparation. */
final class PreparationReader {
    private static final double LEAST_SPACING = 0.001;
    private static final double MOST_SPACING = 100;
    private static final int MOST_CHANNELS = 64;
    /** Where a window of images without mm says how many pixels their longer side gets. */
    static final String LONG_SIDE = "/long_side";

    private PreparationReader() {}

    static List<Preparation> read(DescriptionNode own) throws IOException {
        return own.has("/preparation") ? own.each("/preparation", PreparationReader::step) : ofSlices(own);
    }

    /** How descriptions say it that have a {@code normalization} and a spacing of the window. */
    private static List<Preparation> ofSlices(DescriptionNode own) {
        List<Preparation> steps = new ArrayList<>(List.of(new Preparation.Reorient(Preparation.AS_SHOWN)));
        DescriptionNode normalization = own.at("/normalization");
        steps.addAll(normalization.has("/range") ? ofRange(normalization) : ofStatistics(normalization));
        steps.add(ofWindow(own.at("/window")));
        return List.copyOf(steps);
    }

    private static List<Preparation> ofStatistics(DescriptionNode normalization) {
        normalization.require(normalization.text("/foreground").equals("above-mean"), "/foreground", "above-mean");
        DescriptionNode clip = normalization.at("/clip");
        return List.of(
                new Preparation.ZScore(
                        Foreground.ABOVE_MEAN, normalization.choice("/statistics", Over.class), 0, false),
                clip(clip, clip.number("/0"), clip.number("/1")));
    }

    /** From the image's own units to -1 to 1. */
    private static List<Preparation> ofRange(DescriptionNode normalization) {
        normalization.require(
                Stream.of("/statistics", "/foreground", "/clip").noneMatch(normalization::has),
                "/range",
                "alone, without statistics, foreground and clip");
        DescriptionNode range = normalization.at("/range");
        double low = range.number("/0");
        double high = range.number("/1");
        return List.of(clip(range, low, high), new Preparation.Linear(2 / (high - low), -1 - 2 * low / (high - low)));
    }

    private static Preparation ofWindow(DescriptionNode window) {
        if (window.has(LONG_SIDE)) {
            window.require(
                    !window.has("/spacing_mm") && !window.has("/field_of_view_mm"),
                    LONG_SIDE,
                    "without spacing_mm and field_of_view_mm: it is for images whose mm do not count");
            return new Preparation.FitLongSide(window.wholeNumber(LONG_SIDE, 1, Window.LARGEST_SIDE));
        }
        double spacing = spacing(window, "/spacing_mm");
        return new Preparation.Resample(
                List.of(spacing, spacing, 0.0),
                Interpolation.TRIANGLE,
                Interpolation.NEAREST,
                Double.POSITIVE_INFINITY);
    }

    /** Steps after an activation. */
    static List<Preparation> after(DescriptionNode output) throws IOException {
        List<Preparation> steps = output.each("/after", PreparationReader::step);
        output.require(
                steps.stream()
                        .allMatch(step -> step instanceof Preparation.Linear
                                || step instanceof Preparation.Clip
                                || step instanceof Preparation.Binarize),
                "/after",
                "steps linear, clip and binarize only");
        return steps;
    }

    private static Preparation step(DescriptionNode step) throws IOException {
        Preparation read = ofName(step);
        if (step.flag("/joint", false)) {
            boolean counts = read instanceof Preparation.ZScore
                    || read instanceof Preparation.PercentileRange
                    || read instanceof Preparation.PercentileClip;
            step.require(
                    counts && !step.has("/channel"),
                    "/joint",
                    "a step z-score, percentile-range or percentile-clip of all channels");
            return new Preparation.Joint(read);
        }
        return step.has("/channel")
                ? new Preparation.ForChannel(step.wholeNumber("/channel", 0, MOST_CHANNELS - 1), read)
                : read;
    }

    private static Preparation ofName(DescriptionNode step) throws IOException {
        return switch (step.text("/step")) {
            case "reorient" -> reorient(step);
            case "resample" -> resample(step);
            case "resize" -> resize(step);
            case "fit-long-side" -> new Preparation.FitLongSide(step.wholeNumber("/pixels", 1, Window.LARGEST_SIDE));
            case "crop-to-nonzero" -> new Preparation.CropToNonzero(step.flag("/positive", false));
            case "z-score" -> zScore(step);
            case "fixed-z-score" ->
                new Preparation.FixedZScore(step.number("/mean"), step.positive("/standard_deviation"));
            case "percentile-range" -> percentiles(step);
            case "percentile-clip" -> percentileClip(step);
            case "linear" -> new Preparation.Linear(step.number("/gain", 1), step.number("/offset", 0));
            case "clip" ->
                clip(
                        step,
                        step.bound("/minimum", Double.NEGATIVE_INFINITY),
                        step.bound("/maximum", Double.POSITIVE_INFINITY));
            case "binarize" -> new Preparation.Binarize(step.number("/threshold"));
            case "cast" -> new Preparation.Cast(step.choice("/type", ElementType.class));
            default ->
                throw step.unsuitable(
                        "has a step of preparation that is unknown: \"" + ForeignText.shown(step.text("/step")) + "\"");
        };
    }

    private static Preparation reorient(DescriptionNode step) {
        String to = step.text("/to");
        boolean letters = to.matches("[LRPAIS]{3}")
                && to.chars()
                                .map(letter -> "LRPAIS".indexOf(letter) / 2)
                                .distinct()
                                .count()
                        == 3;
        step.require(
                letters || to.equals(Preparation.AS_STORED) || to.equals(Preparation.AS_SHOWN),
                "/to",
                "stored, shown, or three letters of L or R, P or A, I or S");
        return new Preparation.Reorient(to);
    }

    private static Preparation resample(DescriptionNode step) throws IOException {
        List<Double> spacing = step.each("/spacing_mm", one -> one.number("") == 0 ? 0.0 : spacing(one, ""));
        step.require(spacing.size() == 3, "/spacing_mm", "three numbers, for x, y and z");
        Preparation.Resample resample = new Preparation.Resample(
                spacing,
                step.choice("/within", Interpolation.class, Interpolation.LINEAR),
                step.choice("/across", Interpolation.class, Interpolation.NEAREST),
                step.bound("/apart_above", Double.POSITIVE_INFINITY),
                step.flag("/centres", false));
        step.require(
                !resample.centres()
                        || resample.within() != Interpolation.TRIANGLE && resample.within() != Interpolation.AREA,
                "/centres",
                "false where /within is triangle or area");
        return resample;
    }

    static double spacing(DescriptionNode node, String at) {
        double spacing = node.positive(at);
        node.require(
                spacing >= LEAST_SPACING && spacing <= MOST_SPACING,
                at,
                "a spacing of " + LEAST_SPACING + " to " + MOST_SPACING + " mm");
        return spacing;
    }

    private static Preparation zScore(DescriptionNode step) {
        return new Preparation.ZScore(
                step.choice("/foreground", Foreground.class, Foreground.ALL),
                step.choice("/over", Over.class, Over.VOLUME),
                step.number("/epsilon", 0),
                step.flag("/epsilon_added", false));
    }

    private static Preparation resize(DescriptionNode step) throws IOException {
        List<Integer> sides = step.each("/sides", side -> side.wholeNumber("", 0, Window.LARGEST_SIDE));
        step.require(sides.size() == 3, "/sides", "three numbers, for x, y and z");
        Interpolation within = step.choice("/within", Interpolation.class, Interpolation.LINEAR);
        step.require(within != Interpolation.TRIANGLE, "/within", "nearest, linear, cubic or area");
        return new Preparation.Resize(sides, within);
    }

    private static Preparation percentileClip(DescriptionNode step) {
        double lower = step.number("/lower", 0);
        double upper = step.number("/upper", 100);
        requirePercentiles(step, lower, upper);
        return new Preparation.PercentileClip(
                lower, upper, step.choice("/over", Over.class, Over.VOLUME), step.flag("/between", true));
    }

    private static void requirePercentiles(DescriptionNode step, double lower, double upper) {
        step.require(lower >= 0 && lower < upper && upper <= 100, "/upper", "a percentile above /lower, up to 100");
    }

    private static Preparation percentiles(DescriptionNode step) {
        double lower = step.number("/lower");
        double upper = step.number("/upper");
        requirePercentiles(step, lower, upper);
        return new Preparation.PercentileRange(
                lower, upper, step.choice("/over", Over.class, Over.VOLUME), step.number("/epsilon", 0));
    }

    static Preparation clip(DescriptionNode node, double minimum, double maximum) {
        node.require(minimum < maximum, "", "a lower and a higher number");
        return new Preparation.Clip(minimum, maximum);
    }
}
