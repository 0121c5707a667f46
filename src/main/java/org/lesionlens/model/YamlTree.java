package org.lesionlens.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.lesionlens.volume.ForeignText;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML 1.2 with its core schema as a tree; whatever a text may be, reading it takes little time, memory and depth. */
final class YamlTree {
    static final int LARGEST = 1 << 20;
    private static final int DEEPEST = 50;
    private static final int MOST_ALIASES = 100;
    private static final int MOST_NODES = 200_000;

    private int nodes;

    private YamlTree() {}

    /** Says in words why a text is none that may be read. */
    static final class BadYamlException extends Exception {
        private static final long serialVersionUID = 1L;

        private BadYamlException(String message) {
            super(message);
        }
    }

    /** @throws BadYamlException if it is no YAML, or beyond the limits */
    static JsonNode read(byte[] text) throws BadYamlException {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(LARGEST)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setUseMarks(false)
                .build();
        try {
            requireFlat(settings, text);
            Object root = new Load(settings).loadFromInputStream(new ByteArrayInputStream(text));
            return root == null ? MissingNode.getInstance() : new YamlTree().node(root, 0);
        } catch (YamlEngineException | IllegalArgumentException e) {
            throw new BadYamlException(ForeignText.shown(String.valueOf(e.getMessage())));
        }
    }

    /** What reads the tree goes as deep as the text does. */
    private static void requireFlat(LoadSettings settings, byte[] text) throws BadYamlException {
        int depth = 0;
        for (Event event : new Parse(settings).parseInputStream(new ByteArrayInputStream(text))) {
            depth += event instanceof CollectionStartEvent ? 1 : 0;
            depth -= event instanceof CollectionEndEvent ? 1 : 0;
            requireDepth(depth);
        }
    }

    private static void requireDepth(int depth) throws BadYamlException {
        if (depth > DEEPEST) {
            throw new BadYamlException("it has more than " + DEEPEST + " levels");
        }
    }

    private JsonNode node(Object value, int depth) throws BadYamlException {
        requireDepth(depth);
        if (++nodes > MOST_NODES) {
            throw new BadYamlException("it has more than " + MOST_NODES + " entries");
        }
        if (value instanceof Map<?, ?> map) {
            return mapping(map, depth);
        }
        if (value instanceof List<?> list) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Object item : list) {
                array.add(node(item, depth + 1));
            }
            return array;
        }
        return scalar(value);
    }

    private JsonNode mapping(Map<?, ?> map, int depth) throws BadYamlException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (entry.getKey() instanceof Map || entry.getKey() instanceof List) {
                throw new BadYamlException("a key is no text");
            }
            object.set(String.valueOf(entry.getKey()), node(entry.getValue(), depth + 1));
        }
        return object;
    }

    private static JsonNode scalar(Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value instanceof Integer number) {
            return nodes.numberNode(number);
        }
        if (value instanceof Long number) {
            return nodes.numberNode(number);
        }
        if (value instanceof BigInteger number) {
            return nodes.numberNode(number);
        }
        if (value instanceof Double number) {
            return nodes.numberNode(number);
        }
        if (value instanceof Boolean flag) {
            return nodes.booleanNode(flag);
        }
        return value == null ? nodes.nullNode() : nodes.textNode(value.toString());
    }
}
