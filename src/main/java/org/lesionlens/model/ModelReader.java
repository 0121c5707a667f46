package org.lesionlens.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads {@code rdf.yaml}; whatever is missing or wrong is named by its place in the file. */
final class ModelReader {
    private static final int LARGEST_LABEL = 65535;
    private static final int MOST_CHANNELS = 64;
    private static final String BOX = "box";
    private static final String MASK = "mask";
    private static final String COLOR = "#E69F00";

    private final ModelFolder folder;

    ModelReader(Path folder) {
        this.folder = new ModelFolder(folder);
    }

    Model read() throws IOException {
        DescriptionNode root = new DescriptionNode(folder, parse(folder.inside(Model.FILE_NAME)), "");
        root.field("/config/lesionlens", JsonNode::isObject, "a mapping");
        DescriptionNode own = root.at("/config/lesionlens");
        Role role = role(own);
        NetworkReader network = new NetworkReader(root, own);
        Purpose purpose = purpose(own);
        Network described = network.read();
        List<Channel> channels = channels(own, purpose, role);
        Optional<Output> output =
                role instanceof Role.Segments ? Optional.of(network.output(role.labels())) : Optional.empty();
        boolean classifies = role instanceof Role.Classifies;
        own.require(
                !classifies || channels.size() == 1,
                "/channels",
                "one channel of the image, and " + MASK + " as the last one, of a classifier,");
        own.require(
                !classifies || described.window() instanceof Window.Patch,
                "/network/window/kind",
                "patch, of a classifier,");
        List<Preparation> preparation = PreparationReader.read(own);
        described.context().ifPresent(context -> context.requireFit(own, described, role, preparation));
        AxesCheck.require(own, described, channels.size() + (classifies || isPrompted(role) ? 1 : 0), output);
        if (role instanceof Role.Detects) {
            DetectionReader.requireFit(own, described, PreparationReader.read(own));
        }
        if (isPrompted(role)) {
            requireOneLesion(own, described, role, output.orElseThrow());
        }
        own.require(
                purpose.suitability().isEmpty() || canTell(described),
                "/suitability",
                "one file of weights and an input of the axes bcyx or bczyx that is no patch, or nothing,");
        return new Model(
                identity(root),
                purpose,
                channels,
                PreparationReader.read(own),
                described,
                output,
                role,
                explanations(own.at("/explanations")),
                own.each("/tests", ModelReader::test));
    }

    /** Whether a network's own numbers tell what its windows are like: one network, whose cells lie as the image's voxels do. */
    private static boolean canTell(Network network) {
        Window window = network.window();
        return network.weights().size() == 1
                && !(window instanceof Window.Patch)
                && network.input().axes().equals(window.dimensions() == 2 ? "bcyx" : "bczyx");
    }

    private static boolean isPrompted(Role role) {
        return role instanceof Role.Segments segments && segments.prompt() == Prompt.BOX;
    }

    /** What is outlined in a box is one lesion, and where no window lies the network says 0. */
    private static void requireOneLesion(DescriptionNode own, Network network, Role role, Output output)
            throws IOException {
        own.require(
                PreparationReader.read(own).stream().noneMatch(Preparation.CropToNonzero.class::isInstance),
                "/preparation",
                "no crop-to-nonzero, of a model with a prompt,");
        own.require(
                network.window() instanceof Window.Whole, "/network/window/kind", "whole, of a model with a prompt,");
        own.require(
                role.labels().size() == 1 && role.labels().get(0).lesion(),
                "/labels",
                "one label, of a lesion, of a model with a prompt,");
        own.require(
                output.answer() == Output.Answer.INDEPENDENT
                        && output.activation() == Output.Activation.NONE
                        && output.after().isEmpty()
                        && output.scale().stream().allMatch(scale -> scale == 1),
                "/output",
                "probabilities, one for each voxel of the input, of a model with a prompt,");
    }

    private JsonNode parse(Path file) throws IOException {
        if (Files.size(file) > YamlTree.LARGEST) {
            throw folder.unsuitable("is larger than 1 MiB, which no description is");
        }
        try {
            return YamlTree.read(Files.readAllBytes(file));
        } catch (YamlTree.BadYamlException e) {
            throw new UnsuitableModelException(
                    file + " is not valid YAML (" + e.getMessage() + "): install the model again", e);
        }
    }

    private Identity identity(DescriptionNode root) throws IOException {
        return new Identity(
                folder.path(),
                root.text("/name"),
                root.text("/version"),
                DescriptionHash.of(root.json()),
                root.string("/license"),
                root.each("/cite", cited -> cited.text("/text")));
    }

    private static Purpose purpose(DescriptionNode own) throws IOException {
        boolean sized = own.has("/window/field_of_view_mm");
        return new Purpose(
                own.string("/modality"),
                own.string("/image").orElse(""),
                own.has("/body_part") ? Optional.of(code(own.at("/body_part"))) : Optional.empty(),
                sized ? OptionalDouble.of(own.positive("/window/field_of_view_mm")) : OptionalDouble.empty(),
                own.has("/suitability") ? Optional.of(own.at("/suitability").file()) : Optional.empty(),
                own.string("/demonstration"));
    }

