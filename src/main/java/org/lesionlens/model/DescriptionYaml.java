package org.lesionlens.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lesionlens.volume.ForeignText;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Descriptions in YAML 1.2, or in JSON as Python writes it. */
public final class DescriptionYaml {
    private static final int WIDTH = 120;

    /** Python writes NaN; tabs are blanks in JSON but not in YAML. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private DescriptionYaml() {}

    /**
     * Reads a file.
     *
     * @throws UnsuitableModelException if it is too large or broken
     */
    public static JsonNode read(Path file) throws IOException {
        if (Files.size(file) > YamlTree.LARGEST) {
            throw new UnsuitableModelException(
                    file + " is larger than 1 MiB, which no description is: name another file");
        }
        try {
            byte[] text = Files.readAllBytes(file);
            return file.toString().endsWith(".json") ? JSON.readTree(text) : YamlTree.read(text);
        } catch (JsonProcessingException e) {
            throw new UnsuitableModelException(
                    file + " is not valid JSON (" + ForeignText.shown(e.getOriginalMessage())
                            + "): correct it, or name another model",
                    e);
        } catch (YamlTree.BadYamlException e) {
            throw new UnsuitableModelException(
                    file + " is not valid YAML (" + e.getMessage() + "): correct it, or name another model", e);
        }
    }

    /** The text of a file. */
    public static byte[] write(JsonNode description) {
        return write(new ObjectMapper().convertValue(description, Object.class));
    }

    /** The same of maps, lists, texts, numbers and booleans. */
    public static byte[] write(Object tree) {
        DumpSettings settings = DumpSettings.builder()
                .setSchema(new CoreSchema())
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(WIDTH)
                .build();
        return new Dump(settings).dumpToString(tree).getBytes(StandardCharsets.UTF_8);
    }
}
