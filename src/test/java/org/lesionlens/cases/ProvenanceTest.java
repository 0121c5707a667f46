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
import org.lesionlens.inference.TinyModels;
import org.lesionlens.model.Model;

class ProvenanceTest {
    private static final Path SEGMENTER = TinyModels.FOLDER.resolve(TinyModels.SEGMENTER);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spacing_mm: 1.5 | spacing_mm: 1.25 | whole slice in sides of 160",
                "field_of_view_mm: 240.0 | field_of_view_mm: 300 | whole slice in sides of 160",
                "stride: 16 | stride: 32 | steps of 16",
                "statistics: volume | statistics: slice | over=VOLUME",
                "- -5.0 | - -4.0 | Clip[minimum=-5.0, maximum=10.0]",
                "- 10.0 | - 9.0 | Clip[minimum=-5.0, maximum=10.0]",
                "name: lesion | name: tumour | classes lesion",
                "'108369006' | '4147007' | description",
                "version: '1' | version: '2' | description",
                "modality: MR | modality: CT | description",
                "query: query | query: key | description",
            })
    void theSameWeightsDescribedOtherwiseAreAnotherModel(String right, String other, String told) throws IOException {
        Model original = Model.read(SEGMENTER);
        Model changed = copyWith(right, other);
        assertThat(changed.network().weights().get(0).sha256())
                .isEqualTo(original.network().weights().get(0).sha256());
        assertThat(there(original).difference(there(changed)))
                .startsWith("the model brain-t1ce-segmenter has ")
                .contains(told)
                .matches(".* there, .* now");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "license: BSD-2-Clause | license: MIT",
                "name: LesionLens developers | name: somebody else",
                "https://bioimage.io | https://example.org",
                "of no use for images | For fun",
                "sha256: 89ba8d5637bae56cee1497de5ea377da257eb9d3c72823dda8af691737fee64e | sha256: '00'",
            })
    void whatNoResultDependsOnDoesNotMatter(String right, String other) throws IOException {
        assertThat(there(copyWith(right, other)).difference(there(Model.read(SEGMENTER))))
                .isEmpty();
    }

    @Test
    void saysForPeopleHowImagesArePrepared() throws IOException {
        assertThat(Provenance.identity(Model.read(SEGMENTER)))
                .matches(
                        "precision full; sha256 [0-9a-f]{64}; whole slice in sides of 160 and steps of 16 x .*; Reorient.*; ZScore.*over=VOLUME.*; Clip.*-5\\.0.*10\\.0.*;"
                                + " Resample.*1\\.5.*; classes lesion; description [0-9a-f]{64}");
        assertThat(Provenance.identity(TinyModels.classifier()))
                .contains("; patch of 64 pixels, step 1.0;", "1.5", "; classes meningioma, glioma, pituitary;");
    }

    @Test
    void resultsOfAnotherAlgorithmAreOthers() {
        Provenance old = new Provenance("", Map.of(), Map.of("algorithm", "0"));
        assertThat(old.difference(new Provenance("", Map.of(), Map.of("algorithm", "1"))))
                .isEqualTo("algorithm 0 there, 1 now");
    }

    @Test
    void resultsInOtherFormatsAreOthersWhicheverWasChosen() {
        Provenance byInput = new Provenance("", Map.of(), Map.of());
        Provenance nrrd = new Provenance("", Map.of(), Map.of("format", "nrrd"));
        assertThat(byInput.difference(nrrd)).isEqualTo("format by the input there, nrrd now");
        assertThat(nrrd.difference(byInput)).isEqualTo("format nrrd there, by the input now");
    }

    @Test
    void aCopyOfTheModelIsTheSameModel() throws IOException {
        Model copy = copyWith("name: brain-t1ce-segmenter", "name: brain-t1ce-segmenter");
        assertThat(there(copy).difference(there(Model.read(SEGMENTER)))).isEmpty();
    }

    private static Provenance there(Model model) {
        return new Provenance("", Map.of(model.name(), Provenance.identity(model)), Map.of());
    }

    private Model copyWith(String right, String other) throws IOException {
        try (Stream<Path> files = Files.walk(SEGMENTER)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(
                        file,
                        folder.resolve(SEGMENTER.relativize(file).toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path description = folder.resolve(Model.FILE_NAME);
        String text = Files.readString(description);
        assertThat(text).contains(right);
        Files.writeString(description, text.replace(right, other));
        return Model.read(folder);
    }
}
