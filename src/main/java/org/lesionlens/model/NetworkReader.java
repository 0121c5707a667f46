package org.lesionlens.model;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lesionlens.model.Output.Activation;
import org.lesionlens.model.Output.Answer;
import org.lesionlens.model.Window.Blend;
import org.lesionlens.model.Window.Side;
import org.lesionlens.volume.ForeignText;

/** Reads what a description says of its network: files, tensors, window, and what the answer means. */
final class NetworkReader {
    private static final double SIGMA = 1.0 / 8;
    private static final double HALF = 0.5;
    /** The first window that a network is tried with has sides of a few strides. */
    private static final int LARGEST_STRIDE = Window.LARGEST_SIDE / 4;

    private static final long MOST_VOXELS = 1L << 24;
    private static final int LARGEST_LABEL = 65535;

    private final DescriptionNode root;
    private final DescriptionNode own;

    NetworkReader(DescriptionNode root, DescriptionNode own) {
        this.root = root;
        this.own = own;
    }

    Network read() throws IOException {
        DescriptionNode node = own.at("/network");
        return new Network(
                node.has("/weights")
                        ? node.each("/weights", DescriptionNode::file)
                        : List.of(root.at("/weights/onnx").file()),
                node.each("/data", DescriptionNode::file),
                tensor(node.at("/input"), "input"),
                node.has("/window") ? window(node.at("/window")) : ofSlices(own.at("/window")),
                mirrorAxes(node),
                own.has("/int8") ? Optional.of(reduced(own.at("/int8"))) : Optional.empty(),
                Context.read(own));
    }

    private static ReducedWeights reduced(DescriptionNode node) throws IOException {
        return new ReducedWeights(node.file(), node.each("/tests", ModelReader::test));
    }

    private static TensorSpec tensor(DescriptionNode node, String otherwise) {
        String axes = node.string("/axes").orElse("bcyx");
        try {
            return new TensorSpec(
                    node.string("/name").orElse(otherwise),
                    axes,
                    node.choice("/type", ElementType.class, ElementType.FLOAT32));
        } catch (IllegalArgumentException e) {
            throw node.unsuitable(
                    "has axes that are not some of b, c, x, y, z, each once: \"" + ForeignText.shown(axes) + "\"");
        }
    }

    private static Set<Character> mirrorAxes(DescriptionNode node) throws IOException {
        List<String> axes = node.has("/mirror_axes") ? node.strings("/mirror_axes") : List.of("x");
        node.require(axes.stream().allMatch(axis -> axis.matches("[xyz]")), "/mirror_axes", "some of x, y, z");
        return axes.stream().map(axis -> axis.charAt(0)).collect(Collectors.toUnmodifiableSet());
    }

    /** How descriptions say it that have a spacing and a field of view in the window, or the pixels of a longer side. */
    private static Window ofSlices(DescriptionNode window) {
        int stride = window.wholeNumber("/stride", 1, LARGEST_STRIDE);
        String kind = window.text("/kind");
        if (kind.equals("whole-slice")) {
            int least = (int) ((pixels(window) - 1) / stride + 1) * stride;
            return new Window.Whole(Collections.nCopies(2, new Side(least, stride)), Fill.LOWEST);
        }
        int side = window.wholeNumber("/size", 1, Window.LARGEST_SIDE);
        return switch (kind) {
            case "tiles" ->
                new Window.Tiles(List.of(side, side), step(window, side), new Blend.Gaussian(SIGMA), Fill.LOWEST);
            case "patch" -> new Window.Patch(side, window.positive("/step"));
            default ->
                throw window.unsuitable("has a kind of window that is unknown: \"" + ForeignText.shown(kind) + "\"");
        };
    }

    /** From one tile to the next as a share of its side. */
    private static double step(DescriptionNode window, int side) {
        if (!window.has("/overlap")) {
            return HALF;
        }
        int overlap = window.wholeNumber("/overlap", 0, Window.LARGEST_SIDE);
        window.require(overlap < side, "/overlap", "fewer pixels than /size, " + side + ",");
        return (double) (side - overlap) / side;
    }

    /** Along a side of a whole slice, at least 1. */
    private static long pixels(DescriptionNode window) {
        if (window.has(PreparationReader.LONG_SIDE)) {
            return window.wholeNumber(PreparationReader.LONG_SIDE, 1, Window.LARGEST_SIDE);
        }
        double pixels = window.positive("/field_of_view_mm") / PreparationReader.spacing(window, "/spacing_mm");
        window.require(
                pixels <= Window.LARGEST_SIDE,
                "/field_of_view_mm",
                "at most " + Window.LARGEST_SIDE + " times spacing_mm");
        return Math.max(1, Math.round(pixels));
    }

