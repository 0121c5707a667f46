package org.lesionlens.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.TestTensorCheck;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UsageException;

class ModelTest {
    @TempDir
    private Path models;

    private Path folder;

    @BeforeEach
    void copyASegmenter() throws IOException {
        folder = ChangedModel.copy(TinyModels.SEGMENTER, models, text -> text);
    }

    @Test
    void aSegmenterIsRead() throws IOException {
        Model model = Model.read(folder);
        assertThat(model.name()).isEqualTo("brain-t1ce-segmenter");
        assertThat(model.task()).isEqualTo(Task.SEGMENTATION);
        assertThat(model.network().window())
                .isEqualTo(new Window.Whole(Collections.nCopies(2, new Window.Side(160, 16)), Fill.LOWEST));
        assertThat(model.spacingMm()).isEqualTo(1.5);
        assertThat(model.explanations().gates()).containsExactly("gate2", "gate1", "gate0");
        assertThat(model.labels().get(0).code().orElseThrow().scheme()).isEqualTo("SCT");
        assertThat(model.tests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spacing_mm: 1.5|spacing_mm: -1|/window/spacing_mm",
                "spacing_mm: 1.5|spacing_mm: wide|/window/spacing_mm",
                "task: segmentation|task: cooking|cooking",
                "statistics: volume|statistics: patient|/normalization/statistics",
                "source: weights.onnx|source: ../weights.onnx|outside the folder",
                "source: test-tensors/input.npy|source: ../../secret.npy|outside the folder",
                "max_flatness: 2.0|max_flatness: any|/max_flatness",
                "max_flatness: 2.0|max_flatness: -1|/max_flatness",
                "max_flatness: 2.0|mirror: perhaps|/mirror",
                "threshold: 0.5|treshold: 0.5|/threshold",
                "threshold: 0.5|threshold: .inf|/threshold",
                "stride: 16|stride: 65536|1 to 1024",
                "spacing_mm: 1.5|spacing_mm: 0.0001|0.001 to 100",
                "field_of_view_mm: 240.0|field_of_view_mm: 6912.6|at most 4096 times",
                "field_of_view_mm: 240.0|field_of_view_mm: .inf|/window/field_of_view_mm",
                "name: brain-t1ce-segmenter|name: [|not valid YAML",
            })
    void whatIsWrongIsNamedByItsPlace(String right, String wrong, String named) throws IOException {
        Path file = folder.resolve("rdf.yaml");
        String text = Files.readString(file);
        assertThat(text).contains(right);
        Files.writeString(file, text.replace(right, wrong));
        assertThatThrownBy(() -> Model.read(folder))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining(named)
                .hasMessageContaining("install the model again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{kind: tiles, sides: [4096, 4096, 2]}|16777216 voxels",
                "{kind: whole, sides: [{least: 512, step: 16}, {least: 512}, {least: 65}]}|16777216 voxels",
                "{kind: whole, sides: [{least: 512, step: 4096}, {least: 512}]}|0 to 1024",
            })
    void aNumberInATextTakesNoGigabytes(String window, String named) throws IOException {
        Path file = folder.resolve("rdf.yaml");
        String text = Files.readString(file);
        Files.writeString(
                file,
                text.replace(
                        "    task: segmentation\n", "    task: segmentation\n    network: {window: " + window + "}\n"));
        assertThatThrownBy(() -> Model.read(folder))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining(named);
    }

    /** Else it is found out in the middle of a run, as a fault of the program. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network: {window: {kind: tiles, sides: [8, 8, 8]}}|/network/input/axes|all of xyz",
                "network: {input: {axes: bcy}}|/network/input/axes|all of yz",
                "channels: [{name: a}, {name: b}], network: {input: {axes: byx}}|/network/input/axes|all of xyc",
                "output: {axes: bcy}|/output/axes|all of xy",
                "network: {input: {axes: bczy}}|/output/axes|all of yz",
                "output: {axes: byx, labels: [0, 1]}|/output/axes|all of xyc",
            })
    void anAxisThatIsMissingIsNamed(String fields, String place, String needed) throws IOException {
        Path file = folder.resolve("rdf.yaml");
        String text = Files.readString(file);
        String lines = fields.replaceAll(", (?=network)", "\n    ");
        Files.writeString(
                file, text.replace("    task: segmentation\n", "    task: segmentation\n    " + lines + "\n"));
        assertThatThrownBy(() -> Model.read(folder))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining(place)
                .hasMessageContaining(needed);
    }

    @Test
    void whatOthersWroteIsShownInAHundredLetters() throws IOException {
        Path file = folder.resolve("rdf.yaml");
        String text = Files.readString(file);
        String path = file.toString();
        for (String place : new String[] {"task: segmentation", "source: weights.onnx", "spacing_mm: 1.5"}) {
            String key = place.substring(0, place.indexOf(':'));
            Files.writeString(file, text.replace(place, key + ": " + "x".repeat(100_000)));
            assertThatThrownBy(() -> Model.read(folder))
                    .isInstanceOf(UnsuitableModelException.class)
                    .message()
                    .hasSizeLessThan(300 + path.length());
        }
        Files.writeString(
                file, text.replace("name: brain-t1ce-segmenter", "name: \"a\\e[31m" + "x".repeat(1000) + "\""));
        assertThat(Model.read(folder).shownName()).startsWith("a [31mx").hasSizeLessThan(250);
    }

    @Test
    void linksAreRefused() throws IOException {
        Path elsewhere = Files.move(folder.resolve("weights.onnx"), folder.resolve("elsewhere.onnx"));
        Files.createSymbolicLink(folder.resolve("weights.onnx"), elsewhere);
        assertThatThrownBy(() -> Model.read(folder))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("link");
    }

    @Test
    void changedWeightsAreRefusedWithBothSums() throws IOException {
        Path weights = folder.resolve("weights.onnx");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2] ^= 1;
        Files.write(weights, bytes);
        Model model = Model.read(folder);
        assertThatThrownBy(() -> OnnxModel.open(model, Optional.of(Device.CPU), 1))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("sha256")
                .hasMessageContaining(model.network().weights().get(0).sha256());
    }

    @Test
    void aChangedTestTensorIsRefused() throws IOException {
        Path tensor = folder.resolve("test-tensors/probability.npy");
        byte[] bytes = Files.readAllBytes(tensor);
        bytes[bytes.length - 1] ^= 1;
        Files.write(tensor, bytes);
        try (OnnxModel model = OnnxModel.open(Model.read(folder), Optional.of(Device.CPU), 1)) {
            assertThatThrownBy(() -> TestTensorCheck.largestDifference(model, Progress.NONE))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("probability.npy");
        }
    }

    @Test
    void anUnknownModelIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> ModelFolders.find("spleen"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("spleen")
                .hasMessageContaining("brain-t1ce-segmenter");
    }

    @Test
    void anImageThatIsCalledAsItsModalityIsNamedOnce() throws IOException {
        assertThat(Model.read(Path.of("models", "lung-nodule-segmenter"))
                        .purpose()
                        .words())
                .isEqualTo("CT");
        assertThat(Model.read(Path.of("models", "brain-t1ce-segmenter"))
                        .purpose()
                        .words())
                .isEqualTo("contrast-enhanced T1 MR");
    }
}
