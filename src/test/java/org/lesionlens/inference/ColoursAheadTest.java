package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Slices of three channels between their neighbours, two before and one after, mirrored at the ends: twelve planes for each, of which
 * every one has a weight of its own, put into the network's memory while it is at work on the ones before. Pixels are noise, so a
 * plane in the place of another one changes nearly all of the answer.
 */
class ColoursAheadTest {
    /** So large that no more than {@link #BATCH} go in at once, and those of a run are prepared by themselves. */
    private static final int SIDE = 512;

    private static final int BATCH = 4;
    private static final int SLICES = 10;
    private static final int PLANES = 12;

    @TempDir
    private Path models;

    private Model model(String as) throws IOException {
        String axes = as.equals("axis") ? "bczyx" : "bcyx";
        return new DescribedModel(models, "colours")
                .weights(network(as).operator("Identity", "good", "probability").file())
                .own("labels: [{name: lesion}]")
                .own("channels: [{name: red}, {name: green}, {name: blue}]")
                .own("preparation: [{step: reorient, to: shown}, {step: linear, gain: 1}]")
                .own("context: {axis: slice, before: 2, after: 1, at_ends: mirror, as: " + as + "}")
                .network("input: {name: input, axes: " + axes + "}")
                .network("window: {kind: whole, sides: [{least: 16, step: 16}, {least: 16, step: 16}]}")
                .own("output: {name: probability, axes: bcyx}")
                .write();
    }

    private static TinyNetwork network(String as) {
        float[] weights = new float[PLANES];
        for (int plane = 0; plane < PLANES; plane++) {
            weights[plane] = (plane % 2 == 0 ? 1 : -1) * (0.2f + plane / 20f);
        }
        TinyNetwork network = new TinyNetwork().output("probability", 1, "n", "1", "y", "x");
        return as.equals("axis")
                ? network.input("input", 1, "n", "3", "4", "y", "x")
                        .floats("weights", new long[] {1, 3, 4, 1, 1}, weights)
                        .longs("along", new long[] {1}, 2)
                        .operator("Conv", "input weights", "deep")
                        .operator("Squeeze", "deep along", "mixed")
                        .operator("Sigmoid", "mixed", "good")
                : network.input("input", 1, "n", "12", "y", "x")
                        .floats("weights", new long[] {1, PLANES, 1, 1}, weights)
                        .operator("Conv", "input weights", "mixed")
                        .operator("Sigmoid", "mixed", "good");
    }

    /** A bright voxel is in the second run. */
    private static Image image(boolean backwards) {
        int pixels = SIDE * SIDE;
        long[] size = {SIDE, SIDE, SLICES};
        double[][] direction = {{1, 0, 0}, {0, 1, 0}, {0, 0, backwards ? -1 : 1}};
        VolumeGeometry grid = VolumeGeometry.of(size, new double[] {1, 1, 3}, new double[3], direction);
        Random random = new Random(5);
        return new Image(Stream.of("red", "green", "blue")
                .map(name -> {
                    float[] values = new float[SLICES * pixels];
                    IntStream.range(0, values.length).forEach(i -> values[i] = random.nextFloat() * 2 - 1);
                    values[(BATCH + 1) * pixels + pixels / 2] = 9;
                    return new Image.Channel(name, new Volume(ArrayImgs.floats(values, size), grid));
                })
                .toList());
    }

    private static float[] probabilities(OnnxModel model, int batch, Image image) {
        return FailingDeviceTest.values(new LesionSegmenter(model, batch, false).segment(image, Progress.NONE));
    }

    /** @param most slices of which the device has room for those with a bright voxel */
    @ParameterizedTest
    @CsvSource({
        "channels, false, 4",
        "channels, true, 4",
        "channels, true, 2",
        "channels, false, 0",
        "axis, false, 4",
        "axis, true, 4",
        "axis, true, 2",
        "axis, false, 0"
    })
    void runsThatArePutAheadSayWhatSlicesSayOneByOne(String as, boolean backwards, int most)
            throws IOException, OrtException {
        Model description = model(as);
        TinyNetwork hungry = FailingDeviceTest.hungry(network(as), most).operator("Add", "good memory", "probability");
        Image image = image(backwards);
        try (OnnxModel cpu = TinyModels.open(description);
                OnnxModel gpu = FailingDeviceTest.onGpu(description, hungry)) {
            assertThat(probabilities(gpu, BATCH, image)).isEqualTo(probabilities(cpu, 1, image));
        }
    }
}
