package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.cli.Program;

/**
 * Whatever a description says, reading it takes little time and memory, and ends in a model or a sentence.
 *
 * <p>A long run: {@code -Dlesionlens.mutants.descriptions=20000}.
 */
class DescriptionMutantsTest {
    private static final int COUNT = Integer.getInteger("lesionlens.mutants.descriptions", 1000);

    private static final String STEPS = """
                channels: [{name: t1, modality: MR}, {name: flair}]
                preparation:
                - {step: reorient, to: RAS}
                - step: resample
                  spacing_mm: [1.0, 1.0, 2.5]
                  apart_above: 3
                - {step: clip, minimum: -1000, maximum: .inf}
                - {step: percentile-range, lower: 0.5, upper: 99.5}
                - {step: z-score, foreground: mask, over: volume, epsilon: 1e-8}
                - {step: cast, type: float16}
                network:
                  input: {name: raw, axes: bczyx, type: float32}
                  mirror_axes: [x, y]
                  window:
                    kind: tiles
                    sides: [128, 128, 64]
                    step: 0.5
                    blend: halo
                    halo: [16, 16, 8]
                output:
                  name: "82"
                  activation: sigmoid
            """.indent(0);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {TinyModels.SEGMENTER, "detectors/" + TinyDetectors.COLOUR})
    void noneDoesHarm(String name) throws Exception {
        Path model = copyOf(TinyModels.FOLDER.resolve(name));
        Path steps = Files.writeString(folder.resolve("steps.txt"), STEPS);
        List<String> command = Program.java();
        command.addAll(List.of(
                "-Xmx128m",
                "-Xss512k",
                DescriptionMutants.class.getName(),
                model.toString(),
                steps.toString(),
                Integer.toString(COUNT)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).startsWith(COUNT + " descriptions, of which ").doesNotContain("of which 0 ");
    }

    private Path copyOf(Path source) throws IOException {
        Path target = folder.resolve("model");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                if (file.toString().endsWith(".npy") && !Files.exists(target.resolve("tensor.npy"))) {
                    Files.copy(file, target.resolve("tensor.npy"));
                }
            }
        }
        return target;
    }
}
