package org.lesionlens.fiji.command;

import ij.plugin.frame.Recorder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.volume.UsageException;

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

    /** A value as the Recorder has to get it, which brackets those with a space, so that it is read as it is. */
    static String recorded(String value) {
        boolean bare = value.indexOf(' ') < 0;
        boolean odd = value.isEmpty() || value.matches("(?s)['\\[&].*|.*[\\]\\s].*");
        return Recorder.fixString(bare && odd ? "[" + value + "]" : value);
    }

    /**
     * Keys and values in their order; empty for a key without a value.
     *
     * @throws UsageException if a bracket or quote is not closed, a key is missing or comes twice
     */
    static Map<String, Optional<String>> parse(String text) {
        MacroOptions options = new MacroOptions(text);
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        while (options.skipSpaces()) {
            String key = options.key();
            if (values.put(key, options.value()) != null) {
                throw new UsageException("the option " + key + " comes twice: give it once");
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
            throw new UsageException(
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

    /**
     * Up to a bracket that an option or nothing follows: the first one that leaves pairs inside, else the first one, since a
     * title may hold half a pair.
     */
    private String bracketed() {
        int start = position + 1;
        int first = -1;
        int open = 0;
        for (int end = start; end < text.length(); end++) {
            boolean closes =
                    text.charAt(end) == ']' && text.substring(end + 1).matches("(?s)\\s*|(\\s+[a-z]+)+\\s*(=.*)?");
            first = closes && first < 0 ? end : first;
            if (closes && open == 0) {
                return until(start, end);
            }
            open += text.charAt(end) == '[' ? 1 : 0;
            open -= text.charAt(end) == ']' ? 1 : 0;
        }
        if (first >= 0) {
            return until(start, first);
        }
        throw new UsageException("the options have no ] for the [ at \"" + text.substring(start - 1) + "\": close it");
    }

    private String until(int start, int end) {
        position = end + 1;
        return text.substring(start, end);
    }

    private String quoted() {
        int start = position + 1;
        int end = text.indexOf('\'', start);
        if (end < 0) {
            throw new UsageException(
                    "the options have a quote that is not closed at \"" + text.substring(start - 1) + "\": close it");
        }
        position = end + 1;
        return text.substring(start, end);
    }
}
