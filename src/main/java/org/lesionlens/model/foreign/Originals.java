package org.lesionlens.model.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lesionlens.model.DescriptionYaml;
import org.lesionlens.model.ModelFolder;
import org.lesionlens.model.UnsuitableModelException;

/**
 * The files of a model as its authors gave them; nothing outside of the folder is looked at, and nothing that systems leave
 * there: names that begin with a dot, {@code __MACOSX}.
 */
record Originals(Path folder) {
    private static final int DEPTH = 6;
    private static final int MOST_FILES = 20_000;
    private static final long LARGEST_TEXT = 1 << 20;
    private static final List<String> CARDS =
            List.of("README.md", "LICENSE", "LICENSE.md", "LICENSE.txt", "docs/README.md", "CITATION.cff");

    /** A file of that name, which must be there. */
    Path file(String name) throws IOException {
        try {
            return new ModelFolder(folder).inside(name);
        } catch (UnsuitableModelException e) {
            String found = e.getMessage().replaceFirst(": install the model again.*$", "");
            throw new UnsuitableModelException(
                    found + ": copy the file itself into the folder, or correct the description", e);
        }
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

    /** Names of all files with an ending in letters of any case, those of folders too, sorted; with {@code /} between folders. */
    List<String> endingWith(String ending) throws IOException {
        return all().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(ending))
                .toList();
    }

    /** Whether a description's text says something. */
    boolean says(String name, Pattern what) throws IOException {
        Path file = folder.resolve(name);
        return Files.isReadable(file)
                && Files.size(file) <= LARGEST_TEXT
                && what.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .find();
    }

    /**
     * Names of all files, those of folders too, sorted.
     *
     * @throws org.lesionlens.model.UnsuitableModelException if they are too many for a model
     */
    List<String> all() throws IOException {
        Listing listing = new Listing();
        Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), DEPTH, listing);
        return List.copyOf(listing.names);
    }

    /** Names of the files in the folder itself, sorted; none if it may not be read. */
    List<String> here() throws IOException {
        if (!Files.isReadable(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS))
                    .filter(entry -> !isLeftBySystems(entry))
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    static boolean isLeftBySystems(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") || name.equals("__MACOSX");
    }

    /** Folders that may not be read are left out. */
    private final class Listing extends SimpleFileVisitor<Path> {
        private final Set<String> names = new TreeSet<>();

        @Override
        public FileVisitResult preVisitDirectory(Path below, BasicFileAttributes kind) {
            return !below.equals(folder) && isLeftBySystems(below)
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes kind) {
            if (kind.isRegularFile() && !isLeftBySystems(file)) {
                names.add(folder.relativize(file).toString().replace('\\', '/'));
            }
            if (names.size() > MOST_FILES) {
                throw Refusal.of(
                        folder,
                        "holds more than " + MOST_FILES + " files, which no model does",
                        "name the model's own folder");
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }

    /** Licence, card and citation, where they are. */
    List<String> cards() {
        return CARDS.stream().filter(this::has).toList();
    }
}
