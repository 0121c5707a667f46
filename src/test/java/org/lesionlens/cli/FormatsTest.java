package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.VolumeFiles;

/** Formats of results and channels of inputs, as the command line takes them. */
class FormatsTest {
    private static final Path SLICE = Path.of("test-data/phantom_slice.png");
    private static final Path VOLUME = Path.of("test-data/phantom_t1ce.nii.gz");

    @TempDir
    private Path folder;

    private CommandLineRun run(String command, Object input, String... more) {
        List<Object> arguments =
                new ArrayList<>(List.of(command, input, "--output", folder.resolve("out"), "--device", "cpu"));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray());
    }

    private List<String> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out").resolve(name))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theChosenFormatsAreWrittenAndNoOthers() throws IOException {
        CommandLineRun run = run("analyze", SLICE, "--format", "nrrd,slicer,itk-snap");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(files("phantom_slice"))
                .containsExactly(
                        "analysis.json",
                        "labels.ctbl",
                        "labels.nii.gz",
                        "labels.nrrd",
                        "labels.txt",
                        "lesions.csv",
                        "mask.nrrd",
                        "overview.png",
                        "probability.nrrd",
                        "segmentation.seg.nrrd");
        JsonNode sidecar = new ObjectMapper()
                .readTree(folder.resolve("out/phantom_slice/analysis.json").toFile());
        assertThat(sidecar.get("formats")).hasToString("[\"nrrd\",\"slicer\",\"itk-snap\"]");
        JsonNode label = sidecar.get("models").get(0).get("labels").get(0);
        assertThat(label.get("name").asText()).isEqualTo("lesion");
        assertThat(label.get("code").get("scheme").asText()).isEqualTo("SCT");
    }

    @Test
    void everyFormatHoldsTheSameMask() throws IOException {
        assertThat(run("analyze", SLICE).code()).isZero();
        List<Integer> usual = mask("mask.png");
        assertThat(usual).contains(1);
        assertThat(run("analyze", SLICE, "--overwrite", "--format", "nifti,tiff")
                        .code())
                .isZero();
        assertThat(mask("mask.nii.gz")).isEqualTo(usual);
        assertThat(mask("mask.tif")).isEqualTo(usual);
        assertThat(files("phantom_slice")).doesNotContain("mask.png");
    }

    private List<Integer> mask(String name) throws IOException {
        List<Integer> values = new ArrayList<>();
        VolumeFiles.readLabels(folder.resolve("out/phantom_slice").resolve(name))
                .voxels()
                .forEach(voxel -> values.add(Math.min(1, voxel.get())));
        return values;
    }

    @Test
    void whatIsNoFormatIsRefusedBeforeAnythingIsDone() {
        CommandLineRun run = run("analyze", SLICE, "--format", "nifti,jpeg");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("the format is \"jpeg\" but must be of [nifti, nrrd");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void anEmptyFormatIsNone() {
        CommandLineRun run = run("analyze", SLICE, "--format", " ");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("--format names no format: name one (nifti,");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aFormatThatCannotHoldAnImageFailsItsCase() {
        CommandLineRun run = run("analyze", VOLUME, "--format", "png");
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors()).contains("the format png holds one slice but the image has");
    }

    @Test
    void aBatchGoesOnOnlyInTheSameFormats() throws IOException {
        Path cohort = Files.createDirectory(folder.resolve("cohort"));
        Files.copy(SLICE, cohort.resolve("a.png"));
        assertThat(run("batch", cohort, "--format", "tiff").code()).isZero();
        assertThat(run("batch", cohort, "--format", "tiff").err()).contains("1 of 1 cases are done already");
        CommandLineRun other = run("batch", cohort, "--format", "nrrd");
        assertThat(other.code()).isEqualTo(ExitCode.USAGE);
        assertThat(other.errors()).contains("format tiff there, nrrd now");
        assertThat(run("batch", cohort).errors()).contains("format tiff there, by the input now");
        Files.delete(folder.resolve("out/a/labels.tif"));
        assertThat(run("batch", cohort, "--format", "tiff").code()).isZero();
        assertThat(folder.resolve("out/a/labels.tif")).exists();
    }

    @Test
    void channelsThatAModelDoesNotTakeAreRefusedInEveryCommand() {
        for (String command : List.of("analyze", "explain")) {
            CommandLineRun run = run(command, "t1=" + SLICE + ",flair=" + SLICE);
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.errors()).contains("the channels t1, flair are given but the model takes image");
        }
        assertThat(run("analyze", "image=" + SLICE).code()).isZero();
    }
}
