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
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.imglib2.RandomAccess;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.Context;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.FlatVoxels;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** With networks that answer the weighted mean of a slice and its neighbours: {@code models/tiny/neighbours.py}. */
class NeighboursTest {
    private static final int WIDTH = 32;
    private static final int HEIGHT = 20;
    private static final int WHITE = 255;
    private static final double[] OF_SLICES = {1 / 31.0, 2 / 31.0, 16 / 31.0, 8 / 31.0, 4 / 31.0};
    private static final double[] OF_FRAMES = {1 / 15.0, 2 / 15.0, 8 / 15.0, 4 / 15.0};
    private static final double SAME = 1e-5;

    private static Model read(String name) throws IOException {
        return Model.read(TinyModels.FOLDER.resolve("neighbours").resolve(name));
    }

    /** Slices of the patient from feet to head, of 1 mm, 3 mm apart. */
    private static Volume noise(int slices, long seed) {
        return noise(new long[] {WIDTH, HEIGHT, slices}, seed);
    }

    private static Volume noise(long[] size, long seed) {
        VolumeGeometry grid = VolumeGeometry.axisAligned(size, 1, 1, 3);
        Random random = new Random(seed);
        float[] values = new float[(int) grid.voxelCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(WHITE + 1);
        }
        return new Volume(ArrayImgs.floats(values, grid.size()), grid);
    }

    private static Volume inTime(Volume volume) {
        long slices = volume.geometry().size(2);
        return new Volume(volume.voxels(), VolumeGeometry.uncalibrated(WIDTH, HEIGHT, slices));
    }

    private static ProbabilityMap segment(Model model, Image image, int batch, int threads) throws IOException {
        try (OnnxModel network = OnnxModel.open(model, Optional.of(Device.CPU), threads)) {
            return new LesionSegmenter(network, batch, false)
                    .segment(image, Progress.NONE)
                    .lesion();
        }
    }

    private static double bright(Volume volume, int x, int y, int slice) {
        RandomAccess<FloatType> at = volume.voxels().randomAccess();
        at.setPosition(new long[] {x, y, slice});
        return at.get().get() / WHITE;
    }

