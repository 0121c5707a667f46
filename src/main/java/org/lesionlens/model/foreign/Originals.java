package org.lesionlens.model.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.lesionlens.model.DescriptionYaml;
import org.lesionlens.model.ModelFolder;

/** The files of a model as its authors gave them; nothing outside of the folder is looked at. */
record Originals(Path folder) {
    private static final int DEPTH = 6;
    private static final int MOST_FILES = 20_000;
    private static final List<String> CARDS =
            List.of("README.md", "LICENSE", "LICENSE.md", "LICENSE.txt", "docs/README.md", "CITATION.cff");

    /** A file of that name, which must be there. */
    Path file(String name) throws IOException {
        return new ModelFolder(folder).inside(name);
    }

    boolean has(String name) {
        return Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** The first of several names that is there, or the first. */
    String firstOf(String... names) {
        return Stream.of(names).filter(this::has).findFirst().orElse(names[0]);
    }

    Part description(String name) throws IOException {
        Path file = file(name);
        JsonNode root = DescriptionYaml.read(file);
        return new Part(file.getFileName().toString(), root, "");
    }

    /** Names of all files with an ending, those of folders too, sorted; with {@code /} between folders. */
    List<String> endingWith(String ending) throws IOException {
        try (Stream<Path> files = Files.find(folder, DEPTH, (file, kind) -> kind.isRegularFile())) {
            return files.limit(MOST_FILES)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** Licence, card and citation, where they are. */
    List<String> cards() {
        return CARDS.stream().filter(this::has).toList();
    }
}
