package org.lesionlens.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
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

    /** Adds weights to a model, or replaces them; what they are held to is what the other weights answer to its first test. */
    public static void add(Path folder, byte[] weights, double tolerance) throws IOException {
        Path file = Files.write(folder.resolve("weights-int8.onnx"), weights);
        Path description = folder.resolve(Model.FILE_NAME);
        String tests = Model.read(folder).tests().stream()
                .limit(1)
                .map(test -> "{input: {" + source(folder, test.input()) + "}, outputs: [{name: probability, "
                        + source(folder, test.outputs().get("probability")) + "}], tolerance: " + tolerance + "}")
                .collect(Collectors.joining());
        String own =
                "  lesionlens:\n    int8: {" + source(folder, CheckedFile.of(file)) + ", tests: [" + tests + "]}\n";
        Files.writeString(
                description,
                Files.readString(description)
                        .replaceAll("(?m)^ +int8: .*\n", "")
                        .replaceFirst("  lesionlens:\n( +)task", own + "$1task"));
    }

    private static String source(Path folder, CheckedFile file) {
        return "source: " + folder.relativize(file.path()) + ", sha256: " + file.sha256();
    }
}
