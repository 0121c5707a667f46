package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.inference.TinyNetwork.Attribute;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.LesionPipeline;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What happens in the middle of a volume when a device has no room: a session that says it is on a GPU asks ONNX Runtime for
 * more memory than any machine has as soon as it meets a bright voxel, so what it throws is ONNX Runtime's own.
 */
class FailingDeviceTest {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final float BRIGHT = 9;
    private static final String SLICES = "{kind: whole, sides: [{least: 16, step: 16}, {least: 16, step: 16}]}";
    private static final String TILES = "{kind: tiles, sides: [16, 16, 8], step: 0.5}";

    @TempDir
    private Path models;

    /** Makes "memory", of 2^52 bytes if more than so many windows with a bright voxel among them go in at once; it is 0. */
    static TinyNetwork hungry(TinyNetwork network, int most) {
        return network.floats("five", new long[0], 5)
                .longs("most", new long[] {1}, most)
                .longs("first", new long[] {1}, 0)
                .longs("one", new long[] {1}, 1)
                .longs("huge", new long[] {1}, 1L << 50)
                .operator("Shape", "input", "shape")
                .operator("Gather", "shape first", "windows")
                .operator("Greater", "windows most", "are_many")
                .operator("Cast", "are_many", "many", Attribute.number("to", INT64))
                .operator("ReduceMax", "input", "largest", Attribute.number("keepdims", 0))
                .operator("Greater", "largest five", "is_bright")
                .operator("Cast", "is_bright", "bright", Attribute.number("to", INT64))
                .operator("Mul", "bright many", "all")
                .operator("Mul", "all huge", "more")
                .operator("Add", "more one", "length")
                .operator("ConstantOfShape", "length", "zeros")
                .operator("ReduceMax", "zeros", "memory", Attribute.number("keepdims", 0));
    }

    private static TinyNetwork segmenter(int dimensions) {
        String[] shape = dimensions == 3 ? new String[] {"n", "1", "z", "y", "x"} : new String[] {"n", "1", "y", "x"};
        return new TinyNetwork()
                .input("input", FLOAT, shape)
                .output("probability", FLOAT, shape)
                .operator("Sigmoid", "input", "good");
    }

    private Model model(String name, int dimensions, String window) throws IOException {
        String axes = dimensions == 3 ? "bczyx" : "bcyx";
        return new DescribedModel(models, name)
                .weights(segmenter(dimensions)
                        .operator("Identity", "good", "probability")
                        .file())
                .own("labels: [{name: lesion}]")
                .own("preparation: [{step: linear, gain: 1}]")
                .network("input: {name: input, axes: " + axes + "}")
                .network("window: " + window)
                .own("output: {name: probability, axes: " + axes + "}")
                .write();
    }

    static OnnxModel onGpu(Model description, TinyNetwork network) throws OrtException {
        NetworkSession session = OrtNetworkSession.open(Path.of("weights.onnx"), network.file(), Device.CPU, 1);
        return new OnnxModel(
                description,
                Device.CUDA,
                List.of(),
                new LoadedNetworks(List.of(session), List.of(), 1),
                Optional.empty());
    }

