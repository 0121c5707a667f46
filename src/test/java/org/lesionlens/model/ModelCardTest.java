package org.lesionlens.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights, figures and card belong together: whoever changes one has to measure again. */
class ModelCardTest {
    @ParameterizedTest
    @CsvSource({
        "brain-t1ce-segmenter, figures.json, measure.py",
        "brain-t1ce-segmenter, explanations.json, study.py",
        "brain-t1ce-segmenter, suitability.json, suitability.py",
        "brain-t1ce-classifier, figures.json, measure.py",
    })
    void theFiguresOfTheCardAreThoseOfTheWeights(String name, String file, String script) throws IOException {
        Path folder = Path.of("models", name);
        JsonNode figures = new ObjectMapper().readTree(folder.resolve(file).toFile());
        assertThat(figures.get("weights_sha256").asText())
                .as(file + " was measured with other weights: run models/training/" + script)
                .isEqualTo(Model.read(folder).network().weights().get(0).sha256());
        String card = Files.readString(folder.resolve("README.md"));
        assertThat(figures.get("figures").size()).isGreaterThan(4);
        figures.get("figures")
                .fields()
                .forEachRemaining(figure -> assertThat(card)
                        .contains("| " + figure.getKey() + " | "
                                + figure.getValue().asText() + " |"));
        assertThat(card).containsIgnoringCase("not a medical device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"brain-t1ce-segmenter", "brain-t1ce-classifier"})
    void weightsStaySmall(String name) throws IOException {
        assertThat(Files.size(Path.of("models", name, "weights.onnx"))).isLessThan(15_000_000);
    }
}
