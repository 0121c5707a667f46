package org.lesionlens.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.ModelDescription;

class ProvenanceTest {
    private static final Path SHIPPED = Path.of("models", "brain-t1ce-segmenter");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"spacing_mm: 1.30667 | spacing_mm: 1.20615", "- -5.0 | - -4.0"})
    void theSameWeightsForImagesPreparedOtherwiseAreAnotherModel(String right, String other) throws IOException {
        ModelDescription shipped = ModelDescription.read(SHIPPED);
        ModelDescription changed = copyWith(right, other);
        assertThat(changed.weights().sha256()).isEqualTo(shipped.weights().sha256());
        assertThat(there(changed).difference(there(shipped)))
                .isEqualTo("the models [brain-t1ce-segmenter] there, [brain-t1ce-segmenter] now,"
                        + " with other weights, pixel spacing or intensity range");
    }

    @Test
    void aCopyOfTheModelIsTheSameModel() throws IOException {
        ModelDescription copy = copyWith("name: brain-t1ce-segmenter", "name: brain-t1ce-segmenter");
        assertThat(there(copy).difference(there(ModelDescription.read(SHIPPED))))
                .isEmpty();
    }

    private static Provenance there(ModelDescription model) {
        return new Provenance("", Map.of(model.name(), Provenance.identity(model)), Map.of());
    }

    private ModelDescription copyWith(String right, String other) throws IOException {
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(
                        file, folder.resolve(SHIPPED.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path description = folder.resolve(ModelDescription.FILE_NAME);
        String text = Files.readString(description);
        assertThat(text).contains(right);
        Files.writeString(description, text.replace(right, other));
        return ModelDescription.read(folder);
    }
}
