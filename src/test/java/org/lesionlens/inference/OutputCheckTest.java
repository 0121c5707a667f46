package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.inference.TinyNetwork.Attribute;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Networks that answer what is no answer. */
class OutputCheckTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {32, 32, 3}, 1, 1, 3);

    @TempDir
    private Path models;

    private static Volume ramp() {
        float[] values = new float[32 * 32 * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 37;
        }
        return new Volume(ArrayImgs.floats(values, 32, 32, 3), GRID);
    }

    private static OnnxModel open(Path folder) throws IOException {
        return TinyModels.open(Model.read(folder));
    }

    private static ProbabilityMap segment(Path folder, boolean mirror) throws IOException {
        try (OnnxModel model = open(folder)) {
            return new LesionSegmenter(model, 2, mirror)
                    .segment(Image.of(ramp()), Progress.NONE)
                    .lesion();
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1.01f, -0.01f, 32768})
    void whatIsNoProbabilityIsNamedWithModelAndOutput(float value) throws IOException {
        Path folder = TinyModel.constant(models, "odd", value);
        for (boolean mirror : new boolean[] {false, true}) {
            assertThatThrownBy(() -> segment(folder, mirror))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("the output \"probability\" of the model odd is " + value);
        }
    }

    @Test
    void nanInAFewPixelsIsEnough() throws IOException {
        Path folder = TinyModel.rootsOfImages(models, "roots");
        assertThatThrownBy(() -> segment(folder, false))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("is NaN");
    }

    @Test
    void anAnswerOfTilesIsLookedAtToo() throws IOException {
        Path folder = TinyModel.constant(models, "tiles", Float.NaN);
        Path description = folder.resolve(Model.FILE_NAME);
        Files.writeString(description, Files.readString(description).replace("kind: whole-slice", "kind: tiles"));
        assertThatThrownBy(() -> segment(folder, false))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("is NaN");
    }

    @Test
    void whatRoundingAddsToAProbabilityIsCutOff() throws IOException {
        for (FloatType voxel : Views.iterable(
                segment(TinyModel.constant(models, "above", 1.0005f), true).voxels())) {
            assertThat(voxel.get()).isEqualTo(1);
        }
        for (FloatType voxel : Views.iterable(
                segment(TinyModel.constant(models, "below", -0.0005f), false).voxels())) {
            assertThat(voxel.get()).isZero();
        }
    }

    @Test
    void anAnswerOfAnotherSizeIsRefusedWhenTheModelIsOpened() throws IOException {
        Path half = TinyModel.segmenter(
                models,
                "half",
                TinyNetwork.segmenter()
                        .operator(
                                "AveragePool",
                                "good",
                                "probability",
                                Attribute.numbers("kernel_shape", 2, 2),
                                Attribute.numbers("strides", 2, 2)));
        assertThatThrownBy(() -> open(half))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("the model half has the shape [1, 1, 32, 32] but must have [1, 1, 64, 64]");
        Path twice = TinyModel.segmenter(
                models,
                "twice",
                TinyNetwork.segmenter().operator("Concat", "good good", "probability", Attribute.number("axis", 1)));
        assertThatThrownBy(() -> open(twice))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("has the shape [1, 2, 64, 64]");
    }

    @Test
    void anAnswerInHalvesIsRefusedWhenTheModelIsOpened() throws IOException {
        TinyNetwork halves = new TinyNetwork()
                .input("input", 1, "n", "1", "y", "x")
                .output("probability", 10, "n", "1", "y", "x")
                .operator("Cast", "input", "probability", Attribute.number("to", 10));
        Path folder = TinyModel.segmenter(models, "halves", halves);
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("of the type float16 but must be a tensor of float32");
    }

    private static void classify(Path folder) throws IOException {
        LabelMap labels = LabelMap.allocate(GRID);
        labels.voxels().getAt(10, 10, 1).set(1);
        try (OnnxModel model = open(folder)) {
            new LesionClassifier(model).classify(ramp(), labels, Progress.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aClassIsNotMadeOfLogitsThatAreNoNumbers(float value) throws IOException {
        Path folder = TinyModel.classifier(models, "odd", 1, value, 0);
        assertThatThrownBy(() -> classify(folder))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("the output \"logits\" of the model odd is " + value);
    }

    @Test
    void logitsOfOtherClassesThanThoseOfTheLabelTableAreRefused() throws IOException {
        Path folder = TinyModel.classifier(models, "four", 1, 2, 3, 4);
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("has the shape [1, 4] but must have [1, 3]")
                .hasMessageContaining("label table");
    }

    @Test
    void probabilitiesOfClassesHaveTheSumOne() throws IOException {
        Path folder = TinyModel.classifier(
                models,
                "sigmoids",
                TinyNetwork.classifier()
                        .floats("weights", new long[] {2, 3}, new float[6])
                        .operator("MatMul", "mean weights", "logits")
                        .operator("Sigmoid", "logits", "probability"));
        try (OnnxModel model = open(folder)) {
            Tensor patch = new Tensor(new float[2 * 64 * 64], new long[] {1, 2, 64, 64});
            assertThatThrownBy(() -> model.run(patch, Set.of("probability")))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("has the sum 1.5 over the classes but must be 1");
        }
    }

    @Test
    void anOutputThatExplainsIsLookedAtToo() throws IOException {
        TinyNetwork network = TinyNetwork.segmenter()
                .output("gate", 1, "n", "1", "y", "x")
                .operator("Identity", "good", "probability")
                .operator("Log", "input", "gate");
        try (OnnxModel model = open(TinyModel.segmenter(models, "gated", network))) {
            Tensor zeros = new Tensor(new float[64 * 64], new long[] {1, 1, 64, 64});
            assertThat(model.run(zeros, Set.of("probability"))).containsOnlyKeys("probability");
            assertThatThrownBy(() -> model.run(zeros, Set.of("gate")))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("the output \"gate\" of the model gated is -Infinity")
                    .hasMessageContaining("must be a finite number");
        }
    }
}