    /** Of the image: the last one of a segmenter with a prompt is the box, of a classifier the mask. */
    private static List<Channel> channels(DescriptionNode own, Purpose purpose, Role role) throws IOException {
        List<Channel> channels =
                own.each("/channels", channel -> new Channel(channel.text("/name"), channel.string("/modality")));
        own.require(
                channels.stream().map(Channel::name).distinct().count() == channels.size(),
                "/channels",
                "channels of different names");
        own.require(channels.size() <= MOST_CHANNELS, "/channels", "at most " + MOST_CHANNELS + " channels");
        if (channels.isEmpty()) {
            return List.of(new Channel("image", purpose.modality()));
        }
        String last = channels.get(channels.size() - 1).name();
        boolean told = channels.size() > 1 && last.equals(isPrompted(role) ? BOX : MASK);
        own.require(!isPrompted(role) || told, "/channels", "the image's channels and " + BOX + " as the last one");
        return told && (isPrompted(role) || role instanceof Role.Classifies)
                ? channels.subList(0, channels.size() - 1)
                : channels;
    }

    private static Role role(DescriptionNode own) throws IOException {
        return switch (own.choice("/task", Task.class)) {
            case CLASSIFICATION -> new Role.Classifies(labels(own, 0));
            case DETECTION -> detects(own);
            case SEGMENTATION ->
                new Role.Segments(labels(own, 1), settings(own), own.choice("/prompt", Prompt.class, Prompt.NONE));
        };
    }

    private static Role detects(DescriptionNode own) throws IOException {
        List<Label> labels = labels(own, 1);
        return new Role.Detects(labels, DetectionReader.read(own, labels));
    }

    private static List<Label> labels(DescriptionNode own, int first) throws IOException {
        List<Label> labels = new ArrayList<>();
        for (DescriptionNode node : own.each("/labels", part -> part)) {
            labels.add(label(node, first + labels.size()));
        }
        own.require(!labels.isEmpty(), "/labels", "at least one label");
        own.require(
                labels.stream().map(Label::value).distinct().count() == labels.size(),
                "/labels",
                "labels of different values");
        own.require(
                labels.stream().map(Label::name).distinct().count() == labels.size(),
                "/labels",
                "labels of different names");
        return List.copyOf(labels);
    }

    private static Label label(DescriptionNode node, int otherwise) {
        String color = node.string("/color").orElse(COLOR);
        node.require(color.matches("#[0-9A-Fa-f]{6}"), "/color", "#RRGGBB");
        return new Label(
                node.has("/value") ? node.wholeNumber("/value", 1, LARGEST_LABEL) : otherwise,
                node.text("/name"),
                node.has("/code") ? Optional.of(code(node.at("/code"))) : Optional.empty(),
                color,
                node.flag("/lesion", true));
    }

    private static Code code(DescriptionNode node) {
        return new Code(node.text("/scheme"), node.text("/value"), node.text("/meaning"));
    }

    private static AnalysisSettings settings(DescriptionNode own) {
        double threshold = own.number("/threshold");
        double volume = own.number("/min_volume_ml");
        double area = own.number("/min_area_mm2");
        double pixels = own.number("/min_area_pixels", 0);
        double flatness = own.number("/max_flatness", 0);
        own.require(threshold >= 0 && threshold <= 1, "/threshold", "a number from 0 to 1");
        own.require(volume >= 0 && area >= 0, "/min_volume_ml and /min_area_mm2", "numbers of at least 0");
        own.require(pixels >= 0, "/min_area_pixels", "a number of at least 0");
        own.require(flatness >= 0, "/max_flatness", "a number of at least 0");
        return new AnalysisSettings(threshold, volume, area, pixels, flatness, own.flag("/mirror", false));
    }

    private static Explanations explanations(DescriptionNode node) throws IOException {
        Map<String, String> features = new LinkedHashMap<>();
        node.at("/features")
                .json()
                .fields()
                .forEachRemaining(
                        entry -> features.put(entry.getKey(), entry.getValue().asText()));
        return new Explanations(
                node.strings("/gates"),
                node.string("/query"),
                node.string("/key"),
                node.string("/attended"),
                node.strings("/excitations"),
                Collections.unmodifiableMap(features),
                node.string("/class_activation"),
                node.flag("/mirror", true),
                node.has("/excitation_means")
                        ? Optional.of(node.at("/excitation_means").file())
                        : Optional.empty());
    }

    static TestTensors test(DescriptionNode node) throws IOException {
        Map<String, CheckedFile> outputs = new LinkedHashMap<>();
        for (DescriptionNode output : node.each("/outputs", part -> part)) {
            outputs.put(output.text("/name"), output.file());
        }
        return new TestTensors(
                node.at("/input").file(),
                Collections.unmodifiableMap(outputs),
                node.choice("/kind", TestTensors.Kind.class, TestTensors.Kind.NETWORK),
                node.number("/tolerance", TestTensors.TOLERANCE));
    }
}
