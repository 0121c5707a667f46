package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.model.ModelsFrom;

class ModelsAndCheckTest {
    @Test
    void modelsListsTheShippedOnesWhichPassTheirTestTensors() {
        try (ModelsFrom shipped = ModelsFrom.shipped()) {
            assertThat(shipped).isNotNull();
            CommandLineRun run = CommandLineRun.of("models");
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains(
                            "brain-t1ce-segmenter",
                            "brain-t1ce-classifier",
                            "  for slices of contrast-enhanced T1 MR, Brain; outlines\n",
                            "  for slices of contrast-enhanced T1 MR, Brain; tells outlined lesions apart\n",
                            "labels: meningioma, glioma, pituitary",
                            "test tensors: passed",
                            "int8, test tensors: passed")
                    .doesNotContain("FAILED", "tiny");
        }
    }

    @Test
    void detectorsAreListedAndPassTheirTestTensors() {
        try (ModelsFrom detectors = ModelsFrom.folder(TinyDetectors.FOLDER)) {
            assertThat(detectors).isNotNull();
            CommandLineRun run = CommandLineRun.of("models");
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains(
                            "colour-detector  version 1  detection  OT, -, phantom\n",
                            "  for single pictures, whatever their pixel size, of phantom OT, in colour; draws boxes round"
                                    + " lesions\n",
                            "  for volumes of phantom OT; draws boxes round lesions\n",
                            "labels: bright, grey")
                    .doesNotContain("FAILED")
                    .containsPattern("(?s)(test tensors: passed.*){4}");
        }
    }

    @Test
    void aBrokenModelIsNamedAndTheOthersAreStillListed(@TempDir Path folder) throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("broken")).resolve("rdf.yaml"), "name: broken\n");
        try (ModelsFrom place = ModelsFrom.folder(folder)) {
            assertThat(place).isNotNull();
            CommandLineRun run = CommandLineRun.of("models");
            assertThat(run.code()).isIn(ExitCode.NOTHING_DONE, ExitCode.SOME_FAILED);
            assertThat(run.out()).contains("broken  FAILED").contains("/config/lesionlens");
        }
    }

    @Test
    void checkTimesTheCpuAndSaysWhatIsMissingForTheGpu() {
        CommandLineRun run = CommandLineRun.of("check");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("cpu works: ")
                .contains("cuda")
                .contains("\nGPU: ")
                .contains("ONNX Runtime 1.28.0");
    }
}
