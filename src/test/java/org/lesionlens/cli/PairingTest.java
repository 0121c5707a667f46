package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.ModelsFrom;

/** The shipped segmenter declared for the liver on CT: the shipped classifier, for brains, has nothing to say. */
class PairingTest {
    private static final Path PHANTOM = Path.of("test-data", "phantom_slice.png");

    @TempDir
    Path folder;

    private Path liver;
    private Path output;

    @BeforeEach
    void declareTheSegmenterForTheLiver() throws IOException {
        output = folder.resolve("output");
        Files.copy(PHANTOM, Files.createDirectories(folder.resolve("cohort")).resolve("phantom_slice.png"));
        liver = ChangedModel.copy(
                "brain-t1ce-segmenter",
                folder,
                text -> text.replace("modality: MR", "modality: CT")
                        .replace("image: contrast-enhanced T1", "image: portal venous phase"));
    }

    private CommandLineRun run(String door, Object... more) {
        Path input = door.equals("batch") ? folder.resolve("cohort") : PHANTOM;
        CommandLineRun run = CommandLineRun.of(Stream.concat(
                        Stream.of(door, input, "--output", output, "--device", "cpu", "--model", liver),
                        Stream.of(more))
                .toArray());
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private JsonNode sidecar() throws IOException {
        return new ObjectMapper()
                .readTree(output.resolve("phantom_slice/analysis.json").toFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"analyze", "batch", "explain"})
    void lesionsThatNoClassifierIsMadeForHaveNoClass(String door) throws IOException {
        run(door);
        assertThat(sidecar().at("/models")).hasSize(1);
        if (!door.equals("explain")) {
            List<Map<String, String>> lesions = CsvTable.read(output.resolve("phantom_slice/lesions.csv"));
            assertThat(lesions).isNotEmpty().allSatisfy(lesion -> {
                assertThat(lesion.get("class")).isEmpty();
                assertThat(lesion.get("class_probability")).isEmpty();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"analyze", "batch", "explain"})
    void aClassifierForOtherImagesIsUsedIfItIsNamedAndWarnedOf(String door) throws IOException {
        CommandLineRun run = run(door, "--classifier", "brain-t1ce-classifier");
        String warning = "the classifier brain-t1ce-classifier was made for contrast-enhanced T1 MR images (Brain)";
        assertThat(sidecar().at("/models")).hasSize(2);
        assertThat(sidecar().at("/input/warnings").toString()).contains(warning);
        if (door.equals("batch")) {
            assertThat(CsvTable.read(output.resolve("cases.csv")).get(0).get("warnings"))
                    .contains(warning);
        } else {
            assertThat(run.err()).contains(warning);
        }
    }

    /** Nobody can say that it is not the one. */
    @ParameterizedTest
    @ValueSource(strings = {"analyze", "batch", "explain"})
    void aClassifierThatCannotBeReadIsToldOf(String door) throws IOException {
        Path models = Files.createDirectories(folder.resolve("models"));
        Path aside = ChangedModel.copy("brain-t1ce-classifier", models, UnaryOperator.identity());
        Files.delete(aside.resolve("weights.onnx"));
        String warning = "no classifier is there for the images of the model brain-t1ce-segmenter";
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            CommandLineRun run = run(door);
            String told = door.equals("batch")
                    ? CsvTable.read(output.resolve("cases.csv")).get(0).get("warnings")
                    : run.err();
            assertThat(told).contains(warning, "cannot be read (brain-t1ce-classifier;");
            assertThat(sidecar().at("/input/warnings").toString()).contains(warning);
            assertThat(run(door, "--classifier", "none", "--overwrite").err()).doesNotContain(warning);
        }
    }

    @Test
    void theShippedOnesBelongTogether() throws IOException {
        CommandLineRun run = CommandLineRun.of("analyze", PHANTOM, "--output", output, "--device", "cpu");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(CsvTable.read(output.resolve("phantom_slice/lesions.csv"))
                        .get(0)
                        .get("class"))
                .isIn("meningioma", "glioma", "pituitary");
    }
}
