package org.lesionlens.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.lesionlens.model.ModelDescription.Explanations;
import org.lesionlens.model.ModelDescription.IntensityRange;
import org.lesionlens.model.ModelDescription.Task;
import org.lesionlens.model.ModelDescription.TestTensors;
import org.lesionlens.model.ModelDescription.Window;
import org.lesionlens.model.ModelDescription.WindowKind;

/** Reads {@code rdf.yaml}; whatever is missing or wrong is named by its place in the file. */
final class ModelDescriptionReader {
    private static final long LARGEST_DESCRIPTION = 1 << 20;
    /** The first window that a network is tried with has sides of four strides. */
    private static final int LARGEST_STRIDE = Window.LARGEST_SIDE / 4;

    private final Path folder;

    ModelDescriptionReader(Path folder) {
        this.folder = folder;
    }

    ModelDescription read() throws IOException {
        JsonNode root = parse(inside(ModelDescription.FILE_NAME));
        JsonNode own = field(root, "/config/lesionlens", JsonNode::isObject, "a mapping");
        require(
                text(root, "/weights/onnx/source").equals(ModelDescription.WEIGHTS),
                "/weights/onnx/source",
                "weights.onnx");
        return new ModelDescription(
                folder,
                text(root, "/name"),
                text(root, "/version"),
                checked(root.at("/weights/onnx")),
                choice(own, "/task", Task.class),
                text(own, "/modality"),
                text(own, "/image"),
                own.has("body_part") ? Optional.of(code(own, "/body_part")) : Optional.empty(),
                window(own),
                intensityRange(own),
                settings(own),
                each(own.at("/labels"), this::label),
                explanations(own.path("explanations")),
                each(own.at("/tests"), this::test),
                DescriptionHash.of(root));
    }

    private JsonNode parse(Path file) throws IOException {
        if (Files.size(file) > LARGEST_DESCRIPTION) {
            throw unsuitable("is larger than 1 MiB, which no description is");
        }
        try {
            return new YAMLMapper().readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new UnsuitableModelException(
                    file + " is not valid YAML (" + e.getOriginalMessage() + "): install the model again", e);
        }
    }

    private Path resolved(String name) {
        try {
            return folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw unsuitable("names \"" + name + "\", which is no name of a file");
        }
    }

    /** A regular file of the folder, reached without leaving the folder or following a link. */
    private Path inside(String name) throws IOException {
        Path file = resolved(name);
        boolean within = file.startsWith(folder.normalize()) && !Path.of(name).isAbsolute();
        for (Path step = file; within && !step.equals(folder.normalize()); step = step.getParent()) {
            within = !Files.isSymbolicLink(step);
        }
        if (!within) {
            throw unsuitable("names \"" + name + "\", which is a link or lies outside the folder");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnsuitableModelException("the model folder " + folder + " has no file " + name
                    + ": install the model again, or name another folder");
        }
        return file;
    }

    private Window window(JsonNode own) {
        WindowKind kind = choice(own, "/window/kind", WindowKind.class);
        boolean sized = kind != WindowKind.WHOLE_SLICE;
        double spacing = positive(own, "/window/spacing_mm");
        double fieldOfView = positive(own, "/window/field_of_view_mm");
        int most = Window.LARGEST_SIDE;
        require(fieldOfView / spacing <= most, "/window/field_of_view_mm", "at most " + most + " times spacing_mm");
        return new Window(
                kind,
                spacing,
                fieldOfView,
                wholeNumber(own, "/window/stride", LARGEST_STRIDE),
                sized ? wholeNumber(own, "/window/size", Window.LARGEST_SIDE) : 0,
                kind == WindowKind.PATCH ? positive(own, "/window/step") : 1);
    }

    private IntensityRange intensityRange(JsonNode own) {
        require(text(own, "/normalization/foreground").equals("above-mean"), "/normalization/foreground", "above-mean");
        String statistics = text(own, "/normalization/statistics");
        require(List.of("volume", "slice").contains(statistics), "/normalization/statistics", "volume or slice");
        double minimum = number(own, "/normalization/clip/0");
        double maximum = number(own, "/normalization/clip/1");
        require(minimum < maximum, "/normalization/clip", "a lower and a higher number");
        return new IntensityRange(statistics.equals("volume"), (float) minimum, (float) maximum);
    }

