package org.lesionlens.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Model;

/** Model folders that have weights of 8 bits too; that these are others shows which were used. */
public final class TinyPrecision {
    private TinyPrecision() {}

    /** A segmenter that says 0.25 of every pixel, or in 8 bits 0.75. */
    public static Path segmenter(Path models, String name) throws IOException {
        Path folder = TinyModel.constant(models, name, 0.25f);
        add(folder, TinyNetwork.constantSegmenter(0.75f).file(), 0.1);
        return folder;
    }

    /** Says 0.75 of every pixel. */
    public static byte[] other() {
        return TinyNetwork.constantSegmenter(0.75f).file();
    }

    /** Adds weights to a model, or replaces them. */
    public static void add(Path folder, byte[] weights, double tolerance) throws IOException {
        Path file = Files.write(folder.resolve("weights-int8.onnx"), weights);
        Path description = folder.resolve(Model.FILE_NAME);
        String own = "  lesionlens:\n    int8: {source: weights-int8.onnx, sha256: "
                + CheckedFile.of(file).sha256() + ", tolerance: " + tolerance + "}\n";
        Files.writeString(
                description,
                Files.readString(description)
                        .replaceAll("(?m)^ +int8: .*\n", "")
                        .replaceFirst("  lesionlens:\n( +)task", own + "$1task"));
    }
}
