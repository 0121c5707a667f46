package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** What each step of a preparation makes of an image, by its formula. */
class PreparedImageTest {
    private static final long[] SIZE = {17, 18, 19};

    @TempDir
    private Path models;

    private Model model(String steps, int channels) throws IOException {
        String names = IntStream.range(0, channels)
                .mapToObj(c -> "{name: c" + c + "}")
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
        return new DescribedModel(models, "model")
                .weights(TinyNetwork.segmenter().file())
                .own("channels: [" + names + "]")
                .own("labels: [{name: lesion}]")
                .own("preparation: [" + steps + "]")
                .network("input: {name: input, axes: bczyx}")
                .network("window: {kind: tiles, sides: [8, 8, 8]}")
                .own("output: {name: probability, axes: bczyx}")
                .write();
    }

    private static Volume volume(float... values) {
        return new Volume(ArrayImgs.floats(values, SIZE), VolumeGeometry.axisAligned(SIZE, 1, 1, 1));
    }

    private static float[] noise(int seed) {
        Random random = new Random(seed);
        float[] values = new float[17 * 18 * 19];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(4) == 0 ? 0 : random.nextInt(1000) - 300;
        }
        return values;
    }

    private float[] prepared(String steps, Volume... volumes) throws IOException {
        PreparedImage image = new PreparedImage(List.of(volumes), model(steps, volumes.length));
        return image.channels().get(0).read(new Block(0, 0, 0, image.size(0), image.size(1), image.size(2)));
    }

    private static double[] moments(float[] values, int from, int to, boolean nonzero) {
        List<Double> counted = new ArrayList<>();
        for (int i = from; i < to; i++) {
            if (!nonzero || values[i] != 0) {
                counted.add((double) values[i]);
            }
        }
        double mean = counted.stream().mapToDouble(v -> v).average().orElseThrow();
        double variance = counted.stream()
                .mapToDouble(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        return new double[] {mean, Math.sqrt(variance)};
    }

    @ParameterizedTest
    @CsvSource({
        "'{step: z-score}', 0, false",
        "'{step: z-score, epsilon: 50, epsilon_added: true}', 50, false",
        "'{step: z-score, foreground: nonzero}', 0, true"
    })
    void zScoresOfTheVolume(String step, double added, boolean nonzero) throws IOException {
        float[] values = noise(1);
        double[] moments = moments(values, 0, values.length, nonzero);
        float[] found = prepared(step, volume(values.clone()));
        for (int i = 0; i < values.length; i++) {
            double expected = nonzero && values[i] == 0 ? 0 : (values[i] - moments[0]) / (moments[1] + added);
            assertThat((double) found[i]).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void aSmallDeviationIsAtLeastTheEpsilon() throws IOException {
        float[] values = noise(1);
        double[] moments = moments(values, 0, values.length, false);
        assertThat((double) prepared("{step: z-score, epsilon: 5000}", volume(values.clone()))[7])
                .isCloseTo((values[7] - moments[0]) / 5000, within(1e-5));
    }

    @Test
    void zScoresOfEachSlice() throws IOException {
        float[] values = noise(2);
        float[] found = prepared("{step: z-score, over: slice}", volume(values.clone()));
        int slice = 17 * 18;
        for (int z = 0; z < 19; z++) {
            double[] moments = moments(values, z * slice, (z + 1) * slice, false);
            assertThat((double) found[z * slice + 5])
                    .isCloseTo((values[z * slice + 5] - moments[0]) / moments[1], within(1e-5));
        }
    }

    /** As in nnU-Net, where each channel has its own normalization and one mask of all. */
    @Test
    void theMaskIsThatOfTheChannelsBeforeAnyIntensityWasChanged() throws IOException {
        String step = "{step: z-score, foreground: mask, epsilon: 1.0e-8, channel: 0}";
        Volume[] both = {volume(noise(1)), volume(noise(2))};
        assertThat(prepared("{step: linear, offset: -2, channel: 1}, " + step, both))
                .isEqualTo(prepared(step, both));
    }

    /** A shell of ones around zeros: the hole is inside, what is round the shell is not. */
    @Test
    void theMaskHasNoHoles() throws IOException {
        float[] values = new float[17 * 18 * 19];
        for (int i = 0; i < values.length; i++) {
            int distance =
                    Math.max(Math.max(Math.abs(i % 17 - 8), Math.abs(i / 17 % 18 - 8)), Math.abs(i / 17 / 18 - 8));
            values[i] = distance == 5 ? 1 : 0;
        }
        int shell = 11 * 11 * 11 - 9 * 9 * 9;
        double mean = shell / (11.0 * 11 * 11);
        double deviation = Math.sqrt(mean * (1 - mean));
        float[] found = prepared("{step: z-score, foreground: mask, epsilon: 1.0e-8}", volume(values));
        assertThat((double) found[(8 * 18 + 8) * 17 + 8]).isCloseTo(-mean / deviation, within(1e-6));
        assertThat((double) found[(8 * 18 + 8) * 17 + 3]).isCloseTo((1 - mean) / deviation, within(1e-6));
        assertThat(found[(8 * 18 + 8) * 17 + 1]).isZero();
        values[(8 * 18 + 8) * 17 + 3] = 0; // a door: the hole is none any more
        assertThat(prepared("{step: z-score, foreground: mask}", volume(values))[(8 * 18 + 8) * 17 + 8])
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"volume, 1, 99", "volume, 0, 100", "slice, 2, 99.8"})
    void percentilesAreLinearBetweenRanksAsNumpysAre(String over, double lower, double upper) throws IOException {
        float[] values = noise(3);
        int count = over.equals("slice") ? 17 * 18 : values.length;
        float[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        double low = percentile(sorted, lower);
        double high = percentile(sorted, upper);
        float[] found = prepared(
                "{step: percentile-range, lower: " + lower + ", upper: " + upper + ", epsilon: 1.0e-6, over: " + over
                        + "}",
                volume(values.clone()));
        for (int i = 0; i < count; i++) {
            assertThat((double) found[i]).isCloseTo((values[i] - low) / (high - low + 1e-6), within(1e-5));
        }
    }

    private static double percentile(float[] sorted, double percent) {
        double place = percent / 100 * (sorted.length - 1);
        int rank = (int) place;
        double next = sorted[Math.min(rank + 1, sorted.length - 1)];
        return sorted[rank] + (place - rank) * (next - sorted[rank]);
    }

    /** By numpy's rules: linear between ranks, or a value of the image (inverted_cdf). */
    @ParameterizedTest
    @CsvSource({"volume, true", "volume, false", "slice, true", "slice, false"})
    void clippingIsAtPercentiles(String over, boolean between) throws IOException {
        float[] values = noise(5);
        float[] found = prepared(
                "{step: percentile-clip, lower: 30, upper: 85, over: " + over + ", between: " + between + "}",
                volume(values.clone()));
        int part = over.equals("slice") ? 17 * 18 : values.length;
        for (int start = 0; start < values.length; start += part) {
            float[] sorted = Arrays.copyOfRange(values, start, start + part);
            Arrays.sort(sorted);
            double low = percentile(sorted, 0.3, between);
            double high = percentile(sorted, 0.85, between);
            for (int i = start; i < start + part; i++) {
                assertThat((double) found[i]).isCloseTo(Math.min(Math.max(values[i], low), high), within(1e-4));
            }
        }
    }

    private static double percentile(float[] sorted, double share, boolean between) {
        if (!between) {
            return sorted[(int) Math.ceil(share * sorted.length) - 1];
        }
        double place = share * (sorted.length - 1);
        int rank = (int) place;
        return sorted[rank] + (place - rank) * (sorted[rank + 1] - sorted[rank]);
    }

    @Test
    void percentilesThatAreEqualScaleNothing() {
        float[] values = new float[17 * 18 * 19];
        values[5] = 3;
        assertThatThrownBy(() -> prepared("{step: percentile-range, lower: 1, upper: 99}", volume(values)))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("percentiles 1.0 and 99.0 of the image are both 0.0");
    }

    @Test
    void onlyWhatIsAboveNothingIsKeptWhereItIsSaid() throws IOException {
        float[] values = new float[17 * 18 * 19];
        Arrays.fill(values, -4);
        values[(3 * 18 + 5) * 17 + 7] = 1;
        values[(9 * 18 + 6) * 17 + 7] = 2;
        assertThat(prepared("{step: crop-to-nonzero, positive: true}", volume(values)))
                .hasSize(7 * 2);
        assertThat(prepared("{step: crop-to-nonzero}", volume(values))).hasSize(values.length);
    }

    /** MONAI's Spacing: 18 voxels of 1 mm at 2 mm are 17 / 2 + 1 = 9.5, which numpy rounds to 10; 19 are 10; 17 are 9. */
    @Test
    void sizesMidwayBetweenTwoAreRoundedToTheEvenOne() throws IOException {
        String step = "{step: resample, within: linear, centres: true, spacing_mm: [%s, %s, %s]}";
        assertThat(prepared(step.formatted(2, 2, 2), volume(noise(1)))).hasSize(9 * 10 * 10);
        assertThat(prepared(step.formatted(0, "2.266666667", 0), volume(noise(1)))) // 17 / 2.267 + 1 = 8.5
                .hasSize(17 * 8 * 19);
        assertThat(prepared(step.formatted("1.0009", 1, "0.9991"), volume(noise(1))))
                .as("as good as the same")
                .containsExactly(noise(1));
    }

    @Test
    void sidesCanBeFixed() throws IOException {
        float[] found = prepared("{step: resize, sides: [17, 9, 0], within: area}", volume(noise(1)));
        assertThat(found).hasSize(17 * 9 * 19);
        assertThat(found[3]).isEqualTo((noise(1)[3] + noise(1)[17 + 3]) / 2);
    }

    @Test
    void stepsOfEachNumberAreTakenInTheirOrder() throws IOException {
        float[] values = noise(4);
        float[] found = prepared(
                "{step: clip, minimum: -100, maximum: 400}, {step: fixed-z-score, mean: 50, standard_deviation: 20},"
                        + " {step: linear, gain: 2, offset: 1.5}, {step: cast, type: int8}",
                volume(values.clone()));
        for (int i = 0; i < values.length; i++) {
            double expected = 2 * (Math.max(-100, Math.min(400, values[i])) - 50) / 20 + 1.5;
            assertThat(found[i]).isEqualTo((int) expected);
        }
    }

    @Test
    void eachChannelHasItsOwnStatisticsAndItsOwnSteps() throws IOException {
        Volume first = volume(noise(5));
        Volume second = volume(noise(6));
        PreparedImage image = new PreparedImage(
                List.of(first, second), model("{step: z-score}, {step: linear, gain: 0, offset: 7, channel: 1}", 2));
        Block voxel = new Block(3, 4, 5, 1, 1, 1);
        double[] moments = moments(noise(5), 0, 17 * 18 * 19, false);
        assertThat((double) image.channels().get(0).read(voxel)[0])
                .isCloseTo((noise(5)[(5 * 18 + 4) * 17 + 3] - moments[0]) / moments[1], within(1e-5));
        assertThat(image.channels().get(1).read(voxel)).containsExactly(7);
        assertThatThrownBy(() -> new PreparedImage(List.of(first), model("{step: linear, gain: 0, channel: 1}", 1)))
                .isInstanceOf(UnsuitableModelException.class)
                .hasMessageContaining("prepares channel 1");
    }

    @Test
    void paddingIsAsDarkAsTheDarkestTissue() throws IOException {
        float[] values = noise(7);
        float[] dark = values.clone();
        values[100] = -2000;
        values[101] = Float.NaN;
        dark[100] = -300;
        dark[101] = -300;
        dark[50] = -300;
        values[50] = -300;
        Volume padded = volume(values).with(new Padding(-2000, -2000));
        assertThat(prepared("{step: z-score}", padded)).isEqualTo(prepared("{step: z-score}", volume(dark)));
    }

    @Test
    void whatIsConstantOrInfiniteIsRefused() {
        float[] infinite = noise(8);
        infinite[9] = Float.POSITIVE_INFINITY;
        for (Volume volume : List.of(volume(new float[17 * 18 * 19]), volume(infinite))) {
            assertThatThrownBy(() -> prepared("{step: linear, gain: 2}", volume))
                    .isInstanceOf(UnsuitableImageException.class);
        }
    }

    @Test
    void aSpacingThatNobodyKnowsIsNotMadeUp() {
        Volume volume = new Volume(ArrayImgs.floats(noise(1), SIZE), VolumeGeometry.uncalibrated(17, 18, 19));
        assertThatThrownBy(() -> prepared("{step: resample, spacing_mm: [1, 1, 1]}", volume))
                .isInstanceOf(UnsuitableImageException.class)
                .hasMessageContaining("the spacing of the image along x is not known");
    }

    /** As numpy's pad does it, also where more is wanted than there is. */
    @ParameterizedTest
    @CsvSource({
        "REFLECT, '3 2 1 2 3 2 1 2 3 2 1 2'",
        "EDGE, '1 1 1 1 1 1 1 2 3 3 3 3'",
        "CONSTANT, '9 9 9 9 9 9 1 2 3 9 9 9'",
        "LOWEST, '5 5 5 5 5 5 1 2 3 5 5 5'"
    })
    void beyondTheImageIsWhatTheModelWants(Fill.Mode mode, String expected) {
        Voxels line = new Voxels.Values(new float[] {1, 2, 3}, 3, 1);
        float[] found = FilledBlock.read(line, new Block(-6, 0, 0, 12, 1, 1), new Fill(mode, 9), () -> 5);
        String[] words = expected.split(" ");
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isEqualTo(Float.parseFloat(words[i]));
        }
    }
}
