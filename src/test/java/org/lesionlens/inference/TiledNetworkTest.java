package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.inference.TinyNetwork.Attribute;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Tiled equals whole, whatever the tiles. */
class TiledNetworkTest {
    private static final int FLOAT = 1;
    private static final String WHOLE_3D =
            "{kind: whole, sides: [{least: 1, step: 1}, {least: 1, step: 1}, {least: 2, step: 1}]}";
    private static final String WHOLE_2D = "{kind: whole, sides: [{least: 1, step: 1}, {least: 1, step: 1}]}";

    @TempDir
    private Path models;

    /** Each voxel is the weighted sum of its neighbours, none of which counts like another, with zeros round the image. */
    private static byte[] neighbours(int dimensions) {
        String[] shape = dimensions == 3 ? new String[] {"n", "1", "z", "y", "x"} : new String[] {"n", "1", "y", "x"};
        float[] kernel = new float[dimensions == 3 ? 27 : 9];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (i * i % 7 - 2) / 10f;
        }
        long[] kernelShape = new long[dimensions + 2];
        Arrays.fill(kernelShape, 3);
        kernelShape[0] = 1;
        kernelShape[1] = 1;
        long[] pads = new long[2 * dimensions];
        Arrays.fill(pads, 1);
        return new TinyNetwork()
                .input("input", FLOAT, shape)
                .output("logit", FLOAT, shape)
                .floats("kernel", kernelShape, kernel)
                .operator("Conv", "input kernel", "logit", Attribute.numbers("pads", pads))
                .file();
    }

    private Model model(String name, byte[] onnx, int dimensions, String window, String scale) throws IOException {
        String axes = dimensions == 3 ? "bczyx" : "bcyx";
        return new DescribedModel(models, name)
                .weights(onnx)
                .own("labels: [{name: lesion}]")
                .own("preparation: [{step: linear, gain: 0.01}]")
                .network("input: {name: input, axes: " + axes + "}")
                .network("window: " + window)
                .own("output: {name: logit, axes: " + axes + ", activation: sigmoid, scale: [" + scale + "]}")
                .write();
    }

    private static Volume noise(long... size) {
        Random random = new Random(3);
        float[] values = new float[(int) (size[0] * size[1] * size[2])];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(200) - 100;
        }
        return new Volume(ArrayImgs.floats(values, size), VolumeGeometry.axisAligned(size, 1, 1, 1));
    }

    private static float[] said(Model description, Volume volume, int batch) throws IOException {
        try (OnnxModel model = TinyModels.open(description)) {
            return values(new LesionSegmenter(model, batch, false)
                    .segment(Image.of(volume), Progress.NONE)
                    .lesion()
                    .voxels());
        }
    }

    private static float[] values(RandomAccessibleInterval<FloatType> voxels) {
        float[] values = new float[(int) voxels.size()];
        int i = 0;
        for (FloatType voxel : Views.flatIterable(voxels)) {
            values[i++] = voxel.get();
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sides: [8, 8, 8], halo: [1, 1, 1]",
                "sides: [13, 9, 5], halo: [2, 3, 1]",
                "sides: [7, 21, 17], halo: [1, 1, 1]",
                "sides: [21, 18, 3], halo: [1, 1, 1]"
            })
    void volumesInTilesWithAHaloAreAsInOne(String tiles) throws IOException {
        Volume volume = noise(21, 18, 17);
        float[] whole = said(model("whole", neighbours(3), 3, WHOLE_3D, "1, 1, 1"), volume, 1);
        Model tiled = model("tiled", neighbours(3), 3, "{kind: tiles, blend: halo, " + tiles + "}", "1, 1, 1");
        assertThat(said(tiled, volume, 1)).containsExactly(whole, within(1e-5f));
        assertThat(said(tiled, volume, 3)).containsExactly(whole, within(1e-5f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sides: [16, 16], halo: [1, 1]", "sides: [11, 30], halo: [4, 1]"})
    void slicesInTilesWithAHaloAreAsInOne(String tiles) throws IOException {
        Volume volume = noise(40, 30, 3);
        float[] whole = said(model("whole", neighbours(2), 2, WHOLE_2D, "1, 1"), volume, 1);
        Model tiled = model("tiled", neighbours(2), 2, "{kind: tiles, blend: halo, " + tiles + "}", "1, 1");
        assertThat(said(tiled, volume, 2)).containsExactly(whole, within(1e-5f));
    }

    /** What is wrong at a tile's rim hardly counts. */
    @Test
    void withAGaussianTheRimOfTilesHardlyCounts() throws IOException {
        Volume volume = noise(30, 28, 26);
        float[] whole = said(model("whole", neighbours(3), 3, WHOLE_3D, "1, 1, 1"), volume, 1);
        Model tiled = model("tiled", neighbours(3), 3, "{kind: tiles, sides: [16, 16, 16]}", "1, 1, 1");
        float[] found = said(tiled, volume, 1);
        for (int z = 1; z < 25; z++) {
            for (int y = 1; y < 27; y++) {
                for (int x = 1; x < 29; x++) {
                    int at = (z * 28 + y) * 30 + x;
                    assertThat(found[at]).isCloseTo(whole[at], within(2e-3f));
                }
            }
        }
    }

    /** A straight line stays one where the answer is coarser, or finer, than the image. */
    @ParameterizedTest
    @CsvSource({
        "coarser, '{kind: tiles, sides: [8, 8, 8], step: 0.5, fill: {mode: edge}}', '0.5, 0.5, 0.5'",
        "coarser, '{kind: whole, sides: [{least: 4, step: 4}, {least: 4, step: 4}, {least: 4, step: 4}],"
                + " fill: {mode: edge}}', '0.5, 0.5, 0.5'",
        "finer, '{kind: tiles, sides: [8, 8, 8], step: 0.5, fill: {mode: edge}}', '2, 2, 2'"
    })
    void answersOfAnotherScaleComeBackToTheirPlace(String which, String window, String scale) throws IOException {
        long[] size = {19, 18, 17};
        float[] values = new float[19 * 18 * 17];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 19 * 10 + i / 19 % 18 * 5 - i / 19 / 18 * 7;
        }
        Volume ramp = new Volume(ArrayImgs.floats(values, size), VolumeGeometry.axisAligned(size, 1, 1, 1));
        float[] found = said(model(which, scaled(which), 3, window, scale), ramp, 1);
        for (int z = 2; z < 15; z++) {
            for (int y = 2; y < 16; y++) {
                for (int x = 2; x < 17; x++) {
                    int at = (z * 18 + y) * 19 + x;
                    assertThat(found[at]).isCloseTo((float) TinyModels.sigmoid(0.01 * values[at]), within(2e-5f));
                }
            }
        }
    }

    private static byte[] scaled(String which) {
        String[] shape = {"n", "1", "z", "y", "x"};
        TinyNetwork network =
                new TinyNetwork().input("input", FLOAT, shape).output("logit", FLOAT, "n", "1", "d", "h", "w");
        if (which.equals("coarser")) {
            return network.operator(
                            "AveragePool",
                            "input",
                            "logit",
                            Attribute.numbers("kernel_shape", 2, 2, 2),
                            Attribute.numbers("strides", 2, 2, 2))
                    .file();
        }
        float[] ones = new float[8];
        Arrays.fill(ones, 1);
        return network.floats("kernel", new long[] {1, 1, 2, 2, 2}, ones)
                .operator("ConvTranspose", "input kernel", "logit", Attribute.numbers("strides", 2, 2, 2))
                .file();
    }

    /** Of a network that throws dice: tiles of air are asked of once, others each. */
    @Test
    void whatIsSaidOfAirIsSaidOfAllAir() throws IOException {
        String[] shape = {"n", "1", "z", "y", "x"};
        byte[] dice = new TinyNetwork()
                .input("input", FLOAT, shape)
                .output("logit", FLOAT, shape)
                .operator("RandomUniformLike", "input", "logit")
                .file();
        Model model =
                model("dice", dice, 3, "{kind: tiles, sides: [8, 8, 8], blend: halo, halo: [0, 0, 0]}", "1, 1, 1");
        float[] values = new float[8 * 8 * 40];
        values[8 * 8 * 20] = 1; // the third of five tiles
        long[] size = {8, 8, 40};
        float[] found =
                said(model, new Volume(ArrayImgs.floats(values, size), VolumeGeometry.axisAligned(size, 1, 1, 1)), 1);
        float[][] tiles = IntStream.range(0, 5)
                .mapToObj(tile -> Arrays.copyOfRange(found, tile * 512, (tile + 1) * 512))
                .toArray(float[][]::new);
        assertThat(tiles[1]).containsExactly(tiles[0]);
        assertThat(tiles[2]).isNotEqualTo(tiles[0]);
        assertThat(tiles[3]).containsExactly(tiles[0]);
        assertThat(tiles[4]).containsExactly(tiles[0]);
    }

    /** Of two channels both must be the same again. */
    @Test
    void onlyTheSameAirIsKnown() {
        FlatWindows flat = new FlatWindows(2);
        float[] air = {0, 0, 5, 5};
        assertThat(flat.knows(air)).isFalse();
        flat.learn(new float[] {0, 1, 5, 5}, new float[] {9});
        assertThat(flat.knows(new float[] {0, 1, 5, 5})).isFalse();
        flat.learn(air, new float[] {7});
        assertThat(flat.knows(new float[] {0, 0, 5, 5})).isTrue();
        assertThat(flat.answer()).containsExactly(7);
        assertThat(flat.knows(new float[] {0, 0, 4, 4})).isFalse();
        assertThat(flat.knows(new float[] {0, 0, 5, 4})).isFalse();
    }

    /** 16 voxels of which 12 count, moved by 8: by 12 no halo would be left at a fourth of the size. */
    @Test
    void tilesOfACoarserAnswerKeepTheirHalo() throws IOException {
        Model model = model(
                "quarter",
                scaled("coarser"),
                3,
                "{kind: tiles, sides: [16, 16, 16], blend: halo, halo: [3, 3, 3]}",
                "0.25, 0.25, 0.25");
        TilePlan plan = new TilePlan(new PreparedImage(List.of(noise(100, 90, 80)), model), Optional::empty);
        for (int axis = 0; axis < 3; axis++) {
            for (int tile = 1; tile < plan.count(axis); tile++) {
                assertThat(plan.first(axis, tile) - plan.first(axis, tile - 1)).isLessThanOrEqualTo(2);
            }
        }
        Model none = model(
                "none",
                scaled("coarser"),
                3,
                "{kind: tiles, sides: [16, 16, 16], blend: halo, halo: [7, 7, 7]}",
                "0.25, 0.25, 0.25");
        PreparedImage image = new PreparedImage(List.of(noise(100, 90, 80)), none);
        assertThatThrownBy(() -> new TilePlan(image, Optional::empty))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("leaves 2 voxels");
    }

    @Test
    void cancellingStopsBeforeTheNextTile() throws IOException {
        AtomicInteger updates = new AtomicInteger();
        Progress third = new Progress() {
            @Override
            public void update(String stage, long done, long total) {
                updates.incrementAndGet();
            }

            @Override
            public boolean isCancelled() {
                return updates.get() == 3;
            }
        };
        try (OnnxModel model =
                TinyModels.open(model("tiled", neighbours(3), 3, "{kind: tiles, sides: [8, 8, 8]}", "1, 1, 1"))) {
            LesionSegmenter segmenter = new LesionSegmenter(model, 1, false);
            assertThatThrownBy(() -> segmenter.segment(Image.of(noise(40, 40, 40)), third))
                    .isInstanceOf(CancellationException.class);
        }
        assertThat(updates).hasValue(3);
    }

    @Test
    void aSingleSliceIsNoVolume() throws IOException {
        try (OnnxModel model =
                TinyModels.open(model("volume", neighbours(3), 3, "{kind: tiles, sides: [8, 8, 8]}", "1, 1, 1"))) {
            LesionSegmenter segmenter = new LesionSegmenter(model, 1, false);
            assertThatThrownBy(() -> segmenter.segment(Image.of(noise(20, 20, 1)), Progress.NONE))
                    .isInstanceOf(UnsuitableImageException.class)
                    .hasMessageContaining("a single slice but the model volume sees volumes");
        }
    }

    /** Each tile answers its own number, so what is put together tells the weights; by MONAI's compute_importance_map. */
    @Test
    void weightsAreRaisedAsMonaiDoesIt() throws IOException {
        Model model = model(
                "raised",
                neighbours(3),
                3,
                "{kind: tiles, sides: [8, 6, 4], step: 0.5, placing: moved-back, blend: gaussian, least: 0.001}",
                "1, 1, 1");
        int[] size = {19, 14, 9};
        int[] sides = {8, 6, 4};
        TilePlan plan =
                new TilePlan(new PreparedImage(List.of(noise(size[0], size[1], size[2])), model), Optional::empty);
        TileSums sums = new TileSums(plan, 1, 1);
        List<float[]> planes = new ArrayList<>();
        double[][] weighted = new double[size[2]][size[0] * size[1]];
        double[][] total = new double[size[2]][size[0] * size[1]];
        for (int z = 0; z < plan.count(2); z++) {
            sums.open(z);
            for (int tile = 0; tile < plan.count(0) * plan.count(1); tile++) {
                int x = tile % plan.count(0);
                int y = tile / plan.count(0);
                float[] answer = new float[8 * 6 * 4];
                Arrays.fill(answer, tile + 100 * z);
                sums.add(answer, x, y, z);
                for (int i = 0; i < answer.length; i++) {
                    int[] at = {i % 8, i / 8 % 6, i / 48};
                    double exponent = 0;
                    for (int axis = 0; axis < 3; axis++) {
                        exponent += Math.pow((at[axis] - (sides[axis] - 1) / 2.0) / (sides[axis] / 8.0), 2) / 2;
                    }
                    double weight = Math.max(1e-3, Math.exp(-exponent));
                    int pixel = (plan.first(1, y) + at[1]) * size[0] + plan.first(0, x) + at[0];
                    weighted[plan.first(2, z) + at[2]][pixel] += weight * answer[i];
                    total[plan.first(2, z) + at[2]][pixel] += weight;
                }
            }
            planes.addAll(sums.complete(z));
        }
        assertThat(planes).hasSize(size[2]);
        for (int z = 0; z < size[2]; z++) {
            for (int i = 0; i < size[0] * size[1]; i++) {
                assertThat((double) planes.get(z)[i]).isCloseTo(weighted[z][i] / total[z][i], within(1e-3));
            }
        }
    }
}
