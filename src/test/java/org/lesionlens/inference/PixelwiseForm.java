package org.lesionlens.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lesionlens.inference.TinyNetwork.Attribute;
import org.lesionlens.model.Model;

/**
 * A form that a network may come in, around the same formula (foreign in models/tiny/closed_form.py): of each voxel by itself, the
 * score of class k is a sum of weights times channels, and what is added.
 *
 * @param name says dimensions, channels, classes and answer, as {@code 3d-2to4-softmax}; those of models/tiny/foreign are read
 *     from there
 * @param activation what the description says is still to be done
 * @param input axes and type of the input
 * @param output the same of the output
 * @param window as the description says it
 */
record PixelwiseForm(String name, String activation, Tensors input, Tensors output, String window) {
    private static final int FLOAT = 1;

    /** Axes and type of a tensor. */
    record Tensors(String axes, String type) {}

    private String[] words() {
        return name.split("-");
    }

    int dimensions() {
        return name.charAt(0) - '0';
    }

    int channels() {
        return words()[1].charAt(0) - '0';
    }

    int classes() {
        return words()[1].charAt(3) - '0';
    }

    /** What the network answers: sigmoid, softmax, logits, argmax or regions. */
    String answer() {
        return words()[2];
    }

    boolean isHalf() {
        return name.contains("fp16");
    }

    /** The answer's name in a description. */
    String described() {
        return switch (answer()) {
            case "argmax" -> "labels";
            case "regions" -> "regions";
            case "sigmoid" -> "independent";
            default -> classes() == 1 ? "independent" : "exclusive";
        };
    }

    /** The values of the labels that the channels stand for. */
    List<Integer> values() {
        int first = described().equals("exclusive") || described().equals("labels") ? 0 : 1;
        return IntStream.range(first, first + classes()).boxed().toList();
    }

    /** The second label, where there is one, is an organ. */
    static boolean isLesion(int value) {
        return value != 2 && value != 0;
    }

    double[] scores(double... channels) {
        double[] scores = new double[classes()];
        for (int k = 0; k < scores.length; k++) {
            scores[k] = -0.25 - k / 2.0 - k * k / 512.0;
            for (int c = 0; c < channels.length; c++) {
                scores[k] += weight(k, c) * channels[c];
            }
        }
        return scores;
    }

    private static double weight(int k, int c) {
        return 0.5 + (3 * k + (k + 1) * c) % 5 / 4.0;
    }

    /** The scores after the activation, whoever does it; of argmax as for a softmax. */
    double[] probabilities(double... channels) {
        double[] scores = scores(channels);
        boolean alone = described().equals("independent") || described().equals("regions");
        double sum = IntStream.range(0, scores.length)
                .mapToDouble(k -> Math.exp(scores[k]))
                .sum();
        return IntStream.range(0, scores.length)
                .mapToDouble(k -> alone ? 1 / (1 + Math.exp(-scores[k])) : Math.exp(scores[k]) / sum)
                .toArray();
    }

    Model write(Path models, double threshold) throws IOException {
        List<Integer> labels = values().stream().filter(value -> value > 0).toList();
        return new DescribedModel(models, name)
                .threshold(threshold)
                .weights(network())
                .network("input: {name: input, axes: " + input.axes() + ", type: " + input.type() + "}")
                .network("window: " + window)
                .network("mirror_axes: [" + (dimensions() == 3 ? "x, y, z" : "x, y") + "]")
                .own("preparation: [{step: reorient, to: " + (dimensions() == 3 ? "LPS" : "shown")
                        + "}, {step: linear, gain: 0.01, offset: -1}]")
                .own("channels: ["
                        + IntStream.range(0, channels())
                                .mapToObj(c -> "{name: channel" + c + "}")
                                .collect(Collectors.joining(", "))
                        + "]")
                .own("labels: ["
                        + labels.stream()
                                .map(value -> "{name: class" + value + ", value: " + value + ", lesion: "
                                        + isLesion(value) + "}")
                                .collect(Collectors.joining(", "))
                        + "]")
                .own("output: {name: " + outputName() + ", axes: " + output.axes() + ", type: " + output.type()
                        + ", activation: " + activation + ", answer: " + described()
                        + (described().equals("labels") ? "" : ", labels: " + values()) + "}")
                .write();
    }

