package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalDouble;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.model.MeasuredModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.Suitability;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.pipeline.ImageSuitability;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * With networks whose level is what they see, so that a tile's distance is its mean; of images with a period of 4 along x, in
 * which every tile has the mean 7, while 999 stands beyond them.
 */
class TileDistancesTest {
    private static final String LEVEL = "level";
    private static final double MEAN = 7;

    @TempDir
    Path models;

    private Model model(int dimensions, String axes, String window) throws IOException {
        String[] sizes = new String[2 + dimensions];
        for (int axis = 0; axis < sizes.length; axis++) {
            sizes[axis] = axis == 1 ? "1" : "d" + axis;
        }
        TinyNetwork network = new TinyNetwork()
                .input("input", 1, sizes)
                .output("answer", 1, sizes)
                .output(LEVEL, 1, sizes)
                .operator("Identity", "input", LEVEL)
                .operator("Sigmoid", "input", "answer");
        byte[] file = MeasuredModel.text(LEVEL, "0", 1).getBytes(StandardCharsets.UTF_8);
        return new DescribedModel(models, "measured")
                .weights(network.file())
                .file("suitability.yaml", file)
                .own("suitability: {source: suitability.yaml, sha256: SHA:suitability.yaml}")
                .own("labels: [{name: lesion}]")
                .own("preparation: [{step: linear, gain: 1}]")
                .network("input: {name: input, axes: " + axes + "}")
                .network("mirror_axes: [x]")
                .network("window: " + window)
                .own("output: {name: answer, axes: " + axes + "}")
                .write();
    }

    /** @param empty columns of zeros */
    private static Image image(long width, long height, long depth, long empty) {
        Volume volume = Volume.allocate(VolumeGeometry.axisAligned(new long[] {width, height, depth}, 1, 1, 1));
        Cursor<FloatType> voxels = Views.flatIterable(volume.voxels()).localizingCursor();
        while (voxels.hasNext()) {
            voxels.fwd();
            long x = voxels.getLongPosition(0);
            voxels.get().set(x < empty ? 0 : x % 4 == 0 ? 16 : 4);
        }
        return Image.of(volume);
    }

    private static OptionalDouble distance(Model model, Image image, boolean mirror) throws IOException {
        try (OnnxModel network = TinyModels.open(model)) {
            return new LesionSegmenter(network, 2, mirror)
                    .segment(image, Progress.NONE)
                    .distance();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, 40, 30, 2, false",
        "2, 20, 18, 1, false",
        "2, 36, 24, 3, true",
        "3, 20, 30, 10, false",
        "3, 4, 6, 2, true",
    })
    void whatLiesBeyondTheImageDoesNotCount(int dimensions, long width, long height, long depth, boolean mirror)
            throws IOException {
        Model model = dimensions == 2
                ? model(2, "bcyx", "{kind: tiles, sides: [32, 24], fill: {mode: constant, value: 999}}")
                : model(3, "bczyx", "{kind: tiles, sides: [8, 12, 4], fill: {mode: constant, value: 999}}");
        assertThat(distance(model, image(width, height, depth, 0), mirror).orElseThrow())
                .isCloseTo(MEAN, within(1e-5));
    }

    @Test
    void haloesCountAsFarAsTheyAreImage() throws IOException {
        Model model = model(
                3,
                "bczyx",
                "{kind: tiles, sides: [12, 12, 8], blend: halo, halo: [4, 2, 2], fill: {mode: constant, value: 999}}");
        assertThat(distance(model, image(20, 20, 12, 0), false).orElseThrow()).isCloseTo(MEAN, within(1e-5));
    }

    /** Half of the tiles is empty. */
    @Test
    void theImagesDistanceIsThatOfTheTilesThatVaryMost() throws IOException {
        Model model = model(3, "bczyx", "{kind: tiles, sides: [8, 8, 8], step: 1}");
        assertThat(distance(model, image(32, 8, 8, 16), false).orElseThrow()).isCloseTo(MEAN, within(1e-5));
    }

    @Test
    void aVolumeThatGoesInWholeIsTold() throws IOException {
        String side = "{least: 4, step: 4}";
        Model model = model(3, "bczyx", "{kind: whole, sides: [" + side + ", " + side + ", " + side + "]}");
        assertThat(distance(model, image(12, 10, 6, 0), false).orElseThrow()).isCloseTo(MEAN, within(1e-5));
    }

    /** Its parts are not what the training saw. */
    @Test
    void whatShouldGoInWholeAndDoesNotIsToldUnchecked() throws IOException {
        Model model = model(2, "bcyx", "{kind: whole, sides: [{least: 16}, {least: 16}]}");
        assertThat(distance(model, image(16, 16, 2, 0), false)).isPresent();
        OptionalDouble none = distance(model, image(20, 30, 2, 0), false);
        assertThat(none).isEmpty();
        assertThat(ImageSuitability.warnings(none, Suitability.of(model)))
                .singleElement()
                .asString()
                .contains("not checked");
    }

    @Test
    void aNetworkWhoseCellsLieOtherwiseCannotTell() {
        assertThatExceptionOfType(UnsuitableModelException.class)
                .isThrownBy(() -> model(2, "byxc", "{kind: tiles, sides: [16, 12]}"))
                .withMessageContaining("/suitability");
    }
}
