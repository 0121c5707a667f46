package org.lesionlens.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models that say what the images of their training look like. */
public final class MeasuredModel {
    private static final String FILE = "suitability.yaml";

    private MeasuredModel() {}

    /** A copy of a tiny model with such a file. */
    static Path copy(Path models, String name, byte[] file) throws IOException {
        Path folder = ChangedModel.copy(name, models, text -> text);
        add(folder, file);
        return folder;
    }

    /**
     * A copy of the tiny segmenter, whose training is told by one channel.
     *
     * @param output of the network, of one channel
     * @param mean over the slices of the training, which deviate by 0.1; the limit is 3
     */
    public static Path segmenter(Path models, String output, double mean) throws IOException {
        return copy(
                models,
                "brain-t1ce-segmenter",
                text(output, Double.toString(mean), 0.01).getBytes(StandardCharsets.UTF_8));
    }

    /** The text of a file without components; the limit is 3. */
    public static String text(String output, String mean, double variance) {
        return "{output: " + output + ", share: 0.99, limit: 3, rest: " + variance + ", mean: " + mean + "}";
    }

    /** Puts the file into a folder and its description. */
    public static void add(Path folder, byte[] file) throws IOException {
        Path description = folder.resolve(Model.FILE_NAME);
        Files.write(folder.resolve(FILE), file);
        Files.writeString(
                description,
                Files.readString(description)
                        .replace(
                                "\n    threshold:",
                                "\n    suitability: {source: " + FILE + ", sha256: " + CheckedFile.sha256(file)
                                        + "}\n    threshold:"));
    }
}
