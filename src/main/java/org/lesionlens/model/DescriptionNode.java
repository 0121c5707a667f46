package org.lesionlens.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.lesionlens.volume.ForeignText;

/** A part of a description, read by places like {@code /window/kind}; what is missing or wrong is named by its place. */
final class DescriptionNode {
    private final ModelFolder folder;
    private final JsonNode node;
    private final String place;

    /** @param place of the node in its file; empty for all of it */
    DescriptionNode(ModelFolder folder, JsonNode node, String place) {
        this.folder = folder;
        this.node = node;
        this.place = place;
    }

    /** Something of each part of a list. */
    interface Reader<T> {
        T read(DescriptionNode part) throws IOException;
    }

    boolean has(String at) {
        JsonNode value = node.at(at);
        return !value.isMissingNode() && !value.isNull();
    }

    /** A part, which need not be there. */
    DescriptionNode at(String at) {
        return new DescriptionNode(folder, node.at(at), place + at);
    }

    /** Itself, as it was parsed. */
    JsonNode json() {
        return node;
    }

    /** Each part of a list; none where nothing is there. */
    <T> List<T> each(String at, Reader<T> reader) throws IOException {
        List<T> list = new ArrayList<>();
        for (JsonNode part : node.at(at)) {
            list.add(reader.read(new DescriptionNode(folder, part, place + at + "/" + list.size())));
        }
        return List.copyOf(list);
    }

    List<String> strings(String at) throws IOException {
        return each(at, part -> part.text(""));
    }

    List<Double> numbers(String at) throws IOException {
        return each(at, part -> part.number(""));
    }

    Optional<String> string(String at) {
        return has(at) ? Optional.of(text(at)) : Optional.empty();
    }

    String text(String at) {
        return field(at, JsonNode::isValueNode, "a text").asText();
    }

    double number(String at) {
        return field(at, node -> node.isNumber() && Double.isFinite(node.asDouble()), "a number")
                .asDouble();
    }

    /** A number, or an infinite one. */
    double bound(String at, double otherwise) {
        return has(at)
                ? field(at, node -> node.isNumber() && !Double.isNaN(node.asDouble()), "a number")
                        .asDouble()
                : otherwise;
    }

    double number(String at, double otherwise) {
        return has(at) ? number(at) : otherwise;
    }

    boolean flag(String at, boolean otherwise) {
        return has(at) ? field(at, JsonNode::isBoolean, "true or false").asBoolean() : otherwise;
    }

    double positive(String at) {
        double value = number(at);
        require(value > 0, at, "a number above 0");
        return value;
    }

    /** From {@code least} to {@code most}. */
    int wholeNumber(String at, int least, int most) {
        double value = number(at);
        require(
                value == Math.rint(value) && value >= least && value <= most,
                at,
                "a whole number from " + least + " to " + most);
        return (int) value;
    }

    <E extends Enum<E>> E choice(String at, Class<E> type) {
        String value = text(at).toUpperCase(Locale.ROOT).replace('-', '_');
        return Stream.of(type.getEnumConstants())
                .filter(constant -> constant.name().equals(value))
                .findFirst()
                .orElseThrow(() -> unsuitable(
                        "has " + place + at + ": \"" + ForeignText.shown(text(at)) + "\", which is unknown"));
    }

    <E extends Enum<E>> E choice(String at, Class<E> type, E otherwise) {
        return has(at) ? choice(at, type) : otherwise;
    }

    /** A file of the folder and its sha256. */
    CheckedFile file() throws IOException {
        return new CheckedFile(folder.inside(text("/source")), text("/sha256").toLowerCase(Locale.ROOT));
    }

    JsonNode field(String at, Predicate<JsonNode> valid, String expected) {
        JsonNode value = node.at(at);
        if (value.isMissingNode() || !valid.test(value)) {
            throw unsuitable("must have " + expected + " at " + place + at + " but has "
                    + (value.isMissingNode() ? "nothing there" : ForeignText.shown(value.toString())));
        }
        return value;
    }

    void require(boolean condition, String at, String expected) {
        if (!condition) {
            JsonNode found = node.at(at);
            throw unsuitable("must have " + expected + " at " + place + at
                    + (found.isMissingNode() ? "" : " but has " + ForeignText.shown(found.toString())));
        }
    }

    UnsuitableModelException unsuitable(String found) {
        return folder.unsuitable(found);
    }
}
