package org.lesionlens.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What tells descriptions of models apart: all that they say, but for what no result depends on. */
final class DescriptionHash {
    /** Who made the model and how it is cited, told and tested. Which weights were used is known from their own hash. */
    private static final List<String> NO_MATTER = List.of(
            "description", "authors", "maintainers", "license", "documentation", "tags", "cite", "covers", "links");

    private static final String TEST_TENSOR = "test_tensor";
    private static final ObjectMapper SORTED =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private DescriptionHash() {}

    /** The sha256, in lower-case hex; the order of fields does not matter. */
    static String of(JsonNode description) {
        ObjectNode rest = description.deepCopy();
        rest.remove(NO_MATTER);
        rest.findParents(TEST_TENSOR).forEach(tensor -> ((ObjectNode) tensor).remove(TEST_TENSOR));
        if (rest.at("/config/lesionlens") instanceof ObjectNode own) {
            own.remove(List.of("tests", "int8"));
        }
        try {
            return CheckedFile.sha256(SORTED.writeValueAsBytes(SORTED.treeToValue(rest, Object.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read can be written", e);
        }
    }
}
