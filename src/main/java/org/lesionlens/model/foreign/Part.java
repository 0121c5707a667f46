package org.lesionlens.model.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.model.UnsuitableModelException;

/**
 * A part of another program's description, read by places like {@code /inputs/0/axes}.
 *
 * @param file its name, for messages
 * @param place of the node in the file; empty for all of it
 */
record Part(String file, JsonNode node, String place) {
    boolean has(String at) {
        JsonNode value = node.at(at);
        return !value.isMissingNode() && !value.isNull();
    }

    Part at(String at) {
        return new Part(file, node.at(at), place + at);
    }

    /** A part by its exact name, which may hold slashes. */
    Part named(String name) {
        JsonNode value = node.path(name);
        return new Part(file, value, place + "/" + name);
    }

    /** Parts of a list; a single part counts as a list of one, and nothing as none. */
    List<Part> each(String at) {
        List<Part> parts = new ArrayList<>();
        JsonNode list = node.at(at);
        if (list.isArray()) {
            for (JsonNode part : list) {
                parts.add(new Part(file, part, place + at + "/" + parts.size()));
            }
        } else if (has(at)) {
            parts.add(at(at));
        }
        return parts;
    }

    /** Parts of a mapping in the order of the file. */
    Map<String, Part> entries(String at) {
        Map<String, Part> parts = new LinkedHashMap<>();
        node.at(at)
                .fields()
                .forEachRemaining(entry ->
                        parts.put(entry.getKey(), new Part(file, entry.getValue(), place + at + "/" + entry.getKey())));
        return parts;
    }

    Optional<String> string(String at) {
        return has(at) ? Optional.of(text(at)) : Optional.empty();
    }

    String text(String at) {
        JsonNode value = node.at(at);
        if (!value.isValueNode() || value.isNull()) {
            throw missing(at, "a text");
        }
        return value.asText();
    }

    List<String> texts(String at) {
        return each(at).stream().map(part -> part.text("")).toList();
    }

    double number(String at) {
        JsonNode value = node.at(at);
        if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
            throw missing(at, "a finite number");
        }
        return value.asDouble();
    }

    /** A number, or an infinite one. */
    double bound(String at, double otherwise) {
        JsonNode value = node.at(at);
        if (has(at) && (!value.isNumber() || Double.isNaN(value.asDouble()))) {
            throw missing(at, "a number");
        }
        return has(at) ? value.asDouble() : otherwise;
    }

    double number(String at, double otherwise) {
        return has(at) ? number(at) : otherwise;
    }

    List<Double> numbers(String at) {
        return each(at).stream().map(part -> part.number("")).toList();
    }

    int whole(String at) {
        double value = number(at);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw missing(at, "a whole number");
        }
        return (int) value;
    }

    int whole(String at, int least, int most) {
        int value = whole(at);
        if (value < least || value > most) {
            throw missing(at, "a whole number from " + least + " to " + most);
        }
        return value;
    }

    int whole(String at, int otherwise) {
        return has(at) ? whole(at) : otherwise;
    }

    boolean flag(String at, boolean otherwise) {
        if (!has(at)) {
            return otherwise;
        }
        if (!node.at(at).isBoolean()) {
            throw missing(at, "true or false");
        }
        return node.at(at).asBoolean();
    }

    private UnsuitableModelException missing(String at, String expected) {
        String found = has(at) ? Refusal.echo(node.at(at).toString()) : "nothing there";
        return Refusal.of(
                file, "must have " + expected + " at " + place + at + " but has " + found, "correct the description");
    }

    /** What is there cannot be taken. */
    UnsuitableModelException refused(String what, String remedy) {
        return Refusal.of(file, "has " + what + (place.isEmpty() ? "" : " at " + place), remedy);
    }
}
