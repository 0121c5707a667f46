package org.lesionlens.fiji;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The options of a macro's {@code run("Command", "key=value key=[value with spaces] flag")}, read exactly.
 *
 * <p>ImageJ's own parser finds a key inside another and matches values by their beginnings; this one does neither.
 */
final class MacroOptions {
    private final String text;
    private int position;

    private MacroOptions(String text) {
        this.text = text;
    }

    /**
     * Keys and values in their order; empty for a key without a value.
     *
     * @throws IllegalArgumentException if a bracket or quote is not closed, a key is missing or comes twice
     */
    static Map<String, Optional<String>> parse(String text) {
        MacroOptions options = new MacroOptions(text);
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        while (options.skipSpaces()) {
            String key = options.key();
            if (values.put(key, options.value()) != null) {
                throw new IllegalArgumentException("the option " + key + " comes twice: give it once");
            }
        }
        return values;
    }

    private boolean skipSpaces() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return position < text.length();
    }

    private String key() {
        int start = position;
        while (position < text.length() && text.charAt(position) != '=' && !isSpace()) {
            position++;
        }
        if (position == start) {
            throw new IllegalArgumentException(
                    "the options have a value without a key at \"" + text.substring(start) + "\": write key=value");
        }
        return text.substring(start, position);
    }

    private Optional<String> value() {
        if (position == text.length() || text.charAt(position) != '=') {
            return Optional.empty();
        }
        position++;
        if (position < text.length() && text.charAt(position) == '[') {
            return Optional.of(bracketed());
        }
        if (position < text.length() && text.charAt(position) == '\'') {
            return Optional.of(quoted());
        }
        int start = position;
        while (position < text.length() && !isSpace()) {
            position++;
        }
        return Optional.of(text.substring(start, position));
    }

    private boolean isSpace() {
        return Character.isWhitespace(text.charAt(position));
    }

    /** Brackets inside count, so a value may hold pairs of them. */
    private String bracketed() {
        int start = position + 1;
        int open = 0;
        for (; position < text.length(); position++) {
            open += text.charAt(position) == '[' ? 1 : 0;
            open -= text.charAt(position) == ']' ? 1 : 0;
            if (open == 0) {
                return text.substring(start, position++);
            }
        }
        throw new IllegalArgumentException(
                "the options have no ] for the [ at \"" + text.substring(start - 1) + "\": close it");
    }

    private String quoted() {
        int start = position + 1;
        int end = text.indexOf('\'', start);
        if (end < 0) {
            throw new IllegalArgumentException(
                    "the options have a quote that is not closed at \"" + text.substring(start - 1) + "\": close it");
        }
        position = end + 1;
        return text.substring(start, end);
    }
}