    /** @param seen the slices that are seen with each one */
    private static void requireMeans(ProbabilityMap found, Volume volume, double[] weights, int[][] seen) {
        RandomAccess<FloatType> at = found.voxels().randomAccess();
        for (int slice = 0; slice < seen.length; slice++) {
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    double expected = 0;
                    for (int place = 0; place < weights.length; place++) {
                        expected += weights[place] * bright(volume, x, y, seen[slice][place]);
                    }
                    at.setPosition(new long[] {x, y, slice});
                    assertThat((double) at.get().get()).isCloseTo(expected, within(SAME));
                }
            }
        }
    }

    @Test
    void aSliceIsSeenWithItsNeighboursAndTheLastOneIsRepeatedBeyondTheEnds() throws IOException {
        Volume volume = noise(5, 1);
        int[][] seen = {{0, 0, 0, 1, 2}, {0, 0, 1, 2, 3}, {0, 1, 2, 3, 4}, {1, 2, 3, 4, 4}, {2, 3, 4, 4, 4}};
        requireMeans(segment(read("weighted-slices"), Image.of(volume), 1, 1), volume, OF_SLICES, seen);
    }

    @Test
    void framesEnterAsAnAxisAndAreMirroredBeyondTheEnds() throws IOException {
        Volume first = inTime(noise(4, 1));
        Volume second = inTime(noise(4, 2));
        Image image = new Image(List.of(new Image.Channel("first", first), new Image.Channel("second", second)));
        ProbabilityMap found = segment(read("weighted-frames"), image, 1, 1);
        int[][] seen = {{2, 1, 0, 1}, {1, 0, 1, 2}, {0, 1, 2, 3}, {1, 2, 3, 2}};
        RandomAccess<FloatType> at = found.voxels().randomAccess();
        for (int frame = 0; frame < seen.length; frame++) {
            double expected = bright(second, 7, 5, frame) / 2;
            for (int place = 0; place < OF_FRAMES.length; place++) {
                expected += OF_FRAMES[place] * bright(first, 7, 5, seen[frame][place]) / 2;
            }
            at.setPosition(new long[] {7, 5, frame});
            assertThat((double) at.get().get()).isCloseTo(expected, within(SAME));
        }
    }

    /** Those before a slice are the ones towards the feet, also where the file begins at the head. */
    @Test
    void aVolumeThatIsStoredFlippedOrPermutedIsAnsweredAlike() throws IOException {
        Volume volume = noise(6, 3);
        ProbabilityMap expected = segment(read("weighted-slices"), Image.of(volume), 1, 1);
        try (OnnxModel network = TinyModels.open(read("weighted-slices"))) {
            for (Volume stored : Grids.storedInAllWays(volume)) {
                ProbabilityMap found = new LesionSegmenter(network, 1, false)
                        .segment(Image.of(stored), Progress.NONE)
                        .lesion();
                assertThat(LesionSegmenterTest.largestDifference(found, expected))
                        .isLessThan(SAME);
            }
        }
    }

    /** A sequence has a direction of its own. */
    @Test
    void framesComeInTheOrderInWhichTheyAreStored(@TempDir Path folder) throws IOException {
        Volume volume = inTime(noise(5, 4));
        Model model = changed(folder, text -> text.replace("axis: slice", "axis: time"));
        int[][] seen = {{0, 0, 0, 1, 2}, {0, 0, 1, 2, 3}, {0, 1, 2, 3, 4}, {1, 2, 3, 4, 4}, {2, 3, 4, 4, 4}};
        requireMeans(segment(model, Image.of(volume), 1, 1), volume, OF_SLICES, seen);
    }

    /** Whatever a file says of the third axis: also where slices would be cut along another one, or run to the feet. */
    @Test
    void framesLieAlongTheThirdAxisAsItIsStored(@TempDir Path folder) throws IOException {
        Volume noise = noise(5, 8);
        double[][] feet = {{1, 0, 0}, {0, 1, 0}, {0, 0, -1}};
        VolumeGeometry grid = VolumeGeometry.of(noise.geometry().size(), new double[] {3, 1, 0.1}, new double[3], feet);
        Volume volume = new Volume(noise.voxels(), grid);
        Model model = changed(folder, text -> text.replace("axis: slice", "axis: time"));
        int[][] seen = {{0, 0, 0, 1, 2}, {0, 0, 1, 2, 3}, {0, 1, 2, 3, 4}, {1, 2, 3, 4, 4}, {2, 3, 4, 4, 4}};
        requireMeans(segment(model, Image.of(volume), 1, 1), volume, OF_SLICES, seen);
    }

    /** Of pixels by themselves: a mirrored look says the same, and says it of the same neighbours. */
    @Test
    void mirroredLooksSeeTheSameNeighbours() throws IOException {
        Image image = Image.of(noise(5, 9));
        try (OnnxModel network = TinyModels.open(read("weighted-slices"))) {
            ProbabilityMap once = new LesionSegmenter(network, 1, false)
                    .segment(image, Progress.NONE)
                    .lesion();
            ProbabilityMap twice = new LesionSegmenter(network, 1, true)
                    .segment(image, Progress.NONE)
                    .lesion();
            assertThat(LesionSegmenterTest.largestDifference(once, twice)).isLessThan(SAME);
        }
    }

    @Test
    void slicesThatAreTooLargeToGoInWholeHaveTheSameAnswerInParts() throws IOException {
        Image image = Image.of(noise(5, 10));
        try (OnnxModel network = TinyModels.open(read("weighted-slices"))) {
            ProbabilityMap whole = new LesionSegmenter(network, 1, false)
                    .segment(image, Progress.NONE)
                    .lesion();
            ProbabilityMap parts = new LesionSegmenter(network, 1, false, 16 * 16)
                    .segment(image, Progress.NONE)
                    .lesion();
            assertThat(LesionSegmenterTest.largestDifference(whole, parts)).isLessThan(SAME);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2", "8, 2", "1, 2"})
    void theAnswerDependsOnNeitherBatchNorThreads(int batch, int threads) throws IOException {
        Image image = Image.of(noise(7, 5));
        ProbabilityMap expected = segment(read("weighted-slices"), image, 1, 1);
        ProbabilityMap found = segment(read("weighted-slices"), image, batch, threads);
        assertThat(LesionSegmenterTest.largestDifference(found, expected)).isZero();
    }

    @Test
    void aSingleSliceIsSeenInEveryPlace() throws IOException {
        Volume volume = noise(1, 6);
        requireMeans(segment(read("weighted-slices"), Image.of(volume), 1, 1), volume, OF_SLICES, new int[][] {
            {0, 0, 0, 0, 0}
        });
    }

    /** What is explained of a slice is what its neighbours do too. */
    @Test
    void theWeightsOfEachSliceAreThoseOfWhatIsSeenThere() throws IOException {
        Volume volume = noise(5, 7);
        try (OnnxModel network = TinyModels.open(read("weighted-slices"))) {
            String weights = "temporal_excitation";
            SliceInput input = SliceInput.of(new PreparedSlices(volume, network.description()), 1);
            float[] told = input.run(network, Set.of(weights)).get(weights).values();
            int[] seen = {0, 0, 1, 2, 3};
            assertThat(told).hasSize(seen.length);
            for (int place = 0; place < seen.length; place++) {
                assertThat((double) told[place])
                        .isCloseTo(TinyModels.sigmoid(meanOfWindow(volume, seen[place])), within(SAME));
            }
        }
    }

    /** Of the prepared slice in its window, square, surrounded by its own lowest number. */
    private static double meanOfWindow(Volume volume, int slice) {
        double sum = 0;
        double lowest = 1;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                double value = 2 * bright(volume, x, y, slice) - 1;
                sum += value;
                lowest = Math.min(lowest, value);
            }
        }
        return (sum + lowest * WIDTH * (WIDTH - HEIGHT)) / (WIDTH * WIDTH);
    }

    @ParameterizedTest
    @CsvSource({"0, 4, REPEAT", "3, 0, REPEAT", "1, 4, MIRROR", "4, 1, MIRROR", "2, 2, MIRROR"})
    void everySliceIsPreparedOnce(int before, int after, Context.AtEnds atEnds) {
        int slices = 9;
        List<Integer> prepared = new ArrayList<>();
        Voxels counted = new Voxels.Changed(
                new Voxels.Values(new float[4 * slices], 2, 2), (values, block) -> prepared.add(block.z()));
        Context context = new Context(Context.Axis.TIME, before, after, atEnds, Context.As.CHANNELS);
        List<Voxels> seen = NeighbourPlanes.of(List.of(counted), context, false);
        for (int slice = 0; slice < slices; slice++) {
            for (Voxels place : seen) {
                place.read(place.plane(slice));
            }
        }
        assertThat(prepared)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, slices).boxed().toList());
    }

    /** The arrays of slices that went before are used again; those of one by itself are new. */
    @ParameterizedTest
    @CsvSource({"40, 32, 20, 1", "40, 32, 20, 3", "40, 32, 32, 1", "40, 32, 32, 2", "7, 512, 512, 1", "7, 512, 512, 2"})
    void slicesOneAfterTheOtherHaveTheVeryAnswersOfEachByItself(
            int slices, int width, int height, int batch, @TempDir Path folder) throws IOException {
        Volume volume = noise(new long[] {width, height, slices}, 11);
        Model whole = changed(folder, text -> text.replace("long_side: 32", "long_side: " + width));
        try (OnnxModel network = TinyModels.open(whole)) {
            ProbabilityMap all = new LesionSegmenter(network, batch, false)
                    .segment(Image.of(volume), Progress.NONE)
                    .lesion();
            for (int slice = 0; slice < slices; slice++) {
                SliceInput input = SliceInput.of(new PreparedSlices(volume, network.description()), slice);
                float[] alone = new float[width * height];
                FlatVoxels.read(
                        input.probabilityOnSlice(input.run(network, Set.of(input.answer())))
                                .voxels(),
                        0,
                        alone);
                Answers.round(alone);
                float[] found = new float[alone.length];
                FlatVoxels.read(all.voxels(), (long) slice * alone.length, found);
                assertThat(Arrays.mismatch(found, alone)).as("slice " + slice).isEqualTo(-1);
            }
        }
    }

    private static Model changed(Path folder, UnaryOperator<String> change) throws IOException {
        return Model.read(ChangedModel.copy("neighbours/weighted-slices", folder, change));
    }

    @ParameterizedTest
    @CsvSource({
        "axis: slice, axis: depth, depth",
        "before: 2, before: 40, a whole number from 0 to 31",
        "at_ends: repeat, at_ends: black, black",
        "task: segmentation, task: classification, ''",
        "'  after: 2', '  after: 2\n      as: axis', bczyx",
        "task: segmentation, 'task: segmentation\n    prompt: box', ''"
    })
    void aContextThatCannotBeIsRefusedByName(String from, String to, String told, @TempDir Path folder) {
        assertThatThrownBy(() -> changed(folder, text -> text.replace(from, to)))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining(told);
    }

    /** Time must not be turned round. */
    @Test
    void aModelOfFramesThatTurnsTheImageIsRefused(@TempDir Path folder) {
        assertThatThrownBy(() -> Model.read(ChangedModel.copy(
                        "neighbours/weighted-frames", folder, text -> text.replace("to: shown", "to: LPS"))))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("no reorient but to shown or stored");
    }
}
