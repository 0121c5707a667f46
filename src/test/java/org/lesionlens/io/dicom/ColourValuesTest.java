package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.dicom.codec.LosslessJpegBytes;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.Volume;

/** The red, green and blue of pixels, whose numbers are known, in every way in which files hold them. */
class ColourValuesTest extends SeriesFixture {
    private static final ReadOptions READING = new ReadOptions(Optional.empty(), false);
    private static final String MEMORY = "lesionlens.voxels.mib";

    @AfterEach
    void asMuchMemoryAsThereIs() {
        System.clearProperty(MEMORY);
    }

    private static List<Volume> colours(Path input, ReadOptions options) throws IOException {
        return DicomSeriesReader.loadColours(input, options, warning -> {}).stream()
                .map(LoadedSeries::volume)
                .toList();
    }

    /** Red, green and blue of each pixel, as text. */
    private List<String> pixels(DicomBytes only) throws IOException {
        write("only", only);
        assertThat(DicomSeriesReader.isInColour(folder, READING)).isTrue();
        List<List<Float>> values =
                colours(folder, READING).stream().map(SeriesFixture::values).toList();
        return IntStream.range(0, values.get(0).size())
                .mapToObj(i -> text(values, i))
                .toList();
    }

    private static String text(List<List<Float>> values, int pixel) {
        return String.join(
                " ",
                values.stream()
                        .map(colour -> colour.get(pixel).toString().replaceAll("\\.0$", ""))
                        .toList());
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** Two pixels. */
    private static DicomBytes two(String photometric, int... values) {
        return JpegFiles.colours(1, 1, 2, 8).text(0x00280004, "CS", photometric).bytes(0x7fe00010, "OB", bytes(values));
    }

    @Test
    void coloursAreTheStoredNumbersByPixelAndByPlane() throws IOException {
        DicomBytes file = two("RGB", 200, 100, 50, 1, 2, 255);
        assertThat(pixels(file)).containsExactly("200 100 50", "1 2 255");
        assertThat(pixels(file.shorts(0x00280006, "US", 1))).containsExactly("200 50 2", "100 1 255");
    }

    @Test
    void coloursOfSixteenBitsAreTheStoredNumbers() throws IOException {
        DicomBytes file = JpegFiles.colours(1, 1, 2, 16).shorts(0x7fe00010, "OW", 65535, 0, 300, 7, 8, 40000);
        assertThat(pixels(file)).containsExactly("65535 0 300", "7 8 40000");
    }

    /** What JPEG's own tables give for pure colours, greys, and what lies beyond them. */
    @ParameterizedTest
    @CsvSource({
        "76, 85, 255, 254 0 0",
        "150, 44, 21, 0 255 1",
        "29, 255, 107, 0 0 254",
        "255, 128, 128, 255 255 255",
        "100, 128, 128, 100 100 100",
        "100, 130, 129, 101 99 104",
        "255, 255, 255, 255 121 255",
        "0, 0, 0, 0 135 0"
    })
    void colourDifferencesBecomeColours(int y, int cb, int cr, String rgb) throws IOException {
        assertThat(pixels(two("YBR_FULL", y, cb, cr, 7, 128, 128))).containsExactly(rgb, "7 7 7");
        assertThat(pixels(two("YBR_FULL_422", y, y, cb, cr))).containsExactly(rgb, rgb);
    }

    @Test
    void levelsBeyondBlackAndWhiteAreThese() throws IOException {
        assertThat(pixels(two("YBR_PARTIAL_422", 235, 16, 128, 128))).containsExactly("255 255 255", "0 0 0");
        assertThat(pixels(two("YBR_PARTIAL_422", 81, 255, 90, 240))).containsExactly("254 0 0", "255 202 202");
        assertThat(values(read(two("YBR_PARTIAL_422", 255, 2, 90, 240)))).containsExactly(255f, 0f);
        assertThat(values(read(two("YBR_PARTIAL_422", 235, 16 + 73, 90, 240)))).containsExactly(255f, 85f);
    }

    @Test
    void palettesAreTheirEntries() throws IOException {
        DicomBytes file = two("PALETTE COLOR", 5, 6).shorts(0x00280002, "US", 1);
        for (int colour = 0; colour < 3; colour++) {
            file.shorts(0x00281101 + colour, "US", 3, 4, 16)
                    .shorts(0x00281201 + colour, "OW", 0, 257 * (10 + colour), 257 * (250 + colour));
        }
        assertThat(pixels(file)).containsExactly("10 11 12", "250 251 252");
        for (int colour = 0; colour < 3; colour++) {
            file.shorts(0x00281101 + colour, "US", 3, 4, 8)
                    .bytes(0x00281201 + colour, "OW", bytes(0, 10 + colour, 250 + colour, 0));
        }
        assertThat(pixels(file)).containsExactly("10 11 12", "250 251 252");
    }

    /** Descriptor and entries of 8 and 16 bits that disagree. */
    @ParameterizedTest
    @CsvSource({"8, 257, 16", "16, 1, 8"})
    void paletteEntriesCountAndNotTheirDescriptor(int said, int factor, int found) throws IOException {
        DicomBytes file = two("PALETTE COLOR", 0, 1).shorts(0x00280002, "US", 1);
        for (int colour = 0; colour < 3; colour++) {
            file.shorts(0x00281101 + colour, "US", 2, 0, said)
                    .shorts(0x00281201 + colour, "OW", factor * (10 + colour), factor * (250 + colour));
        }
        assertThat(pixels(file)).containsExactly("10 11 12", "250 251 252");
        assertThat(values(DicomSeriesReader.read(folder, Optional.empty(), warnings::add)))
                .allMatch(value -> value >= 10 && value <= 252);
        assertThat(warnings)
                .contains("the palette says that its entries have " + said + " bits but they are numbers of " + found
                        + ": they are read as such");
    }

    @Test
    void levelsBeyondBlackAndWhiteHaveEightBits() throws IOException {
        write(
                "only",
                JpegFiles.colours(1, 1, 2, 16)
                        .text(0x00280004, "CS", "YBR_PARTIAL_422")
                        .shorts(0x7fe00010, "OW", 1, 2, 3, 4));
        assertThatThrownBy(() -> DicomSeriesReader.read(folder, Optional.empty()))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("has colours of 16 bits as YBR_PARTIAL_422, which has 8");
    }

    @Test
    void coloursAreNeverSigned() throws IOException {
        assertThat(pixels(two("RGB", 200, 100, 50, 1, 2, 255).shorts(0x00280103, "US", 1)))
                .containsExactly("200 100 50", "1 2 255");
        assertThat(values(DicomSeriesReader.read(folder, Optional.empty(), warnings::add)))
                .allMatch(value -> value > 0);
        assertThat(warnings)
                .anyMatch(said -> said.contains("which colours never are: they are read as numbers from 0"));
    }

    /** As an endoscopy whose middle frame is black. */
    @Test
    void anyOfAFewFramesInColourShowsAllInColour() throws IOException {
        byte[] frames = new byte[5 * 12];
        frames[3 * 12] = (byte) 200;
        write("only", JpegFiles.colours(5, 2, 2, 8).bytes(0x7fe00010, "OB", frames));
        assertThat(DicomSeriesReader.loadShown(folder, READING, warnings::add)).hasSize(3);
        assertThat(DicomSeriesReader.load(folder, READING, warnings::add)
                        .traits()
                        .inColour())
                .isTrue();
        frames[3 * 12] = 0;
        write("only", JpegFiles.colours(5, 2, 2, 8).bytes(0x7fe00010, "OB", frames));
        assertThat(DicomSeriesReader.loadShown(folder, READING, warnings::add)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rgb_explicit",
                "rgb_implicit",
                "rgb_big",
                "rgb_deflated",
                "rgb_rle",
                "rgb_jpeg_lossless_sv1",
                "rgb_jpeg2000_lossless"
            })
    void losslessColoursComeOutAsTheyWentIn(String name) throws IOException {
        assertRamp(name, 0);
    }

    /** Colours of JPEG are sampled half as often. */
    @ParameterizedTest
    @CsvSource({"rgb_jpeg_baseline, 8", "rgb_jpeg2000, 15"})
    void lossyColoursComeOutMuchAsTheyWentIn(String name, double tolerance) throws IOException {
        assertRamp(name, tolerance);
    }

    private static void assertRamp(String name, double tolerance) throws IOException {
        List<List<Float>> found = colours(TransferSyntaxTest.path(name), READING).stream()
                .map(SeriesFixture::values)
                .toList();
        for (int pixel = 0; pixel < 20 * 14; pixel++) {
            int x = pixel % 20;
            int y = pixel / 20;
            assertThat(found.get(0).get(pixel)).as("red of %d, %d", x, y).isCloseTo(5 * x, within((float) tolerance));
            assertThat(found.get(1).get(pixel)).as("green of %d, %d", x, y).isCloseTo(7 * y, within((float) tolerance));
            assertThat(found.get(2).get(pixel)).as("blue of %d, %d", x, y).isCloseTo(x + y, within((float) tolerance));
        }
    }

    /** Of 5 x 3 pixels the last one has no colour, of 5 x 2 one is shared by pixels of two rows. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void pairsThatRowsSplitHaveBrightnessAlone(int rows) throws IOException {
        byte[] pixels = new byte[10 * rows];
        new Random(1).nextBytes(pixels);
        write(
                "only",
                JpegFiles.colours(1, rows, 5, 8)
                        .text(0x00280004, "CS", "YBR_FULL_422")
                        .bytes(0x7fe00010, "OB", pixels));
        assertThatThrownBy(() -> colours(folder, READING))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(
                        "has colours for pairs of pixels (YBR_FULL_422) in rows of 5 pixels, an odd number");
        assertThat(DicomSeriesReader.loadShown(folder, READING, warnings::add))
                .singleElement()
                .satisfies(shown -> assertThat(values(shown.volume()))
                        .hasSize(5 * rows)
                        .contains((float) (pixels[0] & 0xff), (float) (pixels[1] & 0xff)));
    }

    @Test
    void losslessJpegOfColourDifferencesIsInColour() throws IOException {
        LosslessJpegBytes jpeg =
                new LosslessJpegBytes(1, 2, 8, new int[][] {{76, 100}, {85, 128}, {255, 128}}).interleaved();
        DicomBytes attributes = two("YBR_FULL").without(0x7fe00010).syntax(JpegFiles.LOSSLESS);
        Files.write(folder.resolve("only"), JpegFiles.file(attributes, jpeg.array()));
        assertThat(colours(folder, READING))
                .extracting(SeriesFixture::values)
                .containsExactly(List.of(254f, 100f), List.of(0f, 100f), List.of(0f, 100f));
    }

    /** How pixels of noise may lie in a file of several frames. */
    enum Noise {
        RGB(3),
        PLANES(3),
        YBR_FULL(3),
        YBR_FULL_422(2),
        PALETTE_COLOR(1);

        private final int perPixel;

        Noise(int perPixel) {
            this.perPixel = perPixel;
        }

        DicomBytes frames(int count, int side) {
            byte[] noise = new byte[count * side * side * perPixel];
            new Random(perPixel).nextBytes(noise);
            DicomBytes file = JpegFiles.colours(count, side, side, 8)
                    .text(0x00280004, "CS", this == PLANES ? "RGB" : name().replace("E_C", "E C"))
                    .shorts(0x00280002, "US", this == PALETTE_COLOR ? 1 : 3)
                    .shorts(0x00280006, "US", this == PLANES ? 1 : 0)
                    .bytes(0x7fe00010, "OB", noise);
            int[] entries =
                    new Random(1).ints(256, 0, 256).map(entry -> 257 * entry).toArray();
            for (int colour = 0; this == PALETTE_COLOR && colour < 3; colour++) {
                entries[colour] = 65535;
                file.shorts(0x00281101 + colour, "US", 256, 0, 16).shorts(0x00281201 + colour, "OW", entries);
            }
            return file;
        }
    }

    /** Each colour has more voxels than the memory holds. */
    @ParameterizedTest
    @EnumSource
    void coloursThatDoNotFitTheMemoryAreTheSame(Noise kind) throws IOException {
        write("only", kind.frames(3, 300));
        List<List<Float>> whole = new ArrayList<>();
        for (Volume colour : colours(folder, READING)) {
            whole.add(values(colour));
        }
        System.setProperty(MEMORY, "1");
        List<Volume> later = colours(folder, READING);
        assertThat(later).extracting(SeriesFixture::values).isEqualTo(whole);
        Files.write(folder.resolve("only"), new byte[1000]);
        if (kind == Noise.PLANES) { // read at once, onto disk
            assertThat(values(later.get(2))).isEqualTo(whole.get(2));
        } else {
            assertThatThrownBy(() -> values(later.get(2))).hasMessageContaining("was changed or taken away");
        }
    }

    /** 160,000 voxels of three colours fit the memory one by one, but not together. */
    @Test
    void coloursAreHeldInMemoryTogetherOrNotAtAll() throws IOException {
        write("only", Noise.RGB.frames(1, 400));
        System.setProperty(MEMORY, "3"); // 196,608 voxels
        List<Volume> later = colours(folder, READING);
        Files.delete(folder.resolve("only"));
        assertThatThrownBy(() -> values(later.get(0))).hasMessageContaining("was changed or taken away");
    }

    /** Slices of colours at uneven heights are interpolated as grey ones of the same numbers are. */
    @Test
    void unevenSlicesAreInterpolatedColourByColour() throws IOException {
        double[] heights = {0, 5, 11};
        ReadOptions resampling = new ReadOptions(Optional.empty(), true);
        Random random = new Random(4);
        for (int z = 0; z < heights.length; z++) {
            byte[] pixels = new byte[18];
            random.nextBytes(pixels);
            DicomBytes slice = DicomBytes.slice(heights[z])
                    .shorts(0x00280100, "US", 8)
                    .shorts(0x00280101, "US", 8)
                    .shorts(0x00280102, "US", 7)
                    .shorts(0x00280103, "US", 0);
            byte[] green = bytes(pixels[1], pixels[4], pixels[7], pixels[10], pixels[13], pixels[16]);
            Files.createDirectories(folder.resolve("grey"));
            write("grey/" + z, slice.bytes(0x7fe00010, "OB", green));
            Files.createDirectories(folder.resolve("colour"));
            write(
                    "colour/" + z,
                    slice.text(0x00280004, "CS", "RGB")
                            .shorts(0x00280002, "US", 3)
                            .bytes(0x7fe00010, "OB", pixels));
        }
        Volume grey = DicomSeriesReader.read(folder.resolve("grey"), resampling, warnings::add, window -> {});
        List<Volume> colours = colours(folder.resolve("colour"), resampling);
        assertThat(colours.get(1).geometry()).isEqualTo(grey.geometry());
        assertThat(values(colours.get(1))).isEqualTo(values(grey));
    }

    @Test
    void greyPixelsHaveNoColours() throws IOException {
        write("only", DicomBytes.slice(0));
        assertThat(DicomSeriesReader.isInColour(folder, READING)).isFalse();
        assertThatThrownBy(() -> colours(folder, READING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is grey and has no RED");
    }
}
