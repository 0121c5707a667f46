package org.lesionlens.model.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.Output.Activation;
import org.lesionlens.model.Output.Answer;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Preparation.Foreground;
import org.lesionlens.model.Preparation.Interpolation;
import org.lesionlens.model.Preparation.Over;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.Window;
import org.lesionlens.model.Window.Blend;

class MonaiReaderTest {
    private static final String METADATA = """
            {"name": "Spleen CT", "version": "0.5.3", "task": "CT spleen segmentation", "copyright": "Somebody",
             "references": ["B et al. 2021"],
             "network_data_format": {
               "inputs": {"image": {"type": "image", "modality": "CT", "num_channels": 1, "channel_def": {"0": "image"}}},
               "outputs": {"pred": {"type": "image", "num_channels": 2,
                 "channel_def": {"0": "background", "1": "spleen"}}}}}
            """;

    private static final String INFERENCE = """
            {"imports": ["$import glob"], "datalist": "$list(glob.glob('*'))", "spacing": [1.5, 1.5, 2.0], "roi": [96, 80, 64],
             "preprocessing": {"_target_": "Compose", "transforms": [
               {"_target_": "LoadImaged", "keys": "image"},
               {"_target_": "EnsureChannelFirstd", "keys": "image"},
               {"_target_": "Orientationd", "keys": "image", "axcodes": "RAS"},
               {"_target_": "Spacingd", "keys": "image", "pixdim": "@spacing", "mode": "bilinear"},
               {"_target_": "ScaleIntensityRanged", "keys": "image", "a_min": -57, "a_max": 143, "b_min": 0, "b_max": 1,
                 "clip": true},
               {"_target_": "Lambdad", "_disabled_": true, "keys": "image", "func": "x"},
               {"_target_": "EnsureTyped", "keys": "image"}]},
             "inferer": {"_target_": "SlidingWindowInferer", "roi_size": "@roi", "sw_batch_size": 4, "overlap": 0.625},
             "postprocessing": {"_target_": "Compose", "transforms": [
               {"_target_": "Activationsd", "keys": "pred", "softmax": true},
               {"_target_": "Invertd", "keys": "pred", "transform": "@preprocessing", "orig_keys": "image"},
               {"_target_": "AsDiscreted", "keys": "pred", "argmax": true},
               {"_target_": "SaveImaged", "keys": "pred", "output_dir": "@output_dir"}]}}
            """;

    @TempDir
    private Path place;

    private Path folder;

    @BeforeEach
    void writeABundle() throws IOException {
        folder = Files.createDirectory(place.resolve("bundle"));
        Files.createDirectory(folder.resolve("configs"));
        Files.writeString(folder.resolve("configs/metadata.json"), METADATA);
        Files.writeString(folder.resolve("configs/inference.json"), INFERENCE);
        ForeignFiles.network(folder.resolve("models/model.onnx"), "image", "pred", 2, "b", "1", "x", "y", "z");
    }

    private Model described() throws IOException {
        return ForeignFiles.described(folder, Answers.defaults());
    }

    private void change(String what, String by) throws IOException {
        ForeignFiles.change(folder.resolve("configs/inference.json"), what, by);
    }

    @Test
    void metadataAndInferenceAreInOurDescription() throws IOException {
        Model model = described();
        assertThat(model.name()).isEqualTo("Spleen CT");
        assertThat(model.identity().version()).isEqualTo("0.5.3");
        assertThat(model.identity().citations()).containsExactly("B et al. 2021");
        assertThat(model.purpose().modality()).contains("CT");
        assertThat(model.purpose().bodyPart().orElseThrow().value()).isEqualTo("78961009");
        assertThat(model.preparation().get(0)).isEqualTo(new Preparation.Reorient("RAS"));
        assertThat(model.preparation().get(1))
                .isEqualTo(new Preparation.Resample(
                        List.of(1.5, 1.5, 2.0),
                        Interpolation.LINEAR,
                        Interpolation.NEAREST,
                        Double.POSITIVE_INFINITY,
                        true));
        assertThat(model.preparation().subList(2, 4))
                .containsExactly(new Preparation.Linear(1 / 200.0, 57 / 200.0), new Preparation.Clip(0, 1));
        assertThat(model.preparation()).hasSize(4);
        assertThat(model.network().input().axes()).isEqualTo("bcxyz");
        assertThat(model.network().window())
                .isEqualTo(new Window.Tiles(
                        List.of(96, 80, 64),
                        0.375,
                        Window.Placing.MOVED_BACK,
                        new Blend.Constant(),
                        new Fill(Fill.Mode.CONSTANT, 0)));
        assertThat(model.output().orElseThrow().activation()).isEqualTo(Activation.SOFTMAX);
        assertThat(model.output().orElseThrow().answer()).isEqualTo(Answer.EXCLUSIVE);
        assertThat(model.labels()).extracting(Label::name).containsExactly("spleen");
    }

