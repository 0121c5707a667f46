package org.lesionlens.cases;

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
import org.lesionlens.model.ModelDescription;

class ProvenanceTest {
    private static final Path SHIPPED = Path.of("models", "brain-t1ce-segmenter");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spacing_mm: 1.30667 | spacing_mm: 1.20615",
                "field_of_view_mm: 250.88 | field_of_view_mm: 300",
                "stride: 16 | stride: 32",
                "statistics: volume | statistics: slice",
                "- -5.0 | - -4.0",
                "- 10.0 | - 9.0"
            })
    void theSameWeightsForImagesPreparedOtherwiseAreAnotherModel(String right, String other) throws IOException {
        ModelDescription shipped = ModelDescription.read(SHIPPED);
        ModelDescription changed = copyWith(right, other);
        assertThat(changed.weights().sha256()).isEqualTo(shipped.weights().sha256());
        assertThat(there(changed).difference(there(shipped)))
                .isEqualTo("the models [brain-t1ce-segmenter] there, [brain-t1ce-segmenter] now,"
                        + " with other weights, pixel spacing or intensity range");
    }

    @Test
    void saysForPeopleHowImagesArePrepared() throws IOException {
        assertThat(Provenance.identity(ModelDescription.read(SHIPPED)))
                .matches("sha256 [0-9a-f]{64}; whole slice at 1\\.30667 mm, field of view 250\\.88 mm, stride 16;"
                        + " intensities -5\\.0 to 10\\.0 SD of the volume");
        assertThat(Provenance.identity(ModelDescription.read(Path.of("models", "brain-t1ce-classifier"))))
                .contains("; patch of 128 pixels, step 1.0 at 1.20615 mm,");
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
