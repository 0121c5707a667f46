package org.lesionlens.io.dicomweb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A data set as DICOM JSON (PS3.18 Annex F); tags are eight hexadecimal digits in upper case. */
record DicomJson(JsonNode node) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MOST_BYTES = 1 << 26;

    /**
     * The data sets of an answer.
     *
     * @param server as messages call it
     * @throws JsonProcessingException if it is no JSON
     */
    static List<DicomJson> read(InputStream body, String server) throws IOException {
        byte[] text = body.readNBytes(MOST_BYTES + 1);
        if (text.length > MOST_BYTES) {
            throw DicomWebException.lasting(server + " answers a query with more than " + MOST_BYTES
                    + " bytes, which is not read: ask for fewer, as with StudyDate=20260101-20260131");
        }
        if (text.length == 0) {
            return List.of();
        }
        JsonNode root = MAPPER.readTree(text);
        return root.isArray() ? items(root) : List.of(new DicomJson(root));
    }

    private static List<DicomJson> items(JsonNode array) {
        List<DicomJson> items = new ArrayList<>();
        array.forEach(item -> items.add(new DicomJson(item)));
        return items;
    }

    /** The values of an attribute as texts, of names each writing by itself; none if it is not there. */
    List<String> texts(String tag) {
        return StreamSupport.stream(node.path(tag).path("Value").spliterator(), false)
                .flatMap(value -> value.isObject() ? nameGroups(value) : Stream.of(value.asText("")))
                .collect(Collectors.toList());
    }

    private static Stream<String> nameGroups(JsonNode name) {
        return Stream.of("Alphabetic", "Ideographic", "Phonetic")
                .map(group -> name.path(group).asText(""))
                .filter(text -> !text.isBlank());
    }

    /** The first value; empty if it is not there. */
    String text(String tag) {
        return texts(tag).stream().findFirst().map(String::strip).orElse("");
    }

    /** The first value as a whole number. */
    OptionalInt number(String tag) {
        String text = text(tag);
        return text.matches("-?\\d{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    /** The items of a sequence. */
    List<DicomJson> items(String tag) {
        return items(node.path(tag).path("Value"));
    }
}
