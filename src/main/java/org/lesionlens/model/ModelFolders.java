package org.lesionlens.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.volume.UsageException;

/** Where models are looked for, the first place first; a model of the same name in a later place is hidden. */
public final class ModelFolders {
    /** The system property that names a folder of models. */
    public static final String PROPERTY = "lesionlens.models";

    /** The file of a place that names the model which is meant where nobody names one. */
    public static final String DEFAULT = "default";

    private ModelFolders() {}

    /**
     * The folders that may hold models: the property's, the user's, the application's, and those beside and above the
     * jar. They need not exist, but for the property's.
     *
     * @throws UsageException if the property names no folder
     */
    public static List<Path> places() {
        List<Path> places = new ArrayList<>();
        String property = System.getProperty(PROPERTY);
        if (property != null) {
            places.add(existing(property));
        }
        places.add(Path.of(System.getProperty("user.home"), ".lesionlens", "models"));
        places.add(Path.of("lesionlens", "models").toAbsolutePath());
        Path jar = jar();
        for (Path above = jar.getParent();
                above != null && above.getNameCount() + 3 > jar.getNameCount();
                above = above.getParent()) {
            places.add(above.resolve("models"));
            places.add(above.resolve("lesionlens").resolve("models"));
        }
        return List.copyOf(places);
    }

    private static Path existing(String named) {
        return path(named)
                .filter(Files::isDirectory)
                .orElseThrow(() -> new UsageException("-D" + PROPERTY + " names " + named
                        + ", which is no folder: name the folder that holds the models' folders"));
    }

    /** Empty if the text cannot be one on this system. */
    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Path jar() {
        try {
            return Path.of(ModelFolders.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException("the place of the program's own jar is not a path", e);
        }
    }

    /**
     * All model folders by name: those that hold an {@code rdf.yaml}, or cannot be looked into.
     */
    public static Map<String, Path> all() {
        Map<String, Path> models = new LinkedHashMap<>();
        for (Path place : places()) {
            entries(place)
                    .orElse(List.of())
                    .forEach(folder -> models.putIfAbsent(folder.getFileName().toString(), folder));
        }
        return models;
    }

    /** The places that are there but cannot be looked into. */
    public static List<Path> closedPlaces() {
        return places().stream().filter(place -> entries(place).isEmpty()).toList();
    }

    /** The model folders of a place, none if it is not there; empty if it cannot be looked into. */
    private static Optional<List<Path>> entries(Path place) {
        if (!Files.isDirectory(place)) {
            return Optional.of(List.of());
        }
        try (Stream<Path> folders = Files.list(place)) {
            return Optional.of(folders.filter(ModelFolders::isModel).sorted().toList());
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Not one that is still being written, with a hidden name; also if it has a description of an odd kind, or cannot be looked into: reading it says what is wrong. */
    private static boolean isModel(Path folder) {
        return !folder.getFileName().toString().startsWith(".")
                && Files.isDirectory(folder)
                && (!Files.isExecutable(folder)
                        || Files.exists(folder.resolve(Model.FILE_NAME), LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * The name of the segmenter that is meant where nobody names one: the first line of a place's file {@value #DEFAULT};
     * empty if it has none.
     */
    public static Optional<String> defaultOf(Path place) throws IOException {
        Path file = place.resolve(DEFAULT);
        return Files.isRegularFile(file)
                ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .replace("\uFEFF", "")
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .findFirst()
                : Optional.empty();
    }

    /**
     * The description of the model of a name, or in a folder of that path.
     *
     * @throws UsageException if there is none
     * @throws UnsuitableModelException if it is broken
     * @throws IOException if the folder cannot be read
     */
    public static Model find(String nameOrPath) throws IOException {
        Map<String, Path> models = all();
        Path folder = Optional.ofNullable(models.get(nameOrPath))
                .or(() -> path(nameOrPath).filter(named -> Files.isRegularFile(named.resolve(Model.FILE_NAME))))
                .orElseThrow(() -> new UsageException("there is no model \"" + nameOrPath + "\": "
                        + (models.isEmpty() ? "no models were found" : "choose one of " + models.keySet())
                        + " (looked in " + places() + "; -D" + PROPERTY + "=FOLDER names another place)"));
        return Model.read(folder);
    }
}