    @Test
    void whatIsDoneToTheReferenceIsNotDoneToTheImage() throws IOException {
        Model before = described();
        change(
                "\"_target_\": \"EnsureTyped\", \"keys\": \"image\"",
                "\"_target_\": \"ScaleIntensityd\", \"keys\": \"label\", \"maxv\": 5");
        assertThat(described().preparation()).isEqualTo(before.preparation());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"_target_\": \"NormalizeIntensityd\", \"keys\": \"image\", \"nonzero\": true, \"channel_wise\": true'"
                        + "|ZScore[foreground=NONZERO, over=VOLUME, epsilon=1.0E-8, added=false]",
                "'\"_target_\": \"monai.transforms.NormalizeIntensityD\", \"keys\": \"image\", \"subtrahend\": 3, \"divisor\": 4'"
                        + "|FixedZScore[mean=3.0, standardDeviation=4.0]",
                "'\"_target_\": \"ScaleIntensityd\", \"keys\": \"image\", \"minv\": -1.0, \"maxv\": 1.0'"
                        + "|Linear[gain=2.0, offset=-1.0]",
                "'\"_target_\": \"ScaleIntensityd\", \"keys\": \"image\"'"
                        + "|PercentileRange[lower=0.0, upper=100.0, over=VOLUME, epsilon=0.0]",
                "'\"_target_\": \"ScaleIntensityRangePercentilesd\", \"keys\": \"image\", \"lower\": 1, \"upper\": 99,"
                        + " \"b_min\": 0, \"b_max\": 5, \"clip\": true'|Clip[minimum=0.0, maximum=5.0]",
                "'\"_target_\": \"CropForegroundd\", \"keys\": \"image\", \"source_key\": \"image\"'|CropToNonzero[positive=true]",
                "'\"_target_\": \"Resized\", \"keys\": \"image\", \"spatial_size\": [64, -1, 32]'"
                        + "|Resize[sides=[64, 0, 32], within=AREA]",
                "'\"_target_\": \"Resized\", \"keys\": \"image\", \"spatial_size\": [4, 5, 6], \"mode\": \"trilinear\"'"
                        + "|Resize[sides=[4, 5, 6], within=LINEAR]",
                "'\"_target_\": \"ScaleIntensityRangePercentilesd\", \"keys\": \"image\", \"lower\": 10, \"upper\": 90,"
                        + " \"b_min\": 0, \"b_max\": 2, \"clip\": true, \"relative\": true'|Clip[minimum=0.2, maximum=1.8]",
                "'\"_target_\": \"ScaleIntensityRanged\", \"keys\": \"image\", \"a_min\": 0, \"a_max\": 8, \"b_min\": 0,"
                        + " \"clip\": true'|Clip[minimum=0.0, maximum=Infinity]",
                "'\"_target_\": \"ScaleIntensityd\", \"keys\": \"image\", \"minv\": null, \"maxv\": 7'"
                        + "|PercentileRange[lower=0.0, upper=100.0, over=VOLUME, epsilon=0.0]",
                "'\"_target_\": \"ScaleIntensityd\", \"keys\": \"image\", \"minv\": null, \"maxv\": null, \"factor\": 0.5'"
                        + "|Linear[gain=1.5, offset=0.0]",
            })
    void theTransformsOfTheZooAreKnown(String transform, String expected) throws IOException {
        change("\"_target_\": \"EnsureTyped\", \"keys\": \"image\"", transform);
        assertThat(described().preparation()).last().hasToString(expected);
    }

    @Test
    void severalChannelsAreNormalisedTogetherUnlessMonaiIsToldOtherwise() throws IOException {
        ForeignFiles.network(folder.resolve("models/model.onnx"), "image", "pred", 2, "b", "4", "x", "y", "z");
        ForeignFiles.change(folder.resolve("configs/metadata.json"), "\"num_channels\": 1", "\"num_channels\": 4");
        change("\"EnsureTyped\", \"keys\": \"image\"", "\"NormalizeIntensityd\", \"keys\": \"image\"");
        assertThat(described().preparation())
                .last()
                .isEqualTo(new Preparation.Joint(new Preparation.ZScore(Foreground.ALL, Over.VOLUME, 1e-8, false)));
        assertThat(described().channels()).hasSize(4);
    }

    @Test
    void channelsWithAThresholdOfTheirOwnAreIndependent() throws IOException {
        ForeignFiles.change(
                folder.resolve("configs/metadata.json"),
                "\"0\": \"background\", \"1\": \"spleen\"",
                "\"0\": \"tumor core\", \"1\": \"whole tumor\"");
        change("\"softmax\": true", "\"sigmoid\": true");
        change("\"argmax\": true", "\"threshold\": 0.4");
        Model model = described();
        assertThat(model.output().orElseThrow().answer()).isEqualTo(Answer.INDEPENDENT);
        assertThat(model.output().orElseThrow().labels()).containsExactly(1, 2);
        assertThat(model.settings().orElseThrow().threshold()).isEqualTo(0.4);
        assertThat(model.labels()).allMatch(Label::lesion);
    }

    @Test
    void aWholeImageIsPaddedAsTheBundleSays() throws IOException {
        change(
                "\"_target_\": \"EnsureTyped\", \"keys\": \"image\"",
                "\"_target_\": \"DivisiblePadd\", \"k\": [32, 32, 16]");
        change("\"_target_\": \"SlidingWindowInferer\"", "\"_target_\": \"SimpleInferer\"");
        assertThat(described().network().window())
                .isEqualTo(new Window.Whole(
                        List.of(new Window.Side(32, 32), new Window.Side(32, 32), new Window.Side(16, 16)),
                        new Fill(Fill.Mode.CONSTANT, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bg", "Back-ground", "non-tumour", "No lesion", "normal", "other"})
    void theBackgroundHasManyNames(String name) throws IOException {
        ForeignFiles.change(folder.resolve("configs/metadata.json"), "\"background\"", "\"" + name + "\"");
        Model model = described();
        assertThat(model.output().orElseThrow().labels()).containsExactly(0, 1);
        assertThat(model.labels()).extracting(Label::name).containsExactly("spleen");
    }

    @Test
    void aGaussianWindowKeepsItsWidth() throws IOException {
        change("\"overlap\": 0.625", "\"overlap\": 0.5, \"mode\": \"gaussian\", \"sigma_scale\": 0.25");
        assertThat(((Window.Tiles) described().network().window()).blend())
                .isEqualTo(new Blend.Gaussian(0.25, Blend.Peak.MIDDLE, 1e-3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"EnsureTyped\"|\"Lambdad\"|Lambdad",
                "\"EnsureTyped\"|\"scripts.mine.Cook\"|scripts.mine.Cook",
                "\"EnsureTyped\"|\"RandFlipd\"|RandFlipd",
                "-57|\"$-50 - 7\"|$-50 - 7",
                "\"@spacing\"|\"@gone\"|@gone",
                "\"@roi\"|\"$[1, 2, 3]\"|$[1, 2, 3]",
                "\"_target_\": \"Compose\", \"transforms\": [|\"_target_\": \"Compose\", \"transforms\": \"$x\", \"n\": [|$x",
                "SlidingWindowInferer|monai.inferers.SliceInferer|SliceInferer",
                "\"_target_\": \"EnsureTyped\", \"keys\": \"image\"|\"_target_\": \"CastToTyped\", \"keys\": \"image\","
                        + " \"dtype\": \"uint8\"|a cast to",
                "\"_target_\": \"EnsureTyped\", \"keys\": \"image\"|\"_target_\": \"ScaleIntensityd\","
                        + " \"keys\": [\"label\", \"image\"]|is not the first",
                "\"SaveImaged\"|\"KeepLargestConnectedComponentd\"|KeepLargestConnectedComponentd",
                "\"EnsureTyped\", \"keys\"|\"CropForegroundd\", \"margin\": 3, \"keys\"|margin",
                "\"_disabled_\": true|\"_disabled_\": \"$not x\"|$not x",
                "[96, 80, 64]|[96, 80, -1]|roi_size",
                "\"EnsureTyped\", \"keys\"|\"CropForegroundd\", \"source_key\": \"label\", \"keys\"|another image",
                "\"EnsureTyped\", \"keys\"|\"DivisiblePadd\", \"k\": 8, \"keys\"|padded to another size",
                "\"EnsureTyped\", \"keys\"|\"SpatialPadd\", \"spatial_size\": [99, 80, 64], \"keys\"|padded to another size",
                "\"EnsureTyped\", \"keys\"|\"SpatialPadd\", \"spatial_size\": 8, \"method\": \"end\", \"keys\"|at the end",
                "\"EnsureTyped\", \"keys\"|\"Resized\", \"spatial_size\": 8, \"keys\"|Resized",
                "\"mode\": \"bilinear\"|\"mode\": \"bilinear\", \"scale_extent\": true|scale_extent",
                "\"mode\": \"bilinear\"|\"mode\": \"bilinear\", \"padding_mode\": \"zeros\"|padding_mode",
                "\"mode\": \"bilinear\"|\"mode\": \"bilinear\", \"min_pixdim\": [1, 1, 1]|min_pixdim",
            })
    void whatIsNotDoneHereIsRefusedByName(String what, String by, String named) throws IOException {
        change(what, by);
        assertThatThrownBy(this::described)
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining(named);
    }

    /** Invertd comes after the softmax in the zoo, so what is brought back between voxels are probabilities. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|nearest|NEAREST",
                ", \"nearest_interp\": true|by default|NEAREST",
                ", \"nearest_interp\": false|probabilities|PROBABILITIES",
            })
    void whatInvertdBringsBackIsKept(String option, String name, Output.Back back) throws IOException {
        change("\"orig_keys\": \"image\"", "\"orig_keys\": \"image\"" + (option == null ? "" : option));
        assertThat(described().output().orElseThrow().back()).as(name).isEqualTo(back);
    }

    @Test
    void withoutResamplingNothingIsBroughtBack() throws IOException {
        change("\"Spacingd\", \"keys\": \"image\", \"pixdim\": \"@spacing\", \"mode\": \"bilinear\"", "\"Identityd\"");
        assertThat(described().output().orElseThrow().back()).isEqualTo(Output.Back.NUMBERS);
    }

    /** A tile is the same whether the image is padded to it by one or by the other. */
    @Test
    void paddingToTheTileIsTheTiles() throws IOException {
        change(
                "\"EnsureTyped\", \"keys\": \"image\"",
                "\"SpatialPadd\", \"keys\": \"image\", \"spatial_size\": \"@roi\", \"value\": 4");
        assertThat(((Window.Tiles) described().network().window()).fill()).isEqualTo(new Fill(Fill.Mode.CONSTANT, 4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"pred\": {\"type\": \"image\"|\"boxes\": {\"type\": \"object\"|detectors",
                "\"inputs\": {|\"inputs\": {\"points\": {\"type\": \"point\"}, |prompts",
                "\"num_channels\": 2|\"num_channels\": 5|5 channels",
            })
    void detectorsAndPromptsAreRefused(String what, String by, String named) throws IOException {
        ForeignFiles.change(folder.resolve("configs/metadata.json"), what, by);
        assertThatThrownBy(this::described)
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining(named);
    }

    @Test
    void aBundleWithoutOnnxIsToldHowToExport() throws IOException {
        Files.delete(folder.resolve("models/model.onnx"));
        assertThatThrownBy(this::described).hasMessageContaining("export");
    }
}
