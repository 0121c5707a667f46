package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.inference.TinyPrecision;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.model.Precision;

/** Weights of 8 bits are used where they are wanted and there, and every result says so. */
class PrecisionTest {
    @TempDir
    private Path folder;

    private CommandLineRun run(String command, Path model, String... more) throws IOException {
        Path image = TinyImages.ramp(folder.resolve("in/a.png"));
        Path input = command.equals("batch") ? image.getParent() : image;
        List<String> words = new ArrayList<>(List.of(command, input.toString(), "--output"));
        words.addAll(List.of(folder.resolve("out").toString(), "--model", model.toString()));
        words.addAll(List.of(more));
        if (!words.contains("--classifier")) {
            words.addAll(List.of("--classifier", "none"));
        }
        return CommandLineRun.of(words.toArray());
    }

    private JsonNode segmenter() throws IOException {
        return new ObjectMapper()
                .readTree(folder.resolve("out/a/analysis.json").toFile())
                .at("/models/0");
    }

    private int lesions() throws IOException {
        return CsvTable.read(folder.resolve("out/a/lesions.csv")).size();
    }

    @Test
    void theWantedWeightsAreUsedAndNamed() throws IOException {
        Path model = TinyPrecision.segmenter(folder.resolve("models"), "two");
        CommandLineRun full = run("analyze", model);
        assertThat(full.code()).as(full.err()).isZero();
        assertThat(lesions()).isZero();
        assertThat(segmenter().path("precision").asText()).isEqualTo("full");
        CommandLineRun reduced = run("analyze", model, "--precision", "int8", "--overwrite");
        assertThat(reduced.code()).as(reduced.err()).isZero();
        assertThat(lesions()).isOne();
        assertThat(segmenter().path("precision").asText()).isEqualTo("int8");
        assertThat(segmenter().path("sha256").asText())
                .isEqualTo(CheckedFile.of(model.resolve("weights-int8.onnx")).sha256());
    }

    @Test
    void aModelWithoutThemIsRefused() throws IOException {
        Path model = TinyModel.constant(folder.resolve("models"), "one", 0.25f);
        CommandLineRun run = run("analyze", model, "--precision", "int8");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors())
                .contains("the model one has no weights of the precision int8", "choose the precision full");
        assertThat(folder.resolve("out/a")).doesNotExist();
        Path both = TinyPrecision.segmenter(folder.resolve("models"), "two");
        Path classifier = TinyModel.classifier(folder.resolve("models"), "kinds", 1, 2, 3);
        assertThat(run("analyze", both, "--precision", "int8", "--classifier", classifier.toString())
                        .errors())
                .contains("the model kinds has no weights of the precision int8");
        assertThat(run("analyze", model, "--precision", "half").errors())
                .contains("the precision is \"half\" but must be full or int8");
    }

    @Test
    void aBatchGoesOnWithTheSamePrecisionOnly() throws IOException {
        Path model = TinyPrecision.segmenter(folder.resolve("models"), "two");
        assertThat(run("batch", model).code()).isZero();
        assertThat(run("batch", model, "--resume", "--precision", "int8").errors())
                .contains("the model two has precision full there, precision int8 now", "--overwrite");
        assertThat(run("batch", model, "--resume").code()).isZero();
    }

    /** Else all results from before would count as made by another model. */
    @Test
    void weightsBesideTheOthersLeaveWhatTheOthersGiveTheSame() throws IOException {
        Path path = TinyModel.constant(folder, "one", 0.25f);
        String before = Model.read(path).identity().sha256();
        TinyPrecision.add(path, TinyPrecision.other(), 0.1);
        Model after = Model.read(path);
        assertThat(after.identity().sha256()).isEqualTo(before);
        assertThat(after.network().int8()).isPresent();
        assertThat(after.in(Precision.FULL)).isEqualTo(after);
    }

    @Test
    void modelsHoldsTheirAnswersToTheTestTensors() throws IOException {
        Path good = ChangedModel.copy(TinyModels.SEGMENTER, folder, text -> text);
        TinyPrecision.add(good, Files.readAllBytes(good.resolve(Model.WEIGHTS)), 0.01);
        try (ModelsFrom place = ModelsFrom.folder(folder)) {
            assertThat(place).isNotNull();
            assertThat(CommandLineRun.of("models").out()).contains("  int8, test tensors: passed");
            Path bad = good.resolveSibling("bad");
            Files.move(good, bad);
            TinyPrecision.add(bad, TinyPrecision.other(), 0.01);
            assertThat(CommandLineRun.of("models").out())
                    .contains("  test tensors: passed", "  int8, test tensors: FAILED");
        }
    }

    @Test
    void withThemNothingIsExplained() throws IOException {
        Path path = ChangedModel.copy(TinyModels.SEGMENTER, folder, text -> text);
        TinyPrecision.add(path, Files.readAllBytes(path.resolve(Model.WEIGHTS)), 0.01);
        Model model = Model.read(path);
        assertThat(model.explanations().gates()).isNotEmpty();
        assertThat(model.in(Precision.INT8).explanations().gates()).isEmpty();
        assertThat(run("explain", path, "--precision", "int8").code()).isEqualTo(ExitCode.USAGE);
    }
}
