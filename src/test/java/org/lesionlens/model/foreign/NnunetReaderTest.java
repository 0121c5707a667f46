package org.lesionlens.model.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.DrawnNetwork;
import org.lesionlens.model.Channel;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output.Activation;
import org.lesionlens.model.Output.Answer;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Foreground;
import org.lesionlens.model.Preparation.Interpolation;
import org.lesionlens.model.Preparation.Over;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.Window;
import org.lesionlens.model.Window.Blend;

class NnunetReaderTest {
    private static final String PLANS = """
            {"dataset_name": "Dataset007_Liver", "image_reader_writer": "SimpleITKIO",
             "transpose_forward": [0, 1, 2],
             "configurations": {
               "2d": {"patch_size": [24, 32], "spacing": [0.75, 0.5],
                 "normalization_schemes": ["CTNormalization", "ZScoreNormalization"], "use_mask_for_norm": [false, true]},
               "3d_lowres": {"inherits_from": "3d_fullres", "spacing": [4.0, 1.5, 1.0]},
               "3d_fullres": {"patch_size": [8, 24, 32], "spacing": [2.0, 0.75, 0.5],
                 "normalization_schemes": ["CTNormalization", "ZScoreNormalization"], "use_mask_for_norm": [false, true],
                 "resampling_fn_data": "resample_data_or_seg_to_shape",
                 "resampling_fn_data_kwargs": {"is_seg": false, "order": 3, "order_z": 0, "force_separate_z": null}},
               "3d_cascade_fullres": {"inherits_from": "3d_fullres", "previous_stage": "3d_lowres"}},
             "foreground_intensity_properties_per_channel": {
               "0": {"mean": 60.0, "std": 20.0, "percentile_00_5": -30.0, "percentile_99_5": 180.0, "median": NaN}}}
            """;

    private static final String DATASET = """
            {"channel_names": {"0": "CT", "1": "late"}, "labels": {"background": 0, "liver": 1, "tumour": 2},
             "licence": "CC-BY 4.0", "reference": "A et al. 2019", "file_ending": ".nii.gz"}
            """;

    @TempDir
    private Path place;

    private Path folder;

    @BeforeEach
    void writeAModel() throws IOException {
        folder = Files.createDirectory(place.resolve("nnunet"));
        Files.writeString(folder.resolve("plans.json"), PLANS);
        Files.writeString(folder.resolve("dataset.json"), DATASET);
        network("model.onnx", 3, "1", "2", "8", "24", "32");
    }

    private void network(String name, int channels, String... shape) throws IOException {
        ForeignFiles.network(folder.resolve(name), "input", "output", channels, shape);
    }

