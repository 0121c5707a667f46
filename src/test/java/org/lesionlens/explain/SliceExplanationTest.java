package org.lesionlens.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lesionlens.inference.LesionSegmenter;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.PreparedSlices;
import org.lesionlens.inference.SliceInput;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** On the shipped phantom, whose pixels are those of the network: no value is interpolated but that of a cell. */
class SliceExplanationTest {
    private static final long SLICE = 14;
    private static final int SIDE = 160;
    private static final int CELLS = 20;
    private static final int CELL = SIDE / CELLS;

    private static OnnxModel model;
    private static Volume phantom;
    private static SliceExplanation explanation;

    @BeforeAll
    static void explain() throws IOException {
        model = TinyModels.open(TinyModels.segmenter());
        phantom = VolumeFiles.read(Path.of("test-data", "phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
        explanation =
                SliceExplanation.of(model, SliceInput.of(new PreparedSlices(phantom, model.description()), SLICE));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** What the network sees, row by row. */
    private static SliceInput input() {
        return (SliceInput) explanation.input();
    }

    private static float[] seen() {
        return input().pixels();
    }

    /** What a map of cells looks like on the slice. */
    private static Volume onSlice(double[] cells) {
        float[] map = new float[cells.length];
        for (int i = 0; i < map.length; i++) {
            map[i] = (float) cells[i];
        }
        int side = (int) Math.sqrt(map.length);
        return input().onSlice(map, side, side);
    }

    private static void assertIs(Explanation found, double[] cells, double tolerance) {
        var expected = Views.flatIterable(onSlice(cells).voxels()).cursor();
        for (FloatType voxel : Views.flatIterable(found.map().voxels())) {
            assertThat((double) voxel.get())
                    .as(found.name())
                    .isCloseTo(expected.next().get(), within(tolerance));
        }
    }

    private static double[] eachCell(float[] values, DoubleUnaryOperator formula) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> formula.applyAsDouble(values[i]))
                .toArray();
    }

    /** How much a cell looks at every other: rows of the whole matrix. */
    private static double[][] looks() {
        float[] brightness = TinyModels.cells(seen(), SIDE, CELL);
        double[][] rows = new double[brightness.length][];
        for (int from = 0; from < rows.length; from++) {
            float here = brightness[from];
            double[] row = eachCell(brightness, there -> TinyModels.look(here, there));
            double sum = DoubleStream.of(row).sum();
            rows[from] = DoubleStream.of(row).map(look -> look / sum).toArray();
        }
        return rows;
    }

    private static int cell(int x, int y) {
        return input().cell(CELLS, CELLS, x, y, SLICE);
    }

    private static double[] times(double factor, double[] values) {
        return DoubleStream.of(values).map(value -> factor * value).toArray();
    }

    @Test
    void mapsLieWhereTheSliceLies() {
        VolumeGeometry grid = explanation.probability().map().geometry();
        assertThat(grid.toWorld(3, 5, 0)).containsExactly(phantom.geometry().toWorld(3, 5, SLICE), within(1e-9));
        assertThat(grid.size())
                .containsExactly(phantom.geometry().size(0), phantom.geometry().size(1), 1);
    }

    @Test
    void theProbabilityIsThatOfTheFormulaAndOfTheSegmenter() {
        RandomAccessibleInterval<FloatType> segmented = Views.hyperSlice(
                new LesionSegmenter(model, 1, false)
                        .segment(Image.of(phantom), Progress.NONE)
                        .lesion()
                        .voxels(),
                2,
                SLICE);
        Volume map = explanation.probability().map();
        Volume expected = input().onSlice(TinyModels.probabilities(seen(), SIDE, SIDE), SIDE, SIDE);
        var formula = Views.flatIterable(expected.voxels()).cursor();
        var other = Views.flatIterable(segmented).cursor();
        float most = 0;
        for (FloatType voxel : Views.flatIterable(Views.hyperSlice(map.voxels(), 2, 0))) {
            assertThat(voxel.get()).isCloseTo(formula.next().get(), within(1e-5f));
            assertThat(voxel.get()).isCloseTo(other.next().get(), within(2e-5f));
            most = Math.max(most, voxel.get());
        }
        assertThat((double) most).as("there is a lesion").isCloseTo(TinyModels.INSIDE, within(1e-5));
    }

    @Test
    void gatesAreCoefficientsAndAllOfThemTheirProduct() {
        assertThat(explanation.gates()).extracting(Explanation::name).containsExactly("gate2", "gate1", "gate0");
        float[] likeness = seen();
        for (int i = 0; i < likeness.length; i++) {
            likeness[i] = (float) TinyModels.likeness(likeness[i]);
        }
        Volume product = onSlice(new double[] {1});
        int side = 8;
        for (Explanation gate : explanation.gates()) {
            float[] means = TinyModels.cells(likeness, SIDE, side);
            assertIs(gate, eachCell(means, mean -> TinyModels.sigmoid(6 * mean - 3)), 1e-5);
            var factor = Views.flatIterable(gate.map().voxels()).cursor();
            Views.flatIterable(product.voxels()).forEach(voxel -> voxel.mul(factor.next()));
            side /= 2;
        }
        var expected = Views.flatIterable(product.voxels()).cursor();
        for (FloatType voxel : Views.flatIterable(explanation.allGates().map().voxels())) {
            assertThat(voxel.get()).isCloseTo(expected.next().get(), within(1e-6f));
        }
    }

    @Test
    void attentionIsAMultipleOfLookingEverywhereAlike() {
        double[][] looks = looks();
        int cell = cell(104, 98);
        assertIs(explanation.attention(104, 98, SLICE), times(CELLS * CELLS, looks[cell]), 1e-3);
        double[] column = Stream.of(looks).mapToDouble(row -> row[cell]).toArray();
        assertIs(explanation.reverseAttention(104, 98, SLICE), times(CELLS * CELLS, column), 1e-3);
    }

    @Test
    void distanceAndEntropyAreThoseOfTheAttention() {
        double[] distances = new double[CELLS * CELLS];
        double[] entropies = new double[CELLS * CELLS];
        double[] even = new double[CELLS * CELLS];
        double[][] looks = looks();
        for (int from = 0; from < looks.length; from++) {
            for (int to = 0; to < looks.length; to++) {
                double length =
                        CELL * TinyModels.SPACING_MM * Math.hypot(to % CELLS - from % CELLS, to / CELLS - from / CELLS);
                distances[from] += looks[from][to] * length;
                even[from] += length / looks.length;
                entropies[from] -= looks[from][to] * Math.log(looks[from][to]);
            }
        }
        assertIs(explanation.attendedDistance(), distances, 0.01);
        assertIs(explanation.evenDistance(), even, 0.01);
        assertIs(explanation.attentionEntropy(), entropies, 1e-3);
        assertThat(explanation.attendedDistance().unit()).isEqualTo("mm");
    }

    @Test
    void theAttentionOfARegionIsTheMeanOfItsPoints() {
        Volume region = Volume.allocate(explanation.grid());
        region.voxels().getAt(80, 80, 0).set(1);
        region.voxels().getAt(81, 80, 0).set(1); // in the same cell
        assertThat(at(explanation.attentionOf(region), 40, 50))
                .isEqualTo(at(explanation.attention(80, 80, SLICE), 40, 50));
        region.voxels().getAt(30, 60, 0).set(1);
        double mean =
                (at(explanation.attention(80, 80, SLICE), 40, 50) + at(explanation.attention(30, 60, SLICE), 40, 50))
                        / 2;
        assertThat(at(explanation.attentionOf(region), 40, 50)).isCloseTo(mean, within(1e-5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explanation.attentionOf(Volume.allocate(explanation.grid())))
                .withMessageContaining("the region is empty");
    }

    /** All features of a cell are its brightness times the weight of their channel. */
    @Test
    void howPointsVaryTogetherIsTheProductOfTheirBrightness() {
        float[] brightness = TinyModels.cells(seen(), SIDE, CELL);
        double[] weights = IntStream.range(0, 8)
                .mapToDouble(channel -> weight(2, channel, 8))
                .toArray();
        double mean = DoubleStream.of(weights).average().orElseThrow();
        double variance = DoubleStream.of(weights)
                .map(weight -> (weight - mean) * (weight - mean))
                .average()
                .orElseThrow();
        float here = brightness[cell(104, 98)];
        Explanation map = explanation.covariance(104, 98, SLICE);
        assertIs(map, eachCell(brightness, there -> variance * here * there), 1e-4);
        assertThat(at(map, 104, 98)).isPositive();
    }

    /** What a channel does to the brightness of a cell: its excitation, and its own part. */
    private static double weight(int block, int channel, int channels) {
        double part = (channel + 1.0) / channels;
        float[] seen = seen();
        double brightness = IntStream.range(0, seen.length)
                .mapToDouble(i -> seen[i])
                .average()
                .orElseThrow();
        return part * TinyModels.sigmoid(part * brightness + block / 4.0 - 1);
    }

    @Test
    void aFeatureMapIsAChannelOfTheNetwork() {
        Explanation map = explanation.feature("decoder0_excitation", 3);
        assertThat(map.name()).isEqualTo("decoder_features_003");
        double weight = weight(6, 3, 32);
        assertIs(map, eachCell(TinyModels.cells(seen(), SIDE, 2), brightness -> weight * brightness), 1e-4);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> explanation.feature("decoder0_excitation", 32))
                .withMessage("the channel of decoder0_excitation is 32 but must be 0 to 31");
        assertThatThrownBy(() -> explanation.feature("encoder0_excitation", 0))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("encoder3_excitation");
    }

    @Test
    void pointsOutsideTheSliceAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explanation.attention(3, 4, SLICE + 1))
                .withMessage("the point [3, 4, 15] lies outside the slice: its z must be 14 to 14");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explanation.attention(-1, 4, SLICE))
                .withMessageContaining("its x must be 0 to ");
    }

    @Test
    void modelsThatDoNotSegmentAreRefused() throws IOException {
        try (OnnxModel classifier = TinyModels.open(TinyModels.classifier())) {
            assertThatThrownBy(() -> SliceInput.of(new PreparedSlices(phantom, classifier.description()), SLICE))
                    .isInstanceOf(UnsuitableModelException.class)
                    .hasMessageContaining("does not segment whole slices");
        }
    }

    private static double at(Explanation explanation, int x, int y) {
        FloatType voxel = explanation.map().voxels().getAt(x, y, 0);
        return voxel.get();
    }
}
