package org.lesionlens.model.foreign;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Label;
import org.lesionlens.model.Output;
import org.lesionlens.model.TensorSpec;
import org.lesionlens.model.Window;
import org.lesionlens.model.Window.Blend;

/** Writes what was understood as {@code rdf.yaml} says it; {@link org.lesionlens.model.Model#read} gives the same again. */
final class DescriptionWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Path folder;
    private final String below;

    /**
     * For a model's folder.
     *
     * @param below folder in it that holds the files as their authors gave them
     */
    DescriptionWriter(Path folder, String below) {
        this.folder = folder;
        this.below = below;
    }

    ObjectNode write(Draft draft) throws IOException {
        ObjectNode root = NODES.objectNode();
        root.put("format_version", "0.5.4").put("type", "model");
        root.put("name", draft.card().name()).put("version", draft.card().version());
        root.put("description", "added from " + draft.card().kind() + "; see the folder " + below);
        draft.card().licence().ifPresent(licence -> root.put("license", licence));
        ArrayNode cite = root.putArray("cite");
        draft.card().citations().forEach(citation -> cite.addObject().put("text", citation));
        root.putObject("weights").set("onnx", file(draft.network().weights().get(0)));
        root.putObject("config").set("lesionlens", own(draft));
        return root;
    }

    private ObjectNode own(Draft draft) throws IOException {
        ObjectNode own = NODES.objectNode().put("task", "segmentation");
        draft.purpose().modality().ifPresent(modality -> own.put("modality", modality));
        own.put("image", draft.purpose().image());
        draft.purpose()
                .bodyPart()
                .ifPresent(part -> own.putObject("body_part")
                        .put("scheme", part.scheme())
                        .put("value", part.value())
                        .put("meaning", part.meaning()));
        ArrayNode channels = own.putArray("channels");
        draft.channels().forEach(channel -> {
            ObjectNode node = channels.addObject().put("name", channel.name());
            channel.modality().ifPresent(modality -> node.put("modality", modality));
        });
        own.set("preparation", StepWriter.steps(draft.preparation()));
        own.set("network", network(draft.network()));
        own.set("output", output(draft.output()));
        settings(own, draft.role().settings());
        own.set("labels", labels(draft.role().labels()));
        ArrayNode tests = own.putArray("tests");
        for (Draft.Test test : draft.tests()) {
            tests.add(test(test, draft.output().tensor().name()));
        }
        return own;
    }

    private ObjectNode file(String name) throws IOException {
        CheckedFile file = CheckedFile.of(folder.resolve(below).resolve(name));
        return NODES.objectNode().put("source", below + "/" + name).put("sha256", file.sha256());
    }

    private ArrayNode files(List<String> names) throws IOException {
        ArrayNode files = NODES.arrayNode();
        for (String name : names) {
            files.add(file(name));
        }
        return files;
    }

    private ObjectNode network(Draft.Files network) throws IOException {
        ObjectNode node = NODES.objectNode();
        node.set("weights", files(network.weights()));
        node.set("data", files(network.data()));
        node.set("input", tensor(network.input()));
        node.set("window", window(network.window()));
        ArrayNode axes = node.putArray("mirror_axes");
        network.mirrorAxes().stream().sorted().forEach(axis -> axes.add(axis.toString()));
        return node;
    }

    private static ObjectNode tensor(TensorSpec tensor) {
        return NODES.objectNode()
                .put("name", tensor.name())
                .put("axes", tensor.axes())
                .put("type", tensor.type().toString());
    }

    private static ObjectNode window(Window window) {
        ObjectNode node = NODES.objectNode();
        if (window instanceof Window.Whole whole) {
            ArrayNode sides = node.put("kind", "whole").putArray("sides");
            whole.sides()
                    .forEach(
                            side -> sides.addObject().put("least", side.least()).put("step", side.step()));
            return fill(node, whole.fill());
        }
        Window.Tiles tiles = (Window.Tiles) window;
        node.put("kind", "tiles").set("sides", numbers(tiles.sides()));
        node.put("step", tiles.step()).put("placing", word(tiles.placing()));
        if (tiles.blend() instanceof Blend.Gaussian gaussian) {
            node.put("blend", "gaussian").put("sigma", gaussian.sigma()).put("peak", word(gaussian.peak()));
            node.put("least", gaussian.least());
        } else if (tiles.blend() instanceof Blend.Halo halo) {
            node.put("blend", "halo").set("halo", numbers(halo.widths()));
        } else {
            node.put("blend", "constant");
        }
        return fill(node, tiles.fill());
    }

    private static ObjectNode fill(ObjectNode window, Fill fill) {
        window.putObject("fill").put("mode", word(fill.mode())).put("value", fill.value());
        return window;
    }

    private static ObjectNode output(Output output) {
        ObjectNode node = tensor(output.tensor());
        node.put("activation", word(output.activation()));
        node.set("after", StepWriter.steps(output.after()));
        node.put("answer", word(output.answer())).set("labels", numbers(output.labels()));
        ArrayNode scale = node.putArray("scale");
        output.scale().forEach(scale::add);
        if (output.back() != Output.Back.NUMBERS) {
            node.put("brought_back", word(output.back()));
        }
        return node;
    }

    private static void settings(ObjectNode own, AnalysisSettings settings) {
        own.put("threshold", settings.threshold())
                .put("min_volume_ml", settings.minVolumeMl())
                .put("min_area_mm2", settings.minAreaMm2())
                .put("max_flatness", settings.maxFlatness())
                .put("mirror", settings.mirror());
    }

    private static ArrayNode labels(List<Label> labels) {
        ArrayNode nodes = NODES.arrayNode();
        for (Label label : labels) {
            nodes.addObject()
                    .put("value", label.value())
                    .put("name", label.name())
                    .put("color", label.color())
                    .put("lesion", label.lesion());
        }
        return nodes;
    }

    private ObjectNode test(Draft.Test test, String output) throws IOException {
        ObjectNode node = NODES.objectNode();
        node.set("input", file(test.input()));
        node.putArray("outputs").add(file(test.output()).put("name", output));
        return node.put("kind", "whole").put("tolerance", test.tolerance());
    }

    private static ArrayNode numbers(Collection<Integer> values) {
        ArrayNode nodes = NODES.arrayNode();
        values.forEach(nodes::add);
        return nodes;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
