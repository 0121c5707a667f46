package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.inference.NetworkRun;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.io.table.CsvTable;

/** Networks that answer no probabilities, or do not end: the case fails, and says why. */
@Timeout(300)
class OddNetworksTest {
    @TempDir
    private Path folder;

    private CommandLineRun run(String command, Path input, Path segmenter, String classifier, String... more) {
        String[] arguments = new String[9 + more.length];
        String[] first = {
            command,
            input.toString(),
            "--output",
            folder.resolve("out").toString(),
            "--model",
            segmenter.toString(),
            "--classifier",
            classifier,
            "--threads=1"
        };
        System.arraycopy(first, 0, arguments, 0, first.length);
        System.arraycopy(more, 0, arguments, first.length, more.length);
        return CommandLineRun.of((Object[]) arguments);
    }

    private Map<String, String> theCase(int row) throws IOException {
        return CsvTable.read(folder.resolve("out").resolve(RunFiles.CASES)).get(row);
    }

    @Test
    void aGoodNetworkFindsTheSquare() throws IOException {
        CommandLineRun run = run(
                "batch",
                TinyImages.ramp(folder.resolve("in/a.png")).getParent(),
                TinyModel.good(folder.resolve("models"), "good"),
                TinyModel.classifier(folder.resolve("models"), "kinds", 0, 3, 0).toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(theCase(0)).containsEntry("state", "done").containsEntry("class", "glioma");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, -1})
    void whatIsNoProbabilityIsNoResult(float value) throws IOException {
        Path image = TinyImages.ramp(folder.resolve("in/a.png"));
        Path model = TinyModel.constant(folder.resolve("models"), "odd", value);
        CommandLineRun analyzed = run("analyze", image, model, "none");
        assertThat(analyzed.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(analyzed.errors()
                        .lines()
                        .filter(line ->
                                !line.contains("the image has no pixel size") && !line.contains("is not checked")))
                .hasSize(1);
        assertThat(analyzed.errors()).contains("the output \"probability\" of the model odd is " + value);
        assertThat(folder.resolve("out").resolve("a")).doesNotExist();
        CommandLineRun batch = run("batch", image.getParent(), model, "none");
        assertThat(batch.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(theCase(0)).containsEntry("state", "failed").containsEntry("error_class", "unsuitable");
        assertThat(theCase(0).get("error")).contains("the output \"probability\" of the model odd is " + value);
    }

    @Test
    void aClassifierWithoutNumbersMakesNoMeningioma() throws IOException {
        Path images = TinyImages.ramp(folder.resolve("in/a.png")).getParent();
        Path models = folder.resolve("models");
        CommandLineRun batch = run(
                "batch",
                images,
                TinyModel.good(models, "good"),
                TinyModel.classifier(models, "kinds", Float.NaN, Float.NaN, Float.NaN)
                        .toString());
        assertThat(batch.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(theCase(0)).containsEntry("error_class", "unsuitable").containsEntry("class", "");
        assertThat(theCase(0).get("error")).contains("the output \"logits\" of the model kinds is NaN");
    }

    @Test
    void aCaseWhoseNetworkDoesNotEndIsGivenUpAndTheOthersAreDone() throws IOException {
        Path images = TinyImages.ramp(folder.resolve("in/a.png")).getParent();
        TinyImages.withOutlier(images.resolve("b.png"));
        TinyImages.ramp(images.resolve("c.png"));
        Path model = TinyModel.endless(folder.resolve("models"), "endless");
        long start = System.nanoTime();
        CommandLineRun batch = run("batch", images, model, "none", "--case-timeout=2");
        assertThat((System.nanoTime() - start) / 1e9).isBetween(2.0, 60.0);
        assertThat(batch.code()).as(batch.err()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(theCase(0)).containsEntry("state", "done");
        assertThat(theCase(1)).containsEntry("error_class", "timeout");
        assertThat(theCase(1).get("error")).contains("longer than 2 s").contains("--case-timeout");
        assertThat(theCase(2)).containsEntry("state", "done");
        assertThat(NetworkRun.leftBehind()).isZero();
    }

    @Test
    void aCaseInAStepThatCannotBeEndedIsLeftBehindAndTheOthersAreDone() throws Exception {
        Path images = TinyImages.withOutlier(folder.resolve("in/a.png")).getParent();
        TinyImages.ramp(images.resolve("b.png"));
        Path model = TinyModel.slow(folder.resolve("models"), "slow", 7);
        CommandLineRun batch = run("batch", images, model, "none", "--case-timeout=3");
        assertThat(batch.code()).as(batch.err()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(theCase(0)).containsEntry("error_class", "timeout");
        assertThat(theCase(1)).containsEntry("state", "done");
        assertThat(NetworkRun.leftBehind())
                .as("the step is longer than the run")
                .isOne();
        while (NetworkRun.leftBehind() > 0) {
            Thread.sleep(50);
        }
    }
}
