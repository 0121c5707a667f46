package org.lesionlens.io.table;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.io.file.MalformedFileException;

/** Writes records, maps and lists as indented JSON, and reads records and texts back: UTF-8, lines ending in \n, null where a number is not finite. */
public final class JsonFiles {
    private static final ObjectMapper READER = new ObjectMapper();
    private static final ObjectWriter WRITER = new ObjectMapper()
            .registerModule(new SimpleModule()
                    .addSerializer(Double.class, new FiniteNumber<>())
                    .addSerializer(double.class, new FiniteNumber<>())
                    .addSerializer(Float.class, new FiniteNumber<>())
                    .addSerializer(float.class, new FiniteNumber<>()))
            .writer(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(DefaultPrettyPrinter.FixedSpaceIndenter.instance));

    /** Files name their members as {@code sha256_of_voxels}. */
    private static final ObjectMapper PARTS = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private JsonFiles() {}

    /**
     * Writes a file, atomically.
     *
     * @param content a record, map, list or anything else that Jackson can write
     */
    public static void write(Path target, Object content) throws IOException {
        byte[] json = (WRITER.writeValueAsString(content) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(target, out -> out.write(json));
    }

    /**
     * Reads a file whole.
     *
     * @param type a record, map or list that Jackson can read
     * @throws MalformedFileException if it is no JSON, or that of something else
     */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        return read(READER, file, type);
    }

    /**
     * Reads what a record asks for: its component {@code areaMm2} is the member {@code area_mm2}, null if it is not there; other
     * members are passed over.
     *
     * @throws MalformedFileException as {@link #read}
     */
    public static <T> T readPart(Path file, Class<T> type) throws IOException {
        return read(PARTS, file, type);
    }

    private static <T> T read(ObjectMapper reader, Path file, Class<T> type) throws IOException {
        byte[] json = Files.readAllBytes(file);
        try {
            T content = reader.readValue(json, type);
            if (content == null) {
                throw malformed(file, "is an empty JSON", null);
            }
            return content;
        } catch (JsonProcessingException e) {
            throw malformed(file, "is no JSON of the kind that this program writes", e);
        }
    }

    /**
     * Reads a member of the object in a file; empty if it is not there.
     *
     * @throws MalformedFileException as {@link #read}
     */
    public static <T> Optional<T> member(Path file, String name, Class<T> type) throws IOException {
        JsonNode node = read(file, JsonNode.class).path(name);
        try {
            return node.isObject() ? Optional.of(READER.treeToValue(node, type)) : Optional.empty();
        } catch (JsonProcessingException e) {
            throw malformed(file, "has a " + name + " of another kind than this program writes", e);
        }
    }

    private static MalformedFileException malformed(Path file, String problem, Exception cause) {
        return new MalformedFileException(file, problem, "take the file as it was written, or make it anew", cause);
    }

    /**
     * The texts of an array in an object in an object, or the one text that stands there; none if it is not there.
     *
     * @param names of the members on the way
     */
    public static List<String> texts(Path file, String... names) throws IOException {
        JsonNode node = READER.readTree(Files.readAllBytes(file));
        for (String name : names) {
            node = node.path(name);
        }
        List<String> texts = new ArrayList<>();
        node.forEach(text -> texts.add(text.asText()));
        return node.isTextual() ? List.of(node.asText()) : texts;
    }

    /**
     * A text of each object of an array, as {@link #texts} finds it; none if it is not there.
     *
     * @param member of the objects
     */
    public static List<String> textsOfEach(String member, Path file, String... names) throws IOException {
        JsonNode node = READER.readTree(Files.readAllBytes(file));
        for (String name : names) {
            node = node.path(name);
        }
        List<String> texts = new ArrayList<>();
        node.forEach(object -> texts.add(object.path(member).asText()));
        return texts;
    }

    private static final class FiniteNumber<T extends Number> extends JsonSerializer<T> {
        @Override
        public void serialize(T number, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (!Double.isFinite(number.doubleValue())) {
                json.writeNull();
            } else if (number instanceof Float) {
                json.writeNumber(number.floatValue());
            } else {
                json.writeNumber(number.doubleValue());
            }
        }
    }
}
