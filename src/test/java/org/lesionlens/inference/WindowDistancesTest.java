package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.TinyNetwork.Attribute;
import org.lesionlens.model.MeasuredModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** With networks whose level is what they see, so that a slice's distance is its mean, training slices having 0 and 1. */
class WindowDistancesTest {
    private static final String LEVEL = "level";

    @TempDir
    Path models;

    private Model model(TinyNetwork network, String mean) throws IOException {
        Path folder = TinyModel.segmenter(
                models,
                "measured",
                network.output(LEVEL, 1, "n", "c", "ly", "lx").operator("Identity", "good", "probability"));
        MeasuredModel.add(folder, MeasuredModel.text(LEVEL, mean, 1).getBytes(StandardCharsets.UTF_8));
        return Model.read(folder);
    }

    private static TinyNetwork whole() {
        return TinyNetwork.segmenter().operator("Identity", "input", LEVEL);
    }

    /** Cells of 16 x 16 pixels. */
    private static TinyNetwork cells() {
        return TinyNetwork.segmenter()
                .operator(
                        "AveragePool",
                        "input",
                        LEVEL,
                        Attribute.numbers("kernel_shape", 16, 16),
                        Attribute.numbers("strides", 16, 16));
    }

    private static Volume noise(long width, long height, long slices) {
        Random random = new Random(7);
        Volume volume = Volume.allocate(VolumeGeometry.axisAligned(new long[] {width, height, slices}, 1, 1, 5));
        Views.flatIterable(volume.voxels())
                .forEach(voxel -> voxel.set((float) (100 + 30 * random.nextGaussian() + 50 * random.nextInt(2))));
        return volume;
    }

    private static double distance(Model model, Volume volume, boolean mirror) throws IOException {
        try (OnnxModel network = TinyModels.open(model)) {
            return new LesionSegmenter(network, 2, mirror)
                    .segment(Image.of(volume), Progress.NONE)
                    .distance()
                    .orElseThrow();
        }
    }

    private static double mean(Model model, Volume volume, int slice) {
        double sum = 0;
        float[] pixels = new PreparedSlices(volume, model).slice(slice);
        for (float pixel : pixels) {
            sum += pixel;
        }
        return sum / pixels.length;
    }

    /** What is put round a slice to fill the window is not the image's. */
    @ParameterizedTest
    @CsvSource({"20, 30, false", "64, 64, false", "100, 40, true", "32, 64, false"})
    void theDistanceIsThatOfTheSliceAlone(long width, long height, boolean mirror) throws IOException {
        Model model = model(whole(), "0");
        Volume volume = noise(width, height, 1);
        double mean = mean(model, volume, 0);
        assertThat(Math.abs(mean)).isGreaterThan(0.3);
        assertThat(distance(model, volume, mirror)).isCloseTo(Math.abs(mean), within(1e-5));
    }

    @Test
    void cellsCountWhereTheirMiddleLiesInTheSlice() throws IOException {
        Model model = model(cells(), "0");
        Volume volume = noise(32, 32, 1);
        assertThat(distance(model, volume, false)).isCloseTo(Math.abs(mean(model, volume, 0)), within(1e-5));
    }

    /** Three slices show something, two are nearly empty. */
    @Test
    void aVolumesDistanceIsTheMiddleOneOfTheSlicesThatVaryMost() throws IOException {
        Model model = model(whole(), "0");
        Volume volume = noise(40, 40, 5);
        for (long slice : new long[] {0, 3}) {
            for (FloatType voxel : Views.hyperSlice(volume.voxels(), 2, slice)) {
                voxel.mul(0.01);
            }
        }
        double[] shown = {
            Math.abs(mean(model, volume, 1)), Math.abs(mean(model, volume, 2)), Math.abs(mean(model, volume, 4))
        };
        Arrays.sort(shown);
        assertThat(distance(model, volume, false)).isCloseTo(shown[1], within(1e-5));
    }

    /**
     * Slices of means 1 to 4, of which the first and the last vary much. Its neighbours, of which the first one is seen several
     * times, make a slice no more important: by all that is seen the second one would vary more than the last.
     */
    @ParameterizedTest
    @CsvSource({"64, false", "64, true", "512, false", "512, true"})
    void neighboursOfASliceDoNotCountForHowMuchItVaries(int side, boolean mirror) throws IOException {
        double[] deviations = {100, 1, 1, 50};
        float[] values = new float[side * side * deviations.length];
        for (int i = 0; i < values.length; i++) {
            int slice = i / (side * side);
            values[i] = (float) (1 + slice + (i % 2 == 0 ? 1 : -1) * deviations[slice]);
        }
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {side, side, deviations.length}, 1, 1, 5);
        Volume volume = new Volume(ArrayImgs.floats(values, grid.size()), grid);
        assertThat(distance(betweenNeighbours(), volume, mirror)).isCloseTo((1 + 4) / 2.0, within(1e-3));
    }

    private Model betweenNeighbours() throws IOException {
        TinyNetwork network = new TinyNetwork()
                .input("input", 1, "n", "3", "y", "x")
                .output("probability", 1, "n", "1", "y", "x")
                .output(LEVEL, 1, "n", "1", "y", "x")
                .floats("weights", new long[] {1, 3, 1, 1}, 0, 0, 1)
                .operator("Conv", "input weights", LEVEL)
                .operator("Sigmoid", LEVEL, "probability");
        new DescribedModel(models, "between")
                .weights(network.file())
                .own("labels: [{name: lesion}]")
                .own("preparation: [{step: linear, gain: 1}]")
                .own("context: {axis: slice, before: 2, as: channels}")
                .network("input: {name: input, axes: bcyx}")
                .network("window: {kind: whole, sides: [{least: 16, step: 16}, {least: 16, step: 16}]}")
                .own("output: {name: probability, axes: bcyx}")
                .write();
        Path folder = models.resolve("between");
        MeasuredModel.add(folder, MeasuredModel.text(LEVEL, "0", 1).getBytes(StandardCharsets.UTF_8));
        return Model.read(folder);
    }

    @Test
    void anOutputOfOtherChannelsIsRefused() throws IOException {
        Model model = model(whole(), "0 0");
        assertThatExceptionOfType(UnsuitableModelException.class)
                .isThrownBy(() -> distance(model, noise(64, 64, 1), false))
                .withMessageContaining(LEVEL)
                .withMessageContaining("2 channels");
    }

    @Test
    void anOutputThatTheNetworkLacksIsRefusedWhenItIsOpened() throws IOException {
        Path folder = TinyModel.good(models, "lacking");
        MeasuredModel.add(folder, MeasuredModel.text("other", "0", 1).getBytes(StandardCharsets.UTF_8));
        Model model = Model.read(folder);
        assertThatExceptionOfType(UnsuitableModelException.class)
                .isThrownBy(() -> TinyModels.open(model))
                .withMessageContaining("no output other");
    }
}
