package org.lesionlens.model.foreign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the files of a model lie.
 *
 * @param folder of all of them
 * @param description the file in it that says what the model is; empty if there is none
 * @param network the ONNX file that the user named, by its name in the folder
 */
record ModelPlace(Path folder, Optional<String> description, Optional<String> network) {
    static final String PLANS = "plans.json";
    static final String METADATA = "configs/metadata.json";
    static final String NETWORK = ".onnx";

    private static final Pattern NETWORK_NAME = Pattern.compile("(?i).*\\.onnx");
    private static final int MOST_ABOVE = 2;

    /**
     * The place that a user means.
     *
     * @param path a folder, a description or an ONNX file in it
     * @throws org.lesionlens.model.UnsuitableModelException if it is something else, what belongs to it is missing, or it is
     *     several models
     */
    static ModelPlace of(Path path) throws IOException {
        Path real = path.toRealPath();
        if (!Files.isRegularFile(real)) {
            return ofFolder(real);
        }
        String name = real.getFileName().toString();
        if (NETWORK_NAME.matcher(name).matches()) {
            return ofNetwork(real);
        }
        Path folder = real.getParent();
        Path root = folder.endsWith("configs") ? folder.getParent() : folder;
        String below = root.relativize(real).toString().replace('\\', '/');
        return new FoundDescriptions(new Originals(root))
                .meant(below)
                .map(found -> new ModelPlace(root, Optional.of(found), Optional.empty()))
                .orElseThrow(() -> Refusal.of(
                        Refusal.echo(name),
                        "is no zip, no .onnx file and no description of a model (rdf.yaml, plans.json,"
                                + " configs/metadata.json)",
                        "name the model's folder, a zip of it, or one of these files"));
    }

    private static ModelPlace ofFolder(Path folder) throws IOException {
        Optional<String> found = new FoundDescriptions(new Originals(folder)).only();
        if (found.filter(FoundDescriptions::isYaml).isEmpty()) {
            return new ModelPlace(folder, found, Optional.empty()); // networks may lie beside the folder of plans.json
        }
        String root = FoundDescriptions.root(found.get());
        return new ModelPlace(
                folder.resolve(root).normalize(), Optional.of(found.get().substring(root.length())), Optional.empty());
    }

    /** By the description beside it, or the one above that it belongs to. */
    private static ModelPlace ofNetwork(Path network) throws IOException {
        Path folder = network.getParent();
        for (int above = 0; above <= MOST_ABOVE && folder != null; above++) {
            String below = folder.relativize(network).toString().replace('\\', '/');
            Optional<String> found = new FoundDescriptions(new Originals(folder)).of(below);
            if (found.isPresent()) {
                return new ModelPlace(folder, found, Optional.of(below));
            }
            folder = folder.getParent();
        }
        return new ModelPlace(
                network.getParent(),
                Optional.empty(),
                Optional.of(network.getFileName().toString()));
    }

    /**
     * Refuses a network that the user named but that is none of the model's.
     *
     * @param weights names of the model's networks
     * @throws org.lesionlens.model.UnsuitableModelException if it is none of them
     */
    void requireMeant(Set<String> weights) {
        if (network.isPresent() && !weights.contains(network.get())) {
            String other = description.orElse("another network");
            throw Refusal.of(
                    folder.resolve(network.get()),
                    "lies beside " + other + ", which is of " + Refusal.echo(String.join(", ", weights)),
                    "name " + other + ", or copy the network alone into a folder of its own and name it there");
        }
    }
}
