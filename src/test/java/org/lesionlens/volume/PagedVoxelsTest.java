package org.lesionlens.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Voxels in pages behave as those of an array, whichever page is in memory. */
class PagedVoxelsTest {
    /** Of 65 x 67 x 69 voxels, which no page ends with; of five pages at most two are in memory. */
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {65, 67, 69}, 1, 1, 1);

    private static final PageCache TWO = new PageCache(() -> 2L * Pages.SIZE * Float.BYTES);

    private static final String MEMORY = "lesionlens.voxels.mib";

    /** Planes of 69 x 67 that are read at once where 1 MiB is for voxels: two times of them take 1/16 of it. */
    private static final int PLANES = (1 << 16) / (4 * 69 * 67) / 2;

    @AfterEach
    void asMuchMemoryAsThereIs() {
        System.clearProperty(MEMORY);
    }

    private static PagedFloats floats(SixteenBits sixteen) {
        return new PagedFloats(GRID.voxelCount(), sixteen, null, TWO);
    }

    private static float[] values(Random random, int kind) {
        float[] values = new float[(int) GRID.voxelCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (kind) {
                case 0 -> random.nextInt(65536) - 32768;
                case 1 -> random.nextInt(65537) / 65536f;
                case 2 -> random.nextFloat();
                default -> Float.intBitsToFloat(random.nextInt());
            };
        }
        return values;
    }

    @Test
    void labelsAreReadFromAnyIndexHoweverTheyAreStored() {
        RandomAccessibleInterval<UnsignedShortType> paged = PagedLabels.image(GRID, TWO);
        RandomAccessibleInterval<UnsignedShortType> array =
                LabelMap.allocate(GRID).voxels();
        RandomAccessibleInterval<UnsignedShortType> turned = Views.zeroMin(Views.invertAxis(paged, 1));
        Random random = new Random(4);
        for (RandomAccessibleInterval<UnsignedShortType> labels : List.of(paged, array)) {
            for (UnsignedShortType label : Views.flatIterable(labels)) {
                label.set(random.nextInt(65536));
            }
        }
        for (RandomAccessibleInterval<UnsignedShortType> labels : List.of(paged, array, turned)) {
            long first = 66000;
            short[] read = new short[70001];
            FlatVoxels.read(labels, first, read);
            var expected = Views.flatIterable(labels).cursor();
            for (long i = 0; i < first; i++) {
                expected.fwd();
            }
            for (short label : read) {
                assertThat(label & 0xffff).isEqualTo(expected.next().get());
            }
        }
    }

    @Test
    void everyValueComesBackToTheLastBit() {
        for (SixteenBits sixteen : List.of(SixteenBits.WHOLE_NUMBERS, SixteenBits.PROBABILITIES)) {
            for (int kind = 0; kind < 4; kind++) {
                float[] values = values(new Random(kind), kind);
                values[5] = Float.NaN;
                values[70000] = -0f;
                values[140000] = Float.NEGATIVE_INFINITY;
                values[210000] = 1;
                PagedFloats paged = floats(sixteen);
                paged.write(0, values, 0, values.length);
                float[] found = new float[values.length];
                paged.read(0, found, 0, found.length);
                assertThat(IntStream.range(0, values.length)
                                .filter(i -> Float.floatToRawIntBits(values[i]) != Float.floatToRawIntBits(found[i])))
                        .isEmpty();
            }
        }
    }

    @Test
    void voxelsWrittenAnywhereAreReadAnywhere() {
        RandomAccessibleInterval<FloatType> image =
                floats(SixteenBits.WHOLE_NUMBERS).image(GRID);
        float[] expected = new float[(int) GRID.voxelCount()];
        RandomAccess<FloatType> access = image.randomAccess();
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            int at = random.nextInt(expected.length);
            expected[at] = i % 3 == 0 ? random.nextFloat() : random.nextInt(1000);
            access.setPosition(new long[] {at % 65, at / 65 % 67, at / (65 * 67)});
            access.get().set(expected[at]);
        }
        Cursor<FloatType> flat = Views.flatIterable(image).cursor();
        for (float value : expected) {
            assertThat(flat.next().get()).isEqualTo(value);
        }
        float[] some = new float[70000];
        FlatVoxels.read(image, 60000, some);
        assertThat(some).isEqualTo(Arrays.copyOfRange(expected, 60000, 130000));
    }

    /** Slices along x touch every page, and all threads write into the same ones. */
    @Test
    void slicesWrittenByManyThreadsAreAllThere() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {40, 96, 96}, 5, 1, 1);
        RandomAccessibleInterval<FloatType> image =
                new PagedFloats(grid.voxelCount(), SixteenBits.WHOLE_NUMBERS, null, TWO).image(grid);
        DisplayOrientation orientation = DisplayOrientation.of(grid);
        assertThat(orientation.sliceAxis()).isZero();
        IntStream.range(0, 40).parallel().forEach(slice -> {
            float[] pixels = new float[96 * 96];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = slice * 10000f + i;
            }
            orientation.setPixels(image, slice, pixels);
        });
        IntStream.range(0, 40).parallel().forEach(slice -> {
            float[] pixels = orientation.pixels(image, slice);
            assertThat(IntStream.range(0, pixels.length).filter(i -> pixels[i] != slice * 10000f + i))
                    .isEmpty();
        });
    }

    @Test
    void slicesInEveryOrientationAreThoseOfAnArray() {
        float[] values = values(new Random(7), 0);
        for (VolumeGeometry grid : List.of(
                GRID,
                VolumeGeometry.of(GRID.size(), new double[] {1, 1, 3}, new double[3], new double[][] {
                    {0, -1, 0}, {-1, 0, 0}, {0, 0, 1}
                }),
                VolumeGeometry.axisAligned(GRID.size(), 1, 3, 1))) {
            RandomAccessibleInterval<FloatType> paged =
                    floats(SixteenBits.WHOLE_NUMBERS).image(grid);
            FlatVoxels.write(paged, 0, values, values.length);
            RandomAccessibleInterval<FloatType> array = Volume.allocate(grid).voxels();
            FlatVoxels.write(array, 0, values, values.length);
            DisplayOrientation orientation = DisplayOrientation.of(grid);
            float[] pixels = orientation.pixels(paged, 31);
            assertThat(pixels).isEqualTo(orientation.pixels(array, 31));
            orientation.setPixels(paged, 8, pixels);
            assertThat(orientation.pixels(paged, 8)).isEqualTo(pixels);
        }
    }

    /** All 48 turns: what is read of a block, and where a plane is written. */
    @Test
    void turnedBlocksAreThoseOfAnArray() {
        float[] values = values(new Random(9), 1);
        Volume array = Volume.allocate(GRID);
        FlatVoxels.write(array.voxels(), 0, values, values.length);
        Volume paged = new Volume(floats(SixteenBits.PROBABILITIES).image(GRID), GRID);
        FlatVoxels.write(paged.voxels(), 0, values, values.length);
        for (int[] order : new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
            for (int back = 0; back < 8; back++) {
                AxisTurn turn = new AxisTurn(GRID, order, (back & 1) != 0, (back & 2) != 0, (back & 4) != 0);
                Block block = new Block(3, 1, 2, 40, 50, 6);
                float[] found = turn.tissue(paged, block);
                assertThat(found).isEqualTo(turn.tissue(array, block));
                float[] plane = Arrays.copyOf(found, turn.size(0) * turn.size(1));
                turn.write(new ProbabilityMap(paged.voxels(), GRID), 7, plane);
                turn.write(new ProbabilityMap(array.voxels(), GRID), 7, plane);
                float[] all = new float[values.length];
                FlatVoxels.read(paged.voxels(), 0, all);
                FlatVoxels.read(array.voxels(), 0, values);
                assertThat(all).isEqualTo(values);
            }
        }
    }

    /** All 48 turns: whole planes read and written several at once where they lie across the pages. */
    @Test
    void planesGatheredAreThoseOfAnArray() {
        System.setProperty(MEMORY, "1");
        float[] values = values(new Random(9), 1);
        Volume array = Volume.allocate(GRID);
        FlatVoxels.write(array.voxels(), 0, values, values.length);
        Volume paged = new Volume(floats(SixteenBits.PROBABILITIES).image(GRID), GRID);
        FlatVoxels.write(paged.voxels(), 0, values, values.length);
        for (AxisTurn turn : turns()) {
            PlaneReader reader = new PlaneReader(paged, turn);
            ProbabilityMap copy =
                    new ProbabilityMap(floats(SixteenBits.PROBABILITIES).image(GRID), GRID);
            PlaneWriter writer = new PlaneWriter(copy, turn);
            IntStream.range(0, turn.size(2)).parallel().forEach(z -> {
                Block part = new Block(2, 3, z, 31, 40, 1);
                assertThat(reader.tissue(part)).isEqualTo(turn.tissue(array, part));
                writer.write(z, reader.tissue(Block.plane(turn.size(0), turn.size(1), z)));
            });
            writer.finish();
            float[] found = new float[values.length];
            FlatVoxels.read(copy.voxels(), 0, found);
            assertThat(found).isEqualTo(values);
        }
    }

    private static List<AxisTurn> turns() {
        List<AxisTurn> turns = new ArrayList<>();
        for (int[] order : new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
            for (int back = 0; back < 8; back++) {
                turns.add(new AxisTurn(GRID, order, (back & 1) != 0, (back & 2) != 0, (back & 4) != 0));
            }
        }
        return turns;
    }

    /** Of five pages two are in memory: 65 planes across them, each for itself, would read 325 times. */
    @Test
    void planesAcrossThePagesDoNotReadThemAgainEachTime() {
        System.setProperty(MEMORY, "1");
        AtomicInteger reads = new AtomicInteger();
        PagedFloats pages = new PagedFloats(
                GRID.voxelCount(),
                SixteenBits.WHOLE_NUMBERS,
                (first, count) -> {
                    reads.incrementAndGet();
                    return new float[count];
                },
                TWO);
        PlaneReader reader = new PlaneReader(
                new Volume(pages.image(GRID), GRID), new AxisTurn(GRID, new int[] {2, 1, 0}, false, false, false));
        for (int z = 0; z < 65; z++) {
            reader.tissue(Block.plane(69, 67, z));
        }
        assertThat(reads.get()).isEqualTo(5 * ((65 + PLANES - 1) / PLANES));
    }

    @Test
    void labelsComeBackAndBackgroundTakesNoRoom() {
        RandomAccessibleInterval<UnsignedShortType> labels = PagedLabels.image(GRID, TWO);
        RandomAccess<UnsignedShortType> access = labels.randomAccess();
        for (int z = 0; z < 69; z += 4) {
            access.setPositionAndGet(z % 65, 66, z).set(65535 - z);
        }
        long sum = 0;
        for (UnsignedShortType label : Views.flatIterable(labels)) {
            sum += label.get();
        }
        assertThat(sum).isEqualTo(IntStream.range(0, 18).map(i -> 65535 - 4 * i).sum());
    }

    @Test
    void aSourceIsReadAgainAsOftenAsNeededAndWhatItThrowsIsTold() {
        PagedFloats paged = new PagedFloats(
                GRID.voxelCount(),
                new SixteenBits(false, 0.5, 3),
                (first, count) -> {
                    short[] page = new short[count];
                    for (int i = 0; i < count; i++) {
                        page[i] = (short) (first + i);
                    }
                    return page;
                },
                TWO);
        paged.set(65536, -7);
        for (int pass = 0; pass < 2; pass++) {
            assertThat(paged.get(1000)).isEqualTo(503);
            assertThat(paged.get(65535)).isEqualTo(65535 / 2f + 3);
            assertThat(paged.get(65536)).isEqualTo(-7);
            assertThat(paged.get(300_000)).isEqualTo((300_000 % 65536) / 2f + 3);
        }
        PagedFloats gone = new PagedFloats(
                10,
                SixteenBits.WHOLE_NUMBERS,
                (first, count) -> {
                    throw new IOException("the disk is gone");
                },
                TWO);
        assertThatThrownBy(() -> gone.get(3))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the disk is gone");
    }

    /** Writes more than its memory holds, says so, and waits to be killed. */
    static final class Killed {
        private Killed() {}

        public static void main(String[] arguments) throws Exception {
            PagedFloats paged = floats(SixteenBits.WHOLE_NUMBERS);
            float[] values = values(new Random(1), 2);
            paged.write(0, values, 0, values.length);
            System.out.println("written");
            Thread.sleep(600_000);
            paged.get(0);
        }
    }

    @Test
    void nothingIsLeftOfAProgramThatIsKilled(@TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        Stream.of(Killed.class, PagedFloats.class, FloatType.class)
                                .map(PagedVoxelsTest::place)
                                .reduce((a, b) -> a + File.pathSeparator + b)
                                .orElseThrow(),
                        Killed.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var said = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("written");
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private static String place(Class<?> type) {
        return Path.of(java.net.URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }
}
