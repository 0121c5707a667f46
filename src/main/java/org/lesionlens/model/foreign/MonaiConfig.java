package org.lesionlens.model.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A configuration of MONAI, in which {@code @id} stands for another part; Python expressions ({@code $...}) are not run.
 *
 * @param root all of it
 */
record MonaiConfig(Part root) {
    private static final int DEEPEST = 12;
    private static final String SCRIPT =
            "name a bundle of MONAI's own transforms, or describe the network as plain ONNX";
    private static final Set<String> DISABLED = Set.of("_disabled_");

    /** A part with its references replaced. */
    Part part(String name) {
        Part raw = root.named(name);
        return new Part(raw.file(), resolved(raw.node(), 0), raw.place());
    }

    private JsonNode resolved(JsonNode node, int depth) {
        if (depth > DEEPEST) {
            throw root.refused("references that lead too deep or in a circle", "correct the configuration");
        }
        if (node.isTextual() && node.asText().startsWith("@")) {
            JsonNode target = target(node.asText().substring(1));
            return target.isMissingNode() ? node : resolved(target, depth + 1);
        }
        if (node.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            node.forEach(part -> list.add(resolved(part, depth + 1)));
            return list;
        }
        if (node.isObject()) {
            ObjectNode mapping = JsonNodeFactory.instance.objectNode();
            boolean inverts = node.path("_target_").asText().matches("(.*\\.)?Invert(d|D|Dict)");
            node.fields().forEachRemaining(entry -> {
                if (!inverts || !entry.getKey().equals("transform")) {
                    mapping.set(entry.getKey(), resolved(entry.getValue(), depth + 1));
                }
            });
            return mapping;
        }
        return node;
    }

    /** Of {@code preprocessing#transforms#2}. */
    private JsonNode target(String id) {
        JsonNode target = root.node();
        for (String step : id.split("#|::")) {
            target = target.isArray() && step.matches("[0-9]{1,4}")
                    ? target.path(Integer.parseInt(step))
                    : target.path(step);
        }
        return target;
    }

    /** The transforms of a chain that are not switched off. */
    List<Part> transforms(String name) {
        List<Part> transforms = new ArrayList<>();
        Part chain = part(name);
        if (chain.node().isMissingNode()) {
            return transforms;
        }
        requireNoExpression(chain, chain.node());
        List<Part> listed = chain.node().isArray() ? chain.each("") : chain.each("/transforms");
        for (Part transform : listed) {
            requireNoExpression(transform, transform.node());
            DISABLED.forEach(
                    key -> requireNoExpression(transform, transform.node().path(key)));
            if (!transform.flag("/_disabled_", false)) {
                transforms.add(transform);
            }
        }
        return transforms;
    }

    static void requireNoExpression(Part part, JsonNode value) {
        if (value.isTextual() && value.asText().matches("(?s)[$%@].*")) {
            throw part.refused(
                    "the Python expression or open reference \"" + Refusal.echo(value.asText())
                            + "\", which is not run here",
                    SCRIPT);
        }
    }

    /**
     * Whether a transform is of an item; one without keys is of all.
     *
     * @throws org.lesionlens.model.UnsuitableModelException if the item is not the first of several: what is said for each key
     *     is read for the first one
     */
    static boolean isOf(String item, Part transform) {
        List<String> keys =
                transform.each("/keys").stream().map(key -> key.text("")).toList();
        if (keys.isEmpty() || keys.get(0).contains(item)) {
            return true;
        }
        if (keys.stream().anyMatch(key -> key.contains(item))) {
            throw transform.refused(
                    "a transform of the keys " + Refusal.echo(keys.toString()) + ", of which \"" + item
                            + "\" is not the first",
                    "name it first");
        }
        return false;
    }

    /** The class of an object of MONAI itself, without its package; those that work on a mapping end in {@code d}. */
    static String target(Part part) {
        String target = part.text("/_target_");
        String name = target.substring(target.lastIndexOf('.') + 1);
        boolean own = target.equals(name) || target.startsWith("monai.");
        if (!own) {
            throw part.refused("the script \"" + Refusal.echo(target) + "\", which is not run here", SCRIPT);
        }
        return name.replaceFirst("(?<=[a-z0-9])(D|Dict)$", "d");
    }
}
