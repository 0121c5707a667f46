package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;

/**
 * Of odd networks, none ends this process, hangs it, or gives numbers that are no probabilities.
 *
 * <p>A long run: {@code -Dlesionlens.mutants=4000}, and {@code -Dlesionlens.mutants.first=N} to begin with another seed.
 */
class NetworkMutantsTest {
    private static final int COUNT = Integer.getInteger("lesionlens.mutants", 20);
    private static final int FIRST = Integer.getInteger("lesionlens.mutants.first", 0);

    @TempDir
    private Path folder;

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private String before;

    @BeforeEach
    void forget() {
        before = System.getProperty(TestedModels.PROPERTY);
        System.setProperty(TestedModels.PROPERTY, folder.resolve("tested").toString());
    }

    @AfterEach
    void remember() {
        if (before == null) {
            System.clearProperty(TestedModels.PROPERTY);
        } else {
            System.setProperty(TestedModels.PROPERTY, before);
        }
    }

    @Test
    void noneDoesHarm() throws IOException {
        List<byte[]> sound = sound();
        for (int seed = FIRST; seed < FIRST + COUNT; seed++) {
            Path model = TinyModel.segmenter(folder, "mutant", new NetworkMutants(seed, sound).next());
            String outcome = outcome(seed, model);
            outcomes.merge(outcome, 1, Integer::sum);
            if (COUNT > 100 && (seed - FIRST) % 100 == 99) {
                System.out.println(seed + 1 - FIRST + " mutants: " + outcomes);
            }
        }
        assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(COUNT);
    }

    private static List<byte[]> sound() throws IOException {
        Path tiny = TinyModels.FOLDER.resolve(TinyModels.SEGMENTER).resolve(Model.WEIGHTS);
        return List.of(Files.readAllBytes(tiny), NetworkMutants.unet(), NetworkMutants.unet());
    }

    @Test
    void whatTheyAreMadeFromAnswers() throws IOException {
        for (byte[] network : sound()) {
            assertThat(outcome(-1, TinyModel.segmenter(folder, "sound", network)))
                    .isEqualTo("answers");
        }
    }

    private static float[] answer(OnnxModel model) {
        return model.run(TinyModel.withOutlier(), Set.of("probability"))
                .get("probability")
                .values();
    }

    private static String outcome(int seed, Path path) throws IOException {
        try (OnnxModel model = OnnxModel.open(Model.read(path), Optional.of(Device.CPU), 1)) {
            float[] values = answer(model);
            for (float value : values) {
                assertThat(value).as("mutant " + seed).isBetween(-0.001f, 1.001f);
            }
            float[] again = answer(model);
            boolean same = IntStream.range(0, values.length).allMatch(i -> Math.abs(values[i] - again[i]) <= 1e-5);
            assertThat(same || !model.warnings().isEmpty())
                    .as("mutant " + seed + " says when it answers otherwise the next time")
                    .isTrue();
            return "answers";
        } catch (UnsuitableModelException e) {
            assertThat(e.getMessage()).as("mutant " + seed).hasSizeLessThan(600).doesNotContain("\n");
            return e.getMessage()
                    .replaceAll(".* (crashed(?: \\(SIG\\w+\\))?) .*", "$1")
                    .replaceAll(
                            ".* (has not answered|took more|is not a network|has the inputs|could not be tried) .*",
                            "$1")
                    .replaceAll("the (output|model) .*", "other answers");
        }
    }
}