    private Optional<AnalysisSettings> settings(JsonNode own) {
        if (choice(own, "/task", Task.class) == Task.CLASSIFICATION) {
            return Optional.empty();
        }
        double threshold = positive(own, "/threshold");
        double volume = number(own, "/min_volume_ml");
        double area = number(own, "/min_area_mm2");
        require(threshold <= 1, "/threshold", "at most 1");
        require(volume >= 0 && area >= 0, "/min_volume_ml and /min_area_mm2", "numbers of at least 0");
        double flatness = own.has("max_flatness") ? number(own, "/max_flatness") : 0;
        require(flatness >= 0, "/max_flatness", "a number of at least 0");
        return Optional.of(new AnalysisSettings(threshold, volume, area, flatness, flag(own, "mirror", false)));
    }

    private Label label(JsonNode node) {
        String color = text(node, "/color");
        require(color.matches("#[0-9A-Fa-f]{6}"), "/color", "#RRGGBB");
        return new Label(text(node, "/name"), code(node, "/code"), color);
    }

    private Code code(JsonNode node, String at) {
        return new Code(text(node, at + "/scheme"), text(node, at + "/value"), text(node, at + "/meaning"));
    }

    private Explanations explanations(JsonNode node) throws IOException {
        Map<String, String> features = new LinkedHashMap<>();
        node.path("features")
                .fields()
                .forEachRemaining(
                        entry -> features.put(entry.getKey(), entry.getValue().asText()));
        JsonNode means = node.path("excitation_means");
        return new Explanations(
                strings(node.path("gates")),
                string(node.path("query")),
                string(node.path("key")),
                string(node.path("attended")),
                strings(node.path("excitations")),
                Collections.unmodifiableMap(features),
                string(node.path("class_activation")),
                flag(node, "mirror", true),
                means.isMissingNode() ? Optional.empty() : Optional.of(checked(means)));
    }

    private TestTensors test(JsonNode node) throws IOException {
        Map<String, CheckedFile> outputs = new LinkedHashMap<>();
        for (JsonNode output : node.path("outputs")) {
            outputs.put(text(output, "/name"), checked(output));
        }
        return new TestTensors(checked(node.path("input")), outputs);
    }

    private CheckedFile checked(JsonNode node) throws IOException {
        return new CheckedFile(
                inside(text(node, "/source")), text(node, "/sha256").toLowerCase(Locale.ROOT));
    }

    private interface NodeReader<T> {
        T read(JsonNode node) throws IOException;
    }

    private static <T> List<T> each(JsonNode nodes, NodeReader<T> reader) throws IOException {
        List<T> list = new ArrayList<>();
        for (JsonNode node : nodes) {
            list.add(reader.read(node));
        }
        return List.copyOf(list);
    }

    private <E extends Enum<E>> E choice(JsonNode node, String at, Class<E> type) {
        String value = text(node, at).toUpperCase(Locale.ROOT).replace('-', '_');
        return Stream.of(type.getEnumConstants())
                .filter(constant -> constant.name().equals(value))
                .findFirst()
                .orElseThrow(() -> unsuitable("has " + at + ": \"" + node.at(at).asText() + "\", which is unknown"));
    }

    private String text(JsonNode node, String at) {
        return field(node, at, JsonNode::isValueNode, "a text").asText();
    }

    private double number(JsonNode node, String at) {
        return field(node, at, JsonNode::isNumber, "a number").asDouble();
    }

    private boolean flag(JsonNode node, String name, boolean otherwise) {
        return node.has(name)
                ? field(node, "/" + name, JsonNode::isBoolean, "true or false").asBoolean()
                : otherwise;
    }

    private int wholeNumber(JsonNode node, String at, int most) {
        double value = positive(node, at);
        require(value == Math.rint(value) && value <= most, at, "a whole number up to " + most);
        return (int) value;
    }

    private double positive(JsonNode node, String at) {
        double value = number(node, at);
        require(value > 0, at, "above 0");
        return value;
    }

    private JsonNode field(JsonNode node, String at, Predicate<JsonNode> valid, String expected) {
        JsonNode value = node.at(at);
        if (value.isMissingNode() || !valid.test(value)) {
            throw unsuitable("must have " + expected + " at " + at + " but has "
                    + (value.isMissingNode() ? "nothing there" : value));
        }
        return value;
    }

    private void require(boolean condition, String at, String expected) {
        if (!condition) {
            throw unsuitable("must have " + expected + " at " + at);
        }
    }

    private static Optional<String> string(JsonNode node) {
        return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
    }

    private static List<String> strings(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private UnsuitableModelException unsuitable(String found) {
        return new UnsuitableModelException(
                folder.resolve(ModelDescription.FILE_NAME) + " " + found + ": install the model again");
    }
}
