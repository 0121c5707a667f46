package org.lesionlens.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A copy of a tiny model that is described differently. */
public final class ChangedModel {
    private ChangedModel() {}

    /**
     * Copies a model.
     *
     * @param models the folder of models to copy it to
     * @param change of its description
     * @return the model's folder
     */
    public static Path copy(String name, Path models, UnaryOperator<String> change) throws IOException {
        Path source = Path.of("models", "tiny", name);
        Path target = models.resolve(name);
        Files.createDirectories(target.getParent());
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
        Path description = target.resolve(Model.FILE_NAME);
        Files.writeString(description, change.apply(Files.readString(description)));
        return target;
    }

    /** A description without queries and keys. */
    public static String withoutAttention(String description) {
        return description.replaceAll("(?m)^ +(query: query|key: key)\n", "");
    }
}
