package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.model.DescriptionYaml;

class ShippedDescriptionsTest {
    /** Other programs take the answers by their places, and refuse a network with more of them than its description has. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "brain-t1ce-segmenter",
                "brain-t1ce-classifier",
                "breast-ultrasound-detector",
                "retina-lesion-detector",
                "laryngoscopy-segmenter"
            })
    void everyOutputOfTheNetworkIsDescribedInItsPlace(String name) throws IOException, OrtException {
        Path folder = Path.of("models", name);
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
                .isEqualTo(-5);
    }
}
