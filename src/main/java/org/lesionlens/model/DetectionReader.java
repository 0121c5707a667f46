package org.lesionlens.model;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.lesionlens.model.Detection.Hit;
import org.lesionlens.model.Detection.Over;
import org.lesionlens.model.Detection.Suppression;
import org.lesionlens.volume.ForeignText;

/** Reads what a description says of boxes. */
final class DetectionReader {
    private static final int MOST_BOXES = 10_000;
    private static final String OF_SLICES = "x0 y0 x1 y1";
    private static final String OF_VOLUMES = "x0 y0 z0 x1 y1 z1";

    private DetectionReader() {}

    static Detection read(DescriptionNode own, List<Label> labels) throws IOException {
        own.field("/detection", node -> node.isObject(), "a mapping");
        DescriptionNode node = own.at("/detection");
        node.require(
                !node.text("/boxes").equals(node.text("/scores")), "/scores", "another output than that of the boxes");
        node.require(node.text("/pixels").equals("input"), "/pixels", "input");
        List<Double> thresholds = node.each("/thresholds", one -> share(one, ""));
        node.require(thresholds.size() == labels.size(), "/thresholds", "as many numbers as there are labels");
        return new Detection(
                node.text("/boxes"),
                node.text("/scores"),
                cell(node),
                positiveShare(node, "/least_score"),
                node.wholeNumber("/most", 1, MOST_BOXES),
                suppression(node.at("/suppression")),
                thresholds,
                node.has("/hit") ? Optional.of(hit(node.at("/hit"))) : Optional.empty());
    }

    private static OptionalInt cell(DescriptionNode node) {
        boolean decoded = node.field("/decoded", value -> value.isBoolean(), "true or false")
                .asBoolean();
        node.require(!decoded || !node.has("/cell"), "/cell", "nothing where /decoded is true");
        return decoded ? OptionalInt.empty() : OptionalInt.of(node.wholeNumber("/cell", 1, Window.LARGEST_SIDE));
    }

    private static Suppression suppression(DescriptionNode node) {
        Over over = node.choice("/over", Over.class);
        String kind = node.text("/kind");
        return switch (kind) {
            case "hard" -> new Suppression.Hard(share(node, "/overlap"), over);
            case "soft" -> new Suppression.Soft(node.positive("/sigma"), over);
            default ->
                throw node.unsuitable("has a kind of suppression that is unknown: \"" + ForeignText.shown(kind) + "\"");
        };
    }

    private static Hit hit(DescriptionNode node) {
        String rule = node.text("/rule");
        return switch (rule) {
            case "overlap" -> new Hit.Overlap(positiveShare(node, "/least"));
            case "centre" -> new Hit.Centre(grown(node));
            default ->
                throw node.unsuitable("has a rule for hits that is unknown: \"" + ForeignText.shown(rule) + "\"");
        };
    }

    private static double grown(DescriptionNode node) {
        double pixels = node.number("/grown_pixels");
        node.require(pixels >= 0, "/grown_pixels", "a number of at least 0");
        return pixels;
    }

    private static double share(DescriptionNode node, String at) {
        double value = node.number(at);
        node.require(value >= 0 && value <= 1, at, "a number from 0 to 1");
        return value;
    }

    private static double positiveShare(DescriptionNode node, String at) {
        double value = node.number(at);
        node.require(value > 0 && value <= 1, at, "a number above 0, up to 1");
        return value;
    }

    /** What a description says of the network, its window and the rest must go with boxes. */
    static void requireFit(DescriptionNode own, Network network, List<Preparation> preparation) {
        int dimensions = network.window().dimensions();
        own.require(
                !(network.window() instanceof Window.Patch),
                own.has("/network/window") ? "/network/window/kind" : "/window/kind",
                "whole or tiles, of a detector,");
        own.require(
                network.input().axes().equals(dimensions == 2 ? "bcyx" : "bczyx"),
                "/network/input/axes",
                (dimensions == 2 ? "bcyx" : "bczyx") + ", of a detector,");
        own.require(network.weights().size() == 1, "/network/weights", "one file, of a detector,");
        String coordinates = dimensions == 2 ? OF_SLICES : OF_VOLUMES;
        own.require(
                own.at("/detection").text("/coordinates").equals(coordinates),
                "/detection/coordinates",
                coordinates + ", of windows with " + dimensions + " sides,");
        own.require(
                dimensions > 2 || preparation.stream().allMatch(DetectionReader::keepsSlices),
                "/preparation",
                "no crop-to-nonzero, and nothing that changes how many slices there are, of a detector of slices,");
        own.require(
                dimensions > 2 || preparation.contains(new Preparation.Reorient(Preparation.AS_SHOWN)),
                "/preparation",
                "a step reorient to: shown, of a detector of slices,");
        own.require(!own.has("/prompt"), "/prompt", "nothing, of a detector,");
        own.require(!own.has("/suitability"), "/suitability", "nothing, of a detector,");
        own.require(!own.has("/output"), "/output", "nothing, of a detector (see detection),");
    }

    private static boolean keepsSlices(Preparation step) {
        return !(step instanceof Preparation.CropToNonzero)
                && !(step instanceof Preparation.Resample resample
                        && resample.spacingMm().get(2) != 0)
                && !(step instanceof Preparation.Resize resize && resize.sides().get(2) != 0);
    }
}
