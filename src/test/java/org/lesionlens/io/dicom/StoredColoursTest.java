package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.file.ReadOptions;

/**
 * Colours that are not compressed, or in runs, of 8 and 16 bits, by pixel and by plane, little and big endian, in bytes and in words, in rows and
 * frames of even and odd lengths: three frames of noise, which come out as they went in.
 */
class StoredColoursTest extends SeriesFixture {
    private static final ReadOptions READING = new ReadOptions(Optional.empty(), false);
    private static final int FRAMES = 3;
    private static final String MEMORY = "lesionlens.voxels.mib";

    static Stream<Arguments> forms() {
        return Stream.of(DicomBytes.EXPLICIT, DicomBytes.IMPLICIT, DicomBytes.BIG_ENDIAN)
                .flatMap(syntax -> Stream.of(8, 16)
                        .flatMap(bits -> Stream.of("OB", "OW")
                                .filter(vr -> bits == 8 || vr.equals("OW"))
                                .flatMap(vr -> Stream.of(0, 1)
                                        .flatMap(planar -> Stream.of(4, 5, 7)
                                                .map(columns -> Arguments.of(syntax, bits, vr, planar, columns))))));
    }

    private static DicomBytes file(int bits, String vr, int planar, int columns, int[] samples) {
        ByteBuffer pixels = ByteBuffer.allocate(samples.length * bits / 8 + 1).order(ByteOrder.LITTLE_ENDIAN);
        for (int sample : samples) {
            if (bits == 8) {
                pixels.put((byte) sample);
            } else {
                pixels.putShort((short) sample);
            }
        }
        byte[] value = new byte[pixels.position() + pixels.position() % 2];
        pixels.flip().get(value, 0, pixels.limit());
        return JpegFiles.colours(FRAMES, columns, columns, bits)
                .shorts(0x00280006, "US", planar)
                .bytes(0x7fe00010, vr, value);
    }

    @AfterEach
    void asMuchMemoryAsThereIs() {
        System.clearProperty(MEMORY);
    }

    /** More voxels than the memory holds, of frames of an odd length: read a page at a time. */
    @ParameterizedTest
    @ValueSource(strings = {DicomBytes.EXPLICIT, DicomBytes.BIG_ENDIAN})
    void whatDoesNotFitTheMemoryIsTheSame(String syntax) throws IOException {
        int[] samples = new Random(1).ints(3L * FRAMES * 301 * 301, 0, 256).toArray();
        write("only", file(8, "OW", 0, 301, samples).syntax(syntax));
        System.setProperty(MEMORY, "1");
        List<Float> green = read(1);
        for (int pixel = 0; pixel < green.size(); pixel++) {
            assertThat(green.get(pixel)).isEqualTo(samples[3 * pixel + 1]);
        }
    }

    private List<Float> read(int colour) throws IOException {
        return values(DicomSeriesReader.loadColours(folder, READING, said -> {})
                .get(colour)
                .volume());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void coloursComeOutAsTheyWentIn(String syntax, int bits, String vr, int planar, int columns) throws IOException {
        int pixels = columns * columns;
        int[] samples =
                new Random(columns).ints(3L * FRAMES * pixels, 0, 1 << bits).toArray();
        write("only", file(bits, vr, planar, columns, samples).syntax(syntax));
        for (int colour = 0; colour < 3; colour++) {
            int own = colour;
            List<Float> expected = IntStream.range(0, FRAMES * pixels)
                    .map(i -> 3 * pixels * (i / pixels)
                            + (planar == 1 ? own * pixels + i % pixels : 3 * (i % pixels) + own))
                    .mapToObj(i -> (float) samples[i])
                    .toList();
            assertThat(read(colour)).isEqualTo(expected);
        }
    }

    /** Each byte of each colour is a segment, the upper byte first (PS3.5 annex G), here of literal runs. */
    @ParameterizedTest
    @CsvSource({"8, 4", "8, 5", "16, 4", "16, 5", "16, 7"})
    void coloursOfRunLengthsComeOutAsTheyWentIn(int bits, int columns) throws IOException {
        int pixels = columns * columns;
        int[] samples = new Random(bits).ints(3L * pixels, 0, 1 << bits).toArray();
        ByteArrayOutputStream segments = new ByteArrayOutputStream();
        ByteBuffer header =
                ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putInt(3 * bits / 8);
        for (int segment = 0; segment < 3 * bits / 8; segment++) {
            header.putInt(64 + segments.size());
            int colour = segment / (bits / 8);
            int shift = bits - 8 - segment % (bits / 8) * 8;
            for (int pixel = 0; pixel < pixels; pixel++) {
                segments.write(0);
                segments.write(samples[3 * pixel + colour] >> shift);
            }
        }
        byte[] frame = DicomBytes.join(header.array(), segments.toByteArray());
        DicomBytes attributes = JpegFiles.colours(1, columns, columns, bits).syntax("1.2.840.10008.1.2.5");
        Files.write(folder.resolve("only"), JpegFiles.file(attributes, frame));
        for (int colour = 0; colour < 3; colour++) {
            int own = colour;
            assertThat(read(colour))
                    .isEqualTo(IntStream.range(0, pixels)
                            .mapToObj(pixel -> (float) samples[3 * pixel + own])
                            .toList());
        }
    }
}