    private static Window window(DescriptionNode window) throws IOException {
        Fill fill = new Fill(
                window.choice("/fill/mode", Fill.Mode.class, Fill.Mode.CONSTANT), window.number("/fill/value", 0));
        String kind = window.text("/kind");
        return switch (kind) {
            case "whole" -> whole(window, fill);
            case "tiles" -> tiles(window, fill);
            case "patch" ->
                window.has("/sides")
                        ? patch(window, fill)
                        : new Window.Patch(
                                window.wholeNumber("/side", 1, Window.LARGEST_SIDE), window.positive("/step"));
            default ->
                throw window.unsuitable("has a kind of window that is unknown: \"" + ForeignText.shown(kind) + "\"");
        };
    }

    private static Window whole(DescriptionNode window, Fill fill) throws IOException {
        List<Side> sides = dimensions(window, window.each("/sides", NetworkReader::side));
        requireRoom(window, sides.stream().map(Side::least).toList());
        return new Window.Whole(sides, fill);
    }

    /** Of a volume; the smallest that the network takes is the one that it was trained on. */
    private static Window patch(DescriptionNode window, Fill fill) throws IOException {
        List<Integer> sides = window.each("/sides", NetworkReader::side).stream()
                .map(Side::least)
                .toList();
        window.require(sides.size() == 3, "/sides", "three sides, for x, y and z");
        requireRoom(window, sides);
        return new Window.Patch(sides, window.has("/step") ? window.positive("/step") : 1, fill);
    }

    /** A number in a text must not take gigabytes. */
    private static void requireRoom(DescriptionNode window, List<Integer> sides) {
        window.require(
                sides.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact) <= MOST_VOXELS,
                "/sides",
                "at most " + MOST_VOXELS + " voxels in a window");
    }

    private static Side side(DescriptionNode side) {
        return new Side(
                side.wholeNumber("/least", 1, Window.LARGEST_SIDE),
                side.has("/step") ? side.wholeNumber("/step", 0, LARGEST_STRIDE) : 0);
    }

    private static Window tiles(DescriptionNode window, Fill fill) throws IOException {
        List<Integer> sides =
                dimensions(window, window.each("/sides", side -> side.wholeNumber("", 1, Window.LARGEST_SIDE)));
        requireRoom(window, sides);
        double step = window.number("/step", HALF);
        window.require(step > 0 && step <= 1, "/step", "a number above 0, up to 1");
        Blend blend = switch (window.string("/blend").orElse("gaussian")) {
            case "gaussian" ->
                new Blend.Gaussian(
                        window.number("/sigma", SIGMA),
                        window.choice("/peak", Blend.Peak.class, Blend.Peak.MIDDLE),
                        window.number("/least", 0));
            case "constant" -> new Blend.Constant();
            case "halo" ->
                new Blend.Halo(window.each("/halo", side -> side.wholeNumber("", 0, Window.LARGEST_SIDE / 2)));
            default ->
                throw window.unsuitable(
                        "has a blend that is unknown: \"" + ForeignText.shown(window.text("/blend")) + "\"");
        };
        if (blend instanceof Blend.Halo halo) {
            window.require(
                    halo.widths().size() == sides.size()
                            && IntStream.range(0, sides.size())
                                    .allMatch(axis -> 2 * halo.widths().get(axis) < sides.get(axis)),
                    "/halo",
                    "a width for each side, less than half of it");
        }
        Window.Placing placing = window.choice("/placing", Window.Placing.class, Window.Placing.EVEN);
        return new Window.Tiles(sides, step, placing, blend, fill);
    }

    private static <T> List<T> dimensions(DescriptionNode window, List<T> sides) {
        window.require(sides.size() == 2 || sides.size() == 3, "/sides", "two or three sides, for x, y (and z)");
        return sides;
    }

    /** What the answer means; {@code labels} are those of the role. */
    Output output(List<Label> labels) throws IOException {
        DescriptionNode node = own.at("/output");
        Answer answer = node.choice("/answer", Answer.class, Answer.INDEPENDENT);
        List<Integer> ofChannels = node.has("/labels")
                ? node.each("/labels", one -> one.wholeNumber("", 0, LARGEST_LABEL))
                : answer == Answer.LABELS
                        ? List.of()
                        : labels.stream().map(Label::value).toList();
        node.require(
                ofChannels.stream()
                        .allMatch(value -> value == 0 || labels.stream().anyMatch(label -> label.value() == value)),
                "/labels",
                "values of the labels, or 0 for background");
        return new Output(
                tensor(node, Model.PROBABILITY),
                node.choice("/activation", Activation.class, Activation.NONE),
                PreparationReader.after(node),
                answer,
                ofChannels,
                node.has("/scale") ? node.numbers("/scale") : Collections.nCopies(3, 1.0),
                node.choice("/brought_back", Output.Back.class, Output.Back.NUMBERS));
    }
}
