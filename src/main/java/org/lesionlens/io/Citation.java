package org.lesionlens.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * How a program is cited, from its <a href="https://citation-file-format.github.io">CITATION.cff</a>.
 *
 * @param message what its authors ask for
 * @param authors in their order
 */
public record Citation(String message, List<Author> authors, String title, String version, String licence) {
    /**
     * A person, or a group.
     *
     * @param given names; empty for a group
     */
    public record Author(String given, String name) {
        private static Author of(JsonNode author) {
            return author.has("name")
                    ? new Author("", author.path("name").asText())
                    : new Author(
                            author.path("given-names").asText(),
                            author.path("family-names").asText());
        }

        @Override
        public String toString() {
            return (given + " " + name).strip();
        }

        /** The braces keep a group's name whole. */
        private String bibtex() {
            return given.isEmpty() ? "{" + name + "}" : name + ", " + given;
        }
    }

    /** Reads the text of a {@code CITATION.cff}. */
    public static Citation read(String cff) {
        JsonNode root = new ObjectMapper()
                .valueToTree(new Load(LoadSettings.builder().build()).loadFromString(cff));
        List<Author> authors = StreamSupport.stream(root.path("authors").spliterator(), false)
                .map(Author::of)
                .toList();
        return new Citation(
                root.path("message").asText(),
                authors,
                root.path("title").asText(),
                root.path("version").asText(),
                root.path("license").asText());
    }

    /** For people, then as BibTeX. */
    public String text() {
        String names = authors.stream().map(Author::toString).collect(Collectors.joining(", "));
        return message + "\n\n" + names + ": " + title + ", version " + version + " (computer software, " + licence
                + ").\n\n" + bibtex();
    }

    private String bibtex() {
        String key = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        String names = authors.stream().map(Author::bibtex).collect(Collectors.joining(" and "));
        return """
                @software{%s,
                  author = {%s},
                  title = {{%s}},
                  version = {%s},
                  note = {%s}
                }
                """.formatted(key, names, title, version, licence);
    }
}
