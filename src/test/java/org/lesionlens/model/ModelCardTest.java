package org.lesionlens.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights, figures and card belong together: whoever changes one has to measure again. */
class ModelCardTest {
    @ParameterizedTest
    @CsvSource({"brain-t1ce, accuracy", "breast-ultrasound, auc", "lung-nodule, auc"})
    void theCardsOfThePairsAreThoseOfBothFilesOfWeights(String pair, String figure) throws IOException {
        JsonNode outlined =
                requireWeights(Path.of("models", pair + "-segmenter")).at("/figures/all");
        assertThat(card(pair + "-segmenter")).contains(row("all", outlined, "dice"));
        JsonNode told = requireWeights(Path.of("models", pair + "-classifier")).at("/predicted");
        assertThat(card(pair + "-classifier")).contains(row("predicted", told, figure));
    }

    @Test
    void theCardOfTheDemonstrationSaysThatItIsOne() throws IOException {
        Path folder = Path.of("models", "laryngoscopy-segmenter");
        JsonNode outlined = requireWeights(folder).at("/figures/all");
        String why = Model.read(folder).purpose().demonstration().orElseThrow();
        assertThat(card("laryngoscopy-segmenter"))
                .contains(row("all", outlined, "dice"))
                .contains("**A demonstration, " + why + ".** It is taken only where it is named.");
    }

    @ParameterizedTest
    @CsvSource({"breast-ultrasound-detector, ap50 ap75 ap", "retina-lesion-detector, ap_centre"})
    void theCardsOfTheDetectorsAreThoseOfTheirWeights(String name, String figures) throws IOException {
        JsonNode all = requireOwn(Path.of("models", name)).at("/figures/figures/all");
        String row =
                Stream.of(figures.split(" ")).map(key -> three(all.get(key))).collect(Collectors.joining(" | "));
        assertThat(card(name)).contains("| all | " + row + " |");
    }

    private static JsonNode requireWeights(Path folder) throws IOException {
        JsonNode written = requireOwn(folder);
        assertThat(written.get("int8_sha256").asText())
                .isEqualTo(CheckedFile.of(folder.resolve("weights-int8.onnx")).sha256());
        return written.get("figures");
    }

    private static JsonNode requireOwn(Path folder) throws IOException {
        JsonNode written =
                new ObjectMapper().readTree(folder.resolve("figures.json").toFile());
        assertThat(written.get("weights_sha256").asText())
                .as("the figures are of other weights: run python -m training")
                .isEqualTo(Model.read(folder).network().weights().get(0).sha256());
        return written;
    }

    private static String row(String name, JsonNode figures, String key) {
        String figure = three(figures.get(key)) + " (" + three(figures.get(key + "_from")) + " to "
                + three(figures.get(key + "_to")) + ")";
        return "| " + name + " | " + figures.get("cases").asInt() + " | " + figure + " |";
    }

    /** Rounded as Python does, which knows the number exactly. */
    private static String three(JsonNode number) {
        return new BigDecimal(number.asDouble())
                .setScale(3, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    private static String card(String name) throws IOException {
        String card = Files.readString(Path.of("models", name, "README.md"));
        assertThat(card).containsIgnoringCase("not a medical device");
        return card;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "brain-t1ce-segmenter",
                "brain-t1ce-classifier",
                "breast-ultrasound-segmenter",
                "breast-ultrasound-classifier",
                "breast-ultrasound-detector",
                "retina-lesion-detector",
                "laryngoscopy-segmenter",
                "lung-nodule-segmenter",
                "lung-nodule-classifier"
            })
    void weightsStaySmall(String name) throws IOException {
        assertThat(Files.size(Path.of("models", name, "weights.onnx"))).isLessThan(15_000_000);
    }
}