    private Model described(String... answers) throws IOException {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < answers.length; i += 2) {
            given.put(answers[i], answers[i + 1]);
        }
        return ForeignFiles.described(folder, new Answers(given, Question::byDefault));
    }

    @Test
    void plansAndDatasetAreInOurDescription() throws IOException {
        Model model = described();
        assertThat(model.name()).isEqualTo("Dataset007_Liver");
        assertThat(model.identity().licence()).contains("CC-BY 4.0");
        assertThat(model.identity().citations()).hasSize(2).first().isEqualTo("A et al. 2019");
        assertThat(model.purpose().modality()).contains("CT");
        assertThat(model.purpose().bodyPart().orElseThrow().value()).isEqualTo("10200004");
        assertThat(model.channels()).extracting(Channel::name).containsExactly("CT", "late");
        assertThat(model.preparation())
                .containsExactly(
                        new Preparation.Reorient(Preparation.AS_STORED),
                        new Preparation.CropToNonzero(),
                        new Preparation.ForChannel(0, new Preparation.Clip(-30, 180)),
                        new Preparation.ForChannel(0, new Preparation.FixedZScore(60, 20)),
                        new Preparation.ForChannel(
                                1, new Preparation.ZScore(Foreground.MASK, Over.VOLUME, 1e-8, false)),
                        new Preparation.Resample(
                                List.of(0.5, 0.75, 2.0), Interpolation.CUBIC, Interpolation.NEAREST, 3));
        assertThat(model.network().input().axes()).isEqualTo("bczyx");
        assertThat(model.network().window())
                .isEqualTo(new Window.Tiles(
                        List.of(32, 24, 8),
                        0.5,
                        new Blend.Gaussian(0.125, Blend.Peak.HALF, 0),
                        new Fill(Fill.Mode.CONSTANT, 0)));
        assertThat(model.network().mirrorAxes()).isEmpty();
        assertThat(model.output().orElseThrow().activation()).isEqualTo(Activation.SOFTMAX);
        assertThat(model.output().orElseThrow().answer()).isEqualTo(Answer.EXCLUSIVE);
        assertThat(model.output().orElseThrow().labels()).containsExactly(0, 1, 2);
        assertThat(model.labels()).extracting(Label::lesion).containsExactly(false, true);
        assertThat(model.settings().orElseThrow().threshold()).isZero();
    }

    @Test
    void anInheritedConfigurationIsTakenWhereItIsAsked() throws IOException {
        Preparation last = described("configuration", "3d_lowres").preparation().get(5);
        assertThat(((Preparation.Resample) last).spacingMm()).containsExactly(1.0, 1.5, 4.0);
    }

    /** Axis i of nnU-Net is axis transpose_forward[i] of z, y, x; its spacing and patch size too. */
    @Test
    void transposedAxesAreThoseOfTheImage() throws IOException {
        ForeignFiles.change(folder.resolve("plans.json"), "[0, 1, 2]", "[2, 0, 1]");
        Model model = described();
        assertThat(model.network().input().axes()).isEqualTo("bcxzy");
        assertThat(((Window.Tiles) model.network().window()).sides()).containsExactly(8, 32, 24);
        assertThat(((Preparation.Resample) model.preparation().get(5)).spacingMm())
                .containsExactly(2.0, 0.5, 0.75);
    }

    @Test
    void aNetworkOfSlicesSeesThemAcrossTheFirstTransposedAxis() throws IOException {
        network("model.onnx", 3, "1", "2", "24", "32");
        Model flat = described();
        assertThat(flat.network().input().axes()).isEqualTo("bcyx");
        assertThat(((Preparation.Resample) flat.preparation().get(5)).spacingMm())
                .containsExactly(0.5, 0.75, 0.0);
        ForeignFiles.change(folder.resolve("plans.json"), "[0, 1, 2]", "[2, 0, 1]");
        Model across = described();
        assertThat(across.network().input().axes()).isEqualTo("bczy");
        assertThat(((Window.Tiles) across.network().window()).sides()).containsExactly(32, 24);
        assertThat(((Preparation.Resample) across.preparation().get(5)).spacingMm())
                .containsExactly(0.0, 0.5, 0.75);
    }

    @Test
    void regionsKeepTheirOrderAndWhatTrainingIgnoresIsLeftOut() throws IOException {
        ForeignFiles.change(
                folder.resolve("dataset.json"),
                "{\"background\": 0, \"liver\": 1, \"tumour\": 2}",
                "{\"background\": 0, \"whole tumour\": [1, 2, 3], \"core\": [2, 3], \"enhancing\": 3, \"ignore\": 4},"
                        + " \"regions_class_order\": [1, 2, 3]");
        Model model = described();
        assertThat(model.output().orElseThrow().answer()).isEqualTo(Answer.REGIONS);
        assertThat(model.output().orElseThrow().activation()).isEqualTo(Activation.SIGMOID);
        assertThat(model.output().orElseThrow().labels()).containsExactly(1, 2, 3);
        assertThat(model.labels()).extracting(Label::name).containsExactly("whole tumour", "core", "enhancing");
        assertThat(described("lesions", "core").labels())
                .as("what lies in the core belongs to it")
                .extracting(Label::lesion)
                .containsExactly(false, true, true);
    }

    @Test
    void severalFoldsAreAveraged() throws IOException {
        Files.delete(folder.resolve("model.onnx"));
        network("fold_0/model.onnx", 3, "1", "2", "8", "24", "32");
        network("fold_1/model.onnx", 3, "1", "2", "8", "24", "32");
        assertThat(described().network().weights()).hasSize(2);
        assertThat(described("folds", "fold_1/model.onnx").network().weights())
                .singleElement()
                .satisfies(file -> assertThat(file.path()).endsWith(Path.of("fold_1", "model.onnx")));
    }

    @Test
    void ofSeveralAnswersTheOneOfFullSizeCounts() throws IOException {
        Files.write(
                folder.resolve("model.onnx"),
                new DrawnNetwork()
                        .input("input", 1, "1", "2", "8", "24", "32")
                        .output("small", 1, "1", "3", "4", "12", "16")
                        .output("full", 1, "1", "3", "8", "24", "32")
                        .operator("Conv", "input", "full")
                        .operator("Conv", "input", "small")
                        .file());
        assertThat(described().output().orElseThrow().tensor().name()).isEqualTo("full");
    }

    @Test
    void mirrorAxesAreTheUsersToSay() throws IOException {
        Model model = described("mirror_axes", "x,z");
        assertThat(model.network().mirrorAxes()).containsExactlyInAnyOrder('x', 'z');
        assertThat(model.settings().orElseThrow().mirror()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NoNormalization|Resample",
                "RescaleTo01Normalization|PercentileRange[lower=0.0, upper=100.0, over=VOLUME, epsilon=0.0]",
                "RGBTo01Normalization|Linear[gain=0.00392156862745098, offset=0.0]",
            })
    void theOtherNormalizationsAreKnown(String name, String expected) throws IOException {
        ForeignFiles.change(folder.resolve("plans.json"), "\"ZScoreNormalization\"", "\"" + name + "\"");
        assertThat(described().preparation().get(4).toString()).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plans.json|\"ZScoreNormalization\"|\"MyNormalization\"|MyNormalization",
                "plans.json|\"order\": 3|\"order\": 2|order 2",
                "plans.json|resample_data_or_seg_to_shape|resample_torch_fornnunet|resample_torch_fornnunet",
                "plans.json|\"resampling_fn_data\":|\"resampling_fn_probabilities_kwargs\": {\"order\": 3},"
                        + " \"resampling_fn_data\":|of order 3",
                "plans.json|[8, 24, 32]|[8, 24, 48]|patch size",
                "plans.json|[0, 1, 2]|[0, 0, 2]|transpose_forward",
                "plans.json|[false, true]|[false]|use_mask_for_norm",
                "dataset.json|\"1\": \"late\"|\"3\": \"late\"|channel_names",
                "dataset.json|\"tumour\": 2|\"tumour\": 3|labels",
                "dataset.json|, \"tumour\": 2|, \"tumour\": 2, \"cyst\": 3|4 channels",
            })
    void whatIsNotDoneHereIsRefusedByName(String file, String what, String by, String named) throws IOException {
        ForeignFiles.change(folder.resolve(file), what, by);
        assertThatThrownBy(this::described)
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining(named);
    }

    /** nnU-Net's function keeps slices apart only if it is told to, and its plans tell it so by a null. */
    @Test
    void slicesAreKeptApartAsThePlansSay() throws IOException {
        ForeignFiles.change(folder.resolve("plans.json"), ", \"force_separate_z\": null", "");
        ForeignFiles.change(
                folder.resolve("plans.json"),
                "\"resampling_fn_data\":",
                "\"resampling_fn_probabilities_kwargs\": {\"order\": 1}, \"resampling_fn_data\":");
        assertThat(((Preparation.Resample) described().preparation().get(5)).apartAbove())
                .isInfinite();
    }

    /** Only a label of several values makes regions. */
    @Test
    void anOrderOfRegionsWithoutRegionsCountsForNothing() throws IOException {
        ForeignFiles.change(
                folder.resolve("dataset.json"), "\"tumour\": 2}", "\"tumour\": 2}, \"regions_class_order\": [1, 2]");
        assertThat(described().output().orElseThrow().answer()).isEqualTo(Answer.EXCLUSIVE);
    }

    @Test
    void theBackgroundOfRegionsIsWhatHasTheValueZero() throws IOException {
        ForeignFiles.change(
                folder.resolve("dataset.json"),
                "{\"background\": 0, \"liver\": 1, \"tumour\": 2}",
                "{\"Background\": 0, \"all\": [1, 2], \"core\": 2, \"rim\": 1}, \"regions_class_order\": [1, 2, 3]");
        assertThat(described().labels()).extracting(Label::name).containsExactly("all", "core", "rim");
    }

    /** NaturalImage2DIO says 1 of every pixel, so images without a pixel size are as good. */
    @Test
    void picturesAreNotResampled() throws IOException {
        network("model.onnx", 3, "1", "2", "24", "32");
        ForeignFiles.change(folder.resolve("plans.json"), "SimpleITKIO", "NaturalImage2DIO");
        assertThat(described().preparation()).hasAtLeastOneElementOfType(Preparation.Resample.class);
        ForeignFiles.change(folder.resolve("plans.json"), "[0.75, 0.5]", "[1.0, 1.0]");
        assertThat(described().preparation()).doesNotHaveAnyElementsOfTypes(Preparation.Resample.class);
    }

    @Test
    void aCascadeIsRefused() {
        assertThatThrownBy(() -> described("configuration", "3d_cascade_fullres"))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("cascade");
    }

    /** The mean of probabilities is not the mean of logits. */
    @Test
    void aNetworkWithTheActivationInsideIsRefused() throws IOException {
        Files.write(
                folder.resolve("model.onnx"),
                new DrawnNetwork()
                        .input("input", 1, "1", "2", "8", "24", "32")
                        .output("full", 1, "1", "3", "8", "24", "32")
                        .operator("Softmax", "input", "p")
                        .operator("Identity", "p", "full")
                        .file());
        assertThatThrownBy(this::described).hasMessageContaining("Softmax").hasMessageContaining("logits");
    }
}