    private String outputName() {
        return switch (answer()) {
            case "argmax" -> "labels";
            case "logits" -> "logits";
            default -> "probability";
        };
    }

    byte[] network() throws IOException {
        Path there = TinyModels.FOLDER.resolve("foreign").resolve(name).resolve(Model.WEIGHTS);
        return Files.exists(there) ? Files.readAllBytes(there) : drawn();
    }

    /** In whatever order and type: the formula stands between two transpositions and two casts. */
    private byte[] drawn() {
        String order = dimensions() == 3 ? "bczyx" : "bcyx";
        String inside = order.chars()
                .mapToObj(axis -> String.valueOf((char) axis))
                .filter(axis -> input.axes().contains(axis))
                .collect(Collectors.joining());
        float[] weights = new float[classes() * channels()];
        float[] added = new float[classes()];
        for (int k = 0; k < classes(); k++) {
            added[k] = (float) scores(new double[channels()])[k];
            for (int c = 0; c < channels(); c++) {
                weights[k * channels() + c] = (float) weight(k, c);
            }
        }
        long[] kernel = new long[dimensions() + 2];
        Arrays.fill(kernel, 1);
        kernel[0] = classes();
        kernel[1] = channels();
        TinyNetwork network = new TinyNetwork()
                .input("input", type(input.type()), shape(input.axes(), channels()))
                .output(outputName(), type(output.type()), shape(output.axes(), classes()))
                .floats("weights", kernel, weights)
                .floats("added", new long[] {classes()}, added)
                .operator("Cast", "input", "floats", Attribute.number("to", FLOAT))
                .operator(
                        "Transpose", "floats", "turned", Attribute.numbers("perm", permutation(input.axes(), inside)));
        longer(network, "turned", "batched", order, input.axes())
                .operator("Conv", "batched weights added", "scores")
                .operator(
                        switch (answer()) {
                            case "softmax" -> "Softmax";
                            case "logits" -> "Identity";
                            default -> "Sigmoid";
                        },
                        "scores",
                        "answer",
                        answer().equals("softmax") ? new Attribute[] {Attribute.number("axis", 1)} : new Attribute[0]);
        String answered = order.chars()
                .mapToObj(axis -> String.valueOf((char) axis))
                .filter(axis -> output.axes().contains(axis))
                .collect(Collectors.joining());
        shorter(network, order, answered);
        return network.operator(
                        "Transpose",
                        "unbatched",
                        "ordered",
                        Attribute.numbers("perm", permutation(answered, output.axes())))
                .operator("Cast", "ordered", outputName(), Attribute.number("to", type(output.type())))
                .file();
    }

    /** Gives a tensor the axes that it lacks. */
    private static TinyNetwork longer(TinyNetwork network, String from, String to, String order, String axes) {
        long[] missing = missing(order, axes);
        return missing.length > 0
                ? network.longs("missing", new long[] {missing.length}, missing)
                        .operator("Unsqueeze", from + " missing", to)
                : network.operator("Identity", from, to);
    }

    private static void shorter(TinyNetwork network, String order, String axes) {
        long[] unwanted = missing(order, axes);
        if (unwanted.length > 0) {
            network.longs("unwanted", new long[] {unwanted.length}, unwanted)
                    .operator("Squeeze", "answer unwanted", "unbatched");
        } else {
            network.operator("Identity", "answer", "unbatched");
        }
    }

    private static long[] missing(String order, String axes) {
        return IntStream.range(0, order.length())
                .filter(place -> axes.indexOf(order.charAt(place)) < 0)
                .mapToLong(place -> place)
                .toArray();
    }

    private static long[] permutation(String from, String to) {
        return to.chars().mapToLong(from::indexOf).toArray();
    }

    private static String[] shape(String axes, int channels) {
        return axes.chars()
                .mapToObj(axis -> axis == 'c' ? Integer.toString(channels) : String.valueOf((char) axis))
                .toArray(String[]::new);
    }

    private static int type(String name) {
        return switch (name) {
            case "float32" -> FLOAT;
            case "uint8" -> 2;
            case "int32" -> 6;
            case "float16" -> 10;
            case "float64" -> 11;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
