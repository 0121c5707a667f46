package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
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
