package org.lesionlens.model.foreign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the files of a model lie.
 *
 * @param folder of all of them
 * @param file in it that says what the model is, with {@code /} between folders; empty if there is none
 */
record ModelPlace(Path folder, Optional<String> file) {
    static final String PLANS = "plans.json";
    static final String METADATA = "configs/metadata.json";
    static final String NETWORK = ".onnx";

    /** Descriptions, of which the first one in a folder counts. */
    private static final List<String> DESCRIPTIONS = List.of("rdf.yaml", "bioimageio.yaml", "rdf.yml", PLANS, METADATA);

    /** What bioimage.io called a description long ago; too common a name to look for. */
    private static final String OLD = "model.yaml";

    private static final String YAML = "(?i).*\\.ya?ml";

    /**
     * The place that a user means.
     *
     * @param path a folder, or a file in it
     * @throws org.lesionlens.model.UnsuitableModelException if the file says nothing of a model, or the folder holds several
     */
    static ModelPlace of(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        if (!Files.isRegularFile(absolute)) {
            return ofFolder(absolute);
        }
        String name = absolute.getFileName().toString();
        Path folder = absolute.getParent();
        if (name.endsWith(NETWORK) || name.matches(YAML)) {
            return new ModelPlace(folder, Optional.of(name));
        }
        if (name.equals(PLANS) || name.equals("dataset.json")) {
            return new ModelPlace(folder, Optional.of(PLANS));
        }
        if (folder.endsWith("configs") && name.matches("(metadata|inference)\\.json")) {
            return new ModelPlace(folder.getParent(), Optional.of(METADATA));
        }
        throw Refusal.of(
                Refusal.echo(name),
                "is no zip, no .onnx file and no description of a model (rdf.yaml, plans.json, configs/metadata.json)",
                "name the model's folder, a zip of it, or one of these files");
    }

    /** By the description in the folder itself, else by the only one in the folders in it. */
    private static ModelPlace ofFolder(Path folder) throws IOException {
        Originals files = new Originals(folder);
        Optional<String> own = Stream.concat(DESCRIPTIONS.stream(), Stream.of(OLD))
                .filter(files::has)
                .findFirst();
        List<String> below = own.isPresent() ? List.of(own.get()) : below(files);
        if (below.size() > 1) {
            throw Refusal.of(
                    "what is named",
                    "holds " + below.size() + " models, described by "
                            + Refusal.echo(below.stream().sorted().collect(Collectors.joining(" and "))),
                    "name the folder of one of them, or make a zip of it alone");
        }
        if (below.isEmpty() || !below.get(0).matches(YAML)) {
            return new ModelPlace(folder, below.stream().findFirst());
        }
        Path file = folder.resolve(below.get(0));
        return new ModelPlace(file.getParent(), Optional.of(file.getFileName().toString()));
    }

    /** The first description of each folder that has one. */
    private static List<String> below(Originals files) throws IOException {
        List<String> folders = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (String description : DESCRIPTIONS) {
            for (String name : files.endingWith("/" + description)) {
                String folder = name.substring(0, name.length() - description.length());
                if (!folders.contains(folder)) {
                    folders.add(folder);
                    found.add(name);
                }
            }
        }
        return found;
    }
}
