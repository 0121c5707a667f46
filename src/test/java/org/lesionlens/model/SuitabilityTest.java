package org.lesionlens.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuitabilityTest {
    private static final String NAME = "brain-t1ce-segmenter";
    private static final String GOOD = "{output: gate2, share: 0.99, limit: 3, rest: 0.25, mean: 1 2,"
            + " components: [{variance: 4, direction: 0.6 0.8}]}";

    @TempDir
    private Path models;

    /** Along the component its variance counts, across it the rest: (10, -2) is 2.2 along and 9.6 across. */
    @ParameterizedTest
    @CsvSource({"1, 2, 0", "7, 10, 5", "9, -4, 20", "10, -2, 19.231484602078957"})
    void theDistanceIsThatOfMahalanobis(double first, double second, double expected) throws Exception {
        Suitability usual = Suitability.of(described(GOOD)).orElseThrow();
        assertThat(usual.distance(first, second) * Math.sqrt(2)).isCloseTo(expected, within(1e-9));
    }

    @Test
    void aModelNeedNotKnowItsTraining() throws Exception {
        assertThat(Suitability.of(Model.read(Path.of("models", "tiny", NAME)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{share: 0.99, limit: 3, rest: 0.25, mean: 1 2}",
                "{output: gate2, share: 99, limit: 3, rest: 0.25, mean: 1 2}",
                "{output: gate2, share: 0.99, limit: 0, rest: 0.25, mean: 1 2}",
                "{output: gate2, share: 0.99, limit: 3, rest: -1, mean: 1 2}",
                "{output: gate2, share: 0.99, limit: 3, rest: 0.25, mean: 1 x}",
                "{output: gate2, share: 0.99, limit: 3, rest: 0.25, mean: 1 NaN}",
                "{output: gate2, share: 0.99, limit: 3, rest: 0.25, mean: [1, 2]}",
                "{output: gate2, share: 0.99, limit: 3, rest: 0.25, mean: 1 2, components: [{variance: 1, direction: 1}]}",
                "{output: gate2, share: 0.99, limit: 3, rest: 0.25, mean: 1 2, components: [{direction: 1 0}]}",
                "[",
            })
    void aFileThatIsBrokenIsRefused(String text) throws Exception {
        Model model = described(text);
        assertThatExceptionOfType(UnsuitableModelException.class)
                .isThrownBy(() -> Suitability.of(model))
                .withMessageContaining("suitability.yaml")
                .withMessageContaining("install the model again");
    }

    @Test
    void aFileThatWasChangedIsRefused() throws Exception {
        Model model = described(GOOD);
        Files.writeString(model.purpose().suitability().orElseThrow().path(), GOOD.replace("limit: 3", "limit: 300"));
        assertThatExceptionOfType(UnsuitableModelException.class)
                .isThrownBy(() -> Suitability.of(model))
                .withMessageContaining("sha256");
    }

    @Test
    void aModelOfPatchesHasNone() throws Exception {
        Path folder = described(GOOD).identity().folder();
        Path description = folder.resolve(Model.FILE_NAME);
        Files.writeString(
                description,
                Files.readString(description)
                        .replace("kind: whole-slice", "kind: patch\n      size: 64\n      step: 1.0"));
        assertThatExceptionOfType(UnsuitableModelException.class)
                .isThrownBy(() -> Model.read(folder))
                .withMessageContaining("/suitability");
    }

    @Test
    void aModelWithAnotherFileIsAnotherModel() throws Exception {
        Model before = Model.read(Path.of("models", "tiny", NAME));
        assertThat(described(GOOD).identity()).isNotEqualTo(before.identity());
    }

    private Model described(String text) throws IOException {
        return Model.read(MeasuredModel.copy(models, NAME, text.getBytes(StandardCharsets.UTF_8)));
    }
}
