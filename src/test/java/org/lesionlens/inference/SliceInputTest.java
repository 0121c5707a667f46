package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.explain.QueryAttention;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class SliceInputTest {
    private static final Path TENSORS = Path.of("models", "brain-t1ce-segmenter", "test-tensors", "noise");

    @TempDir
    private Path models;

    @Test
    void mapsAndCellsAgreeOnWhereAPointLies() throws IOException {
        // half a field of view wide, so that the slice fills a part of the window; left-right reversed
        double[][] direction = {{-1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        VolumeGeometry grid =
                VolumeGeometry.of(new long[] {100, 120, 3}, new double[] {1.1, 1.4, 6}, new double[3], direction);
        SliceInput input = input(grid);
        int cells = 20;
        float[] columns = new float[cells * cells];
        float[] rows = new float[cells * cells];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = i % cells + 0.5f;
            rows[i] = Math.floorDiv(i, cells) + 0.5f;
        }
        Volume column = input.onSlice(columns, cells, cells);
        Volume row = input.onSlice(rows, cells, cells);
        for (int x = 0; x < 100; x += 7) {
            for (int y = 0; y < 120; y += 7) {
                int cell = input.cell(cells, cells, x, y, 1);
                assertThat(cell % cells).isEqualTo((int) at(column, x, y));
                assertThat(cell / cells).isEqualTo((int) at(row, x, y));
            }
        }
        // a ramp over the cells is a ramp over the slice: one cell is 8 pixels of the model's spacing
        assertThat((double) at(column, 10, 0) - at(column, 60, 0))
                .isCloseTo(50 * 1.1 / (8 * TinyModels.SPACING_MM), within(0.03));
        assertThat(input.cellSize(cells, cells)[1]).isCloseTo(8 * TinyModels.SPACING_MM, within(0.05));
    }

    /** Queries and keys as PyTorch made them of the model's test image; the shares are theirs by the formula. */
    @Test
    void rowsOfAttentionAreTheSoftmaxOfTheProducts() throws IOException {
        Tensor query = first("query.npy");
        Tensor key = first("key.npy");
        QueryAttention attention = new QueryAttention(query, key);
        int channels = (int) query.shape()[1];
        int positions = query.values().length / channels;
        for (int from = 0; from < positions; from++) {
            double[] shares = new double[positions];
            for (int to = 0; to < positions; to++) {
                double product = 0;
                for (int c = 0; c < channels; c++) {
                    product += (double) query.values()[c * positions + from] * key.values()[c * positions + to];
                }
                shares[to] = Math.exp(product);
            }
            double sum = Arrays.stream(shares).sum();
            float[] row = attention.row(from);
            for (int to = 0; to < positions; to++) {
                assertThat((double) row[to]).isCloseTo(shares[to] / sum, within(1e-5));
            }
        }
    }

    /** Of the first image of a batch. */
    private static Tensor first(String name) throws IOException {
        Path file = TENSORS.resolve(name);
        Tensor batch = NpyFile.parse(file, Files.readAllBytes(file));
        long[] shape = batch.shape().clone();
        float[] values = Arrays.copyOf(batch.values(), batch.values().length / (int) shape[0]);
        shape[0] = 1;
        return new Tensor(values, shape);
    }

    private static SliceInput input(VolumeGeometry grid) throws IOException {
        Volume volume = Volume.allocate(grid);
        float[] pixels = new float[100 * 120];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i % 37;
        }
        DisplayOrientation.of(grid).setPixels(volume.voxels(), 1, pixels);
        return SliceInput.of(new PreparedSlices(volume, TinyModels.segmenter()), 1);
    }

    private static PixelwiseForm form(String name, String activation, String answer) {
        return form(name, activation, answer, "float32");
    }

    private static PixelwiseForm form(String name, String activation, String answer, String type) {
        String window = "{kind: whole, sides: [{least: 32, step: 4}, {least: 32, step: 4}]}";
        return new PixelwiseForm(
                name,
                activation,
                new PixelwiseForm.Tensors("bcyx", type),
                new PixelwiseForm.Tensors(answer, answer.length() == 4 ? type : "int64"),
                window);
    }

    /** A slice of three channels. */
    private static Image slice() {
        VolumeGeometry grid = VolumeGeometry.uncalibrated(20, 18);
        return new Image(IntStream.range(0, 3)
                .mapToObj(channel -> {
                    float[] values = new float[20 * 18];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (i * (7 + 6 * channel)) % 250;
                    }
                    return new Image.Channel(
                            "channel" + channel, new Volume(ArrayImgs.floats(values, 20, 18, 1), grid));
                })
                .toList());
    }

    private static float of(Image image, int channel, int x, int y) {
        return image.channels().get(channel).volume().voxels().getAt(x, y, 0).get();
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float64"})
    void theProbabilityOfLesionIsThatOfAllChannelsAndLabels(String type) throws IOException {
        PixelwiseForm form =
                form("2d-3to3-logits" + (type.equals("float32") ? "" : "-double"), "softmax", "bcyx", type);
        Image image = slice();
        try (OnnxModel model = TinyModels.open(form.write(models, 0.5))) {
            SliceInput input = SliceInput.of(new PreparedSlices(image, model.description()), 0);
            float[] straight = input.probability(model, input.pixels());
            Volume map = input.onSlice(straight, input.width(), input.height());
            float[] mirrored = input.mirrored(input.probability(model, input.mirrored(input.pixels())));
            assertThat(mirrored).containsExactly(straight, within(1e-6f));
            for (int x = 0; x < 20; x++) {
                for (int y = 0; y < 18; y++) {
                    double[] of = form.probabilities(
                            0.01 * of(image, 0, x, y) - 1,
                            0.01 * of(image, 1, x, y) - 1,
                            0.01 * of(image, 2, x, y) - 1);
                    assertThat((double) at(map, x, y)).isCloseTo(of[1], within(1e-5)); // the third label is an organ
                }
            }
        }
    }

    @Test
    void whatGivesNoProbabilitiesIsNotShown() throws IOException {
        PixelwiseForm form = form("2d-4to3-argmax", "none", "byx");
        Model labels = form.write(models, 0.5);
        Image four = new Image(
                Stream.concat(slice().channels().stream(), Stream.of(new Image.Channel("channel3", slice().first())))
                        .toList());
        assertThatThrownBy(() -> SliceInput.of(new PreparedSlices(four, labels), 0))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("does not give probabilities of the size of its input");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{step: crop-to-nonzero}",
                "{step: resample, spacing_mm: [1, 1, 2], within: linear, across: nearest}",
                "{step: reorient, to: stored}"
            })
    void slicesThatAreCutOrLieElsewhereAreNotShown(String step) throws IOException {
        Model model = new DescribedModel(models, "other")
                .weights(form("2d-3to3-logits", "softmax", "bcyx").network())
                .own("labels: [{name: one}, {name: two}]")
                .own("channels: [{name: channel0}, {name: channel1}, {name: channel2}]")
                .own("preparation: [" + (step.contains("reorient") ? "" : "{step: reorient, to: shown}, ") + step + "]")
                .network("input: {name: input, axes: bcyx}")
                .network("window: {kind: whole, sides: [{least: 32, step: 4}, {least: 32, step: 4}]}")
                .own("output: {name: logits, activation: softmax, answer: exclusive, labels: [0, 1, 2]}")
                .write();
        assertThatThrownBy(() -> new PreparedSlices(slice(), model))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("does not see slices whole and as they are shown");
    }

    private static float at(Volume map, int x, int y) {
        FloatType voxel = map.voxels().getAt(x, y, 0);
        return voxel.get();
    }
}