    /** A bright voxel in the middle. */
    private static Volume volume() {
        long[] size = {40, 30, 14};
        Random random = new Random(3);
        float[] values = new float[40 * 30 * 14];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() * 4 - 2;
        }
        values[values.length / 2 + 15] = BRIGHT;
        return new Volume(ArrayImgs.floats(values, size), VolumeGeometry.axisAligned(size, 1, 1, 1));
    }

    static float[] values(Segmentation segmentation) {
        float[] values = new float[(int) segmentation.lesion().voxels().size()];
        int i = 0;
        for (FloatType voxel : Views.flatIterable(segmentation.lesion().voxels())) {
            values[i++] = voxel.get();
        }
        return values;
    }

    private static Segmentation segmented(OnnxModel model, boolean mirror) {
        return new LesionSegmenter(model, 1, mirror).segment(Image.of(volume()), Progress.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 1, '1 window at once'",
        "2, 0, 'on the device cpu'",
        "3, 1, '1 window at once'",
        "3, 0, 'on the device cpu'"
    })
    void aVolumeGoesOnWithFewerWindowsOrOnTheCpu(int dimensions, int most, String said)
            throws IOException, OrtException {
        Model description = model("model", dimensions, dimensions == 2 ? SLICES : TILES);
        TinyNetwork network = hungry(segmenter(dimensions), most).operator("Add", "good memory", "probability");
        try (OnnxModel cpu = TinyModels.open(description);
                OnnxModel gpu = onGpu(description, network)) {
            Segmentation undisturbed = segmented(cpu, false);
            Segmentation found = segmented(gpu, false);
            assertThat(values(found)).containsExactly(values(undisturbed));
            assertThat(undisturbed.note()).isEmpty();
            assertThat(found.note().orElseThrow()).contains("memory of the device cuda was full", said);
        }
    }

    @Test
    void whoeverAsksForAnAnalysisIsToldWhatHappened() throws IOException, OrtException {
        Model description = model("model", 2, SLICES);
        TinyNetwork network = hungry(segmenter(2), 0).operator("Add", "good memory", "probability");
        try (OnnxModel gpu = onGpu(description, network)) {
            AnalysisSettings settings = description.settings().orElseThrow();
            assertThat(new LesionPipeline(gpu, Optional.empty())
                            .analyze(Image.of(volume()), settings, Progress.NONE)
                            .warnings())
                    .anySatisfy(warning -> assertThat(warning).contains("cuda was full", "device cpu"));
        }
    }

    @Test
    void aDeviceThatStaysWellSaysNothing() throws IOException, OrtException {
        Model description = model("model", 2, SLICES);
        TinyNetwork network = hungry(segmenter(2), 14).operator("Add", "good memory", "probability");
        try (OnnxModel gpu = onGpu(description, network)) {
            assertThat(segmented(gpu, false).note()).isEmpty();
        }
    }

    @Test
    void passesOverTilesBeginAgainOnTheCpu() throws IOException, OrtException {
        Model description = model(
                "model",
                3,
                "{kind: whole, sides: [{least: 1, step: 1}, {least: 1, step: 1}," + " {least: 2, step: 1}]}");
        try (OnnxModel cpu = TinyModels.open(description);
                OnnxModel gpu = onGpu(description, segmenter(3).operator("Identity", "good", "probability"))) {
            Segmentation whole = segmented(cpu, false);
            Segmentation found = new LesionSegmenter(gpu, 1, false, 4000).segment(Image.of(volume()), Progress.NONE);
            assertThat(values(found)).containsExactly(values(whole));
            assertThat(found.note().orElseThrow()).contains("cuda failed", "on the device cpu");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void lesionsAreClassifiedFewerAtOnceOrOnTheCpu(int most) throws IOException, OrtException {
        TinyNetwork mean = TinyNetwork.classifier()
                .floats("weights", new long[] {2, 3}, 1, 2, 3, 4, 5, 6)
                .operator("MatMul", "mean weights", "good")
                .operator("Softmax", "good", "probability");
        TinyNetwork same = TinyNetwork.classifier()
                .floats("weights", new long[] {2, 3}, 1, 2, 3, 4, 5, 6)
                .operator("MatMul", "mean weights", "logits")
                .operator("Softmax", "logits", "probability");
        Model description = Model.read(TinyModel.classifier(models, "kinds", same));
        Volume volume = volume();
        LabelMap labels = LabelMap.allocate(volume.geometry());
        int i = 0;
        for (UnsignedShortType voxel : Views.flatIterable(labels.voxels())) {
            voxel.set(i % 40 < 20 ? 1 + i / 40 % 30 / 10 : 4);
            i++;
        }
        try (OnnxModel cpu = TinyModels.open(description);
                OnnxModel gpu = onGpu(description, hungry(mean, most).operator("Add", "good memory", "logits"))) {
            LesionClassifier undisturbed = new LesionClassifier(cpu);
            LesionClassifier classifier = new LesionClassifier(gpu);
            assertThat(classifier.classify(volume, labels, Progress.NONE))
                    .isEqualTo(undisturbed.classify(volume, labels, Progress.NONE));
            assertThat(undisturbed.note()).isEmpty();
            assertThat(classifier.note().orElseThrow())
                    .contains("cuda was full", most == 0 ? "device cpu" : most == 1 ? "1 window " : "2 windows");
        }
    }

    @Test
    void whatIsExplainedGoesToTheCpuAndTheModelSaysSo() throws IOException, OrtException {
        Model description = model("model", 2, SLICES);
        float[] pixels = new float[16 * 16];
        pixels[7] = BRIGHT;
        Tensor input = new Tensor(pixels, new long[] {1, 1, 16, 16});
        TinyNetwork network = hungry(segmenter(2), 0).operator("Add", "good memory", "probability");
        try (OnnxModel cpu = TinyModels.open(description);
                OnnxModel gpu = onGpu(description, network)) {
            Map<String, Tensor> expected = cpu.run(input, Set.of("probability"));
            assertThat(gpu.runAnywhere(input, Set.of("probability"))).isEqualTo(expected);
            assertThat(gpu.runAnywhere(input, Set.of("probability"))).isEqualTo(expected);
            assertThat(gpu.notes()).singleElement().asString().contains("cuda was full", "device cpu");
        }
    }
}
