package org.lesionlens.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Descriptions in YAML, of which JSON is a part. */
public final class DescriptionYaml {
    /** More than any description has, in bytes. */
    private static final long LARGEST = 8 << 20;

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private DescriptionYaml() {}

    /**
     * Reads a file.
     *
     * @throws UnsuitableModelException if it is too large or broken
     */
    public static JsonNode read(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new UnsuitableModelException(
                    file + " is larger than " + (LARGEST >> 20) + " MiB, which no description is: name another file");
        }
        try {
            return MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new UnsuitableModelException(
                    file + " is not valid YAML (" + e.getOriginalMessage() + "): install the model again", e);
        }
    }

    /** The text of a file. */
    public static byte[] write(JsonNode description) {
        try {
            return MAPPER.writeValueAsString(description).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was made can be written", e);
        }
    }
}
