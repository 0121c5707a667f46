package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lesionlens.model.DescriptionYaml;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.model.TestTensors;

class ShippedDescriptionsTest {
    static List<Path> folders() throws IOException {
        try (Stream<Path> models = Files.list(Path.of("models"))) {
            return models.filter(folder -> Files.exists(folder.resolve("rdf.yaml")))
                    .sorted()
                    .toList();
        }
    }

    /** Other programs take the answers by their places, and refuse a network with more of them than its description has. */
    @ParameterizedTest
    @MethodSource("folders")
    void everyOutputOfTheNetworkIsDescribedInItsPlace(Path folder) throws IOException, OrtException {
        List<String> described = new ArrayList<>();
        JsonNode description = DescriptionYaml.read(folder.resolve("rdf.yaml"));
        for (JsonNode output : description.path("outputs")) {
            described.add(output.path("id").asText());
            assertThat(output.at("/postprocessing/0/id").asText()).isEqualTo("ensure_dtype");
        }
        try (OrtSession session = OrtEnvironment.getEnvironment()
                .createSession(folder.resolve("weights.onnx").toString())) {
            assertThat(described).containsExactlyElementsOf(session.getOutputNames());
        }
        assertThat(description.at("/inputs/0/preprocessing/1/kwargs/min").asDouble())
                .isEqualTo(
                        folder.endsWith("lung-nodule-segmenter") || folder.endsWith("lung-nodule-classifier")
                                ? -1
                                : -5);
    }

    /** bioimage.io takes no others, and refuses the whole description. */
    @ParameterizedTest
    @MethodSource("folders")
    void channelsHaveNamesThatOtherProgramsTake(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode several : DescriptionYaml.read(folder.resolve("rdf.yaml")).findValues("channel_names")) {
            several.forEach(name -> names.add(name.asText()));
        }
        assertThat(names).isNotEmpty().allMatch(name -> name.matches("[A-Za-z_][A-Za-z0-9_]*"), "an identifier");
    }

    /** Of an image with no answer a broken network would pass too, and bioimage.io refuses answers below 1e-4. */
    @ParameterizedTest
    @MethodSource("folders")
    void testTensorsHoldAnAnswer(Path folder) throws IOException {
        Model model = Model.read(folder);
        List<TestTensors> tests = new ArrayList<>(model.tests());
        model.network().int8().ifPresent(reduced -> tests.addAll(reduced.tests()));
        String answer = model.task() == Task.DETECTION ? "scores" : "probability";
        tests.removeIf(test -> !test.outputs().containsKey(answer)); // of a detector's boxes, or a classifier's logits
        assertThat(tests).hasSize(model.task() == Task.DETECTION ? 2 : 4);
        for (TestTensors test : tests) {
            float[] expected = NpyFile.read(test.outputs().get(answer)).values();
            double[] sorted = IntStream.range(0, expected.length)
                    .mapToDouble(i -> expected[i])
                    .sorted()
                    .toArray();
            assertThat(sorted[sorted.length - 1] - sorted[0])
                    .as(
                            "%s: the answer's range over its tolerance",
                            test.input().path())
                    .isGreaterThan(5 * test.tolerance());
        }
    }
}
