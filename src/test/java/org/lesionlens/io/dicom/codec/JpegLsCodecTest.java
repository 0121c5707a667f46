package org.lesionlens.io.dicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.dicom.DicomBytes;
import org.lesionlens.io.dicom.codec.JpegLsEncoder.Way;

/** The example of the standard, and images of every kind from an encoder that was written apart from the decoder. */
class JpegLsCodecTest {
    /** ITU-T T.87, annex H.3: 4 x 4 samples of 8 bits, whose words are derived there one by one. */
    private static final String EXAMPLE = "ffd8fff7000b08000400040101110 0ffda0008010100000000 c000006c80208e01c0000057"
            + "4000006ee6000001bc1800000 5d8000091 60ffd9";

    private static final int[] EXAMPLE_SAMPLES = {0, 0, 90, 74, 68, 50, 43, 205, 64, 145, 145, 145, 100, 145, 145, 145};

    private static byte[] example() {
        return HexFormat.of().parseHex(EXAMPLE.replace(" ", ""));
    }

    private static PixelFormat format(int rows, int columns, int bits, boolean signed, int samples) {
        Photometric photometric = samples == 3 ? Photometric.RGB : Photometric.MONOCHROME2;
        return new PixelFormat(rows, columns, photometric, false, bits > 8 ? 2 : 1, bits, 0, signed);
    }

    @Test
    void theExampleOfTheStandardIsDecoded() {
        FramePixels pixels = JpegLsCodec.decode(example(), format(4, 4, 8, false, 1));
        for (int i = 0; i < EXAMPLE_SAMPLES.length; i++) {
            assertThat(pixels.at(i, 0)).isEqualTo(EXAMPLE_SAMPLES[i]);
        }
        int[][] plane = {EXAMPLE_SAMPLES.clone()};
        assertThat(JpegLsEncoder.encode(plane, 4, Way.lossless(8))).isEqualTo(example());
    }

    /** The kinds of pictures of which each takes another way through the coder. */
    enum Picture {
        SMOOTH,
        NOISE,
        CONSTANT,
        RUNS,
        SPIKES,
        ENDS;

        int sample(int x, int y, int max, Random random) {
            return switch (this) {
                case SMOOTH -> (int) (max * (0.5 + 0.3 * Math.sin(x / 17.0) + 0.2 * Math.cos(y / 11.0)));
                case NOISE -> random.nextInt(max + 1);
                case CONSTANT -> max / 3;
                case RUNS -> (int) ((x / 13 * 7919L + y / 3 * 104729L) % (max + 1));
                case SPIKES -> random.nextInt(30) == 0 ? random.nextInt(max + 1) : max / 3;
                case ENDS -> random.nextBoolean() ? 0 : max;
            };
        }
    }

    private static int[][] planes(int rows, int columns, int samples, int max, Picture picture) {
        Random random = new Random(rows * 31L + columns + max + picture.ordinal());
        int[][] planes = new int[samples][rows * columns];
        for (int[] plane : planes) {
            Arrays.setAll(plane, i -> picture.sample(i % columns, i / columns, max, random));
        }
        return planes;
    }

    private static void assertDecodes(int rows, int columns, int samples, boolean signed, Way way) {
        int max = way.lse()[0] == 0 ? (1 << way.precision()) - 1 : way.lse()[0];
        for (Picture picture : Picture.values()) {
            int[][] source = planes(rows, columns, samples, max, picture);
            int[][] reconstructed = Arrays.stream(source).map(int[]::clone).toArray(int[][]::new);
            byte[] jpeg = JpegLsEncoder.encode(reconstructed, columns, way);
            FramePixels pixels = JpegLsCodec.decode(jpeg, format(rows, columns, way.precision(), signed, samples));
            int wrong = 0;
            for (int s = 0; s < samples; s++) {
                for (int i = 0; i < rows * columns; i++) {
                    int sign = signed && reconstructed[s][i] >> way.precision() - 1 == 1 ? 1 << way.precision() : 0;
                    wrong += pixels.at(i, s) == reconstructed[s][i] - sign ? 0 : 1;
                    assertThat(Math.abs(reconstructed[s][i] - source[s][i])).isLessThanOrEqualTo(way.near());
                }
            }
            assertThat(wrong)
                    .as("%s of %s x %s, %s", picture, rows, columns, way)
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void everyPrecisionIsDecodedSignedOrNot(int bits) {
        assertDecodes(37, 41, 1, false, Way.lossless(bits));
        assertDecodes(37, 41, 1, true, Way.lossless(bits));
        assertDecodes(20, 70, 1, false, Way.lossless(bits).near(1));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 97", "97, 1", "2, 3", "3, 2", "64, 64", "5, 40000"})
    void everySizeIsDecoded(int rows, int columns) {
        assertDecodes(rows, columns, 1, false, Way.lossless(12));
        assertDecodes(rows, columns, 1, false, Way.lossless(8).near(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 20, 127})
    void samplesLieWithinNearAndWhereTheEncoderHasThem(int near) {
        assertDecodes(40, 33, 1, false, Way.lossless(8).near(near));
        assertDecodes(40, 33, 1, false, Way.lossless(12).near(near));
        assertDecodes(40, 33, 1, true, Way.lossless(16).near(near));
        assertDecodes(20, 33, 3, false, Way.lossless(8).near(near).interleave(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void threeComponentsAreDecodedInEveryInterleaveMode(int mode) {
        assertDecodes(31, 45, 3, false, Way.lossless(8).interleave(mode));
        assertDecodes(31, 45, 3, false, Way.lossless(16).interleave(mode));
        assertDecodes(31, 45, 3, false, Way.lossless(8).interleave(mode).near(3));
        assertDecodes(31, 45, 3, false, Way.lossless(8).interleave(mode).restart(4));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 30, 50})
    void restartIntervalsBeginAnew(int rows) {
        assertDecodes(50, 33, 1, false, Way.lossless(12).restart(rows));
        assertDecodes(50, 33, 1, true, Way.lossless(16).near(2).restart(rows));
    }

    @Test
    void presetParametersAreTaken() {
        assertDecodes(40, 40, 1, false, Way.lossless(12).lse(0, 9, 30, 200, 0));
        assertDecodes(40, 40, 1, false, Way.lossless(12).lse(3000, 0, 0, 0, 31));
        assertDecodes(40, 40, 1, false, Way.lossless(16).lse(40000, 10, 10, 10, 40000));
        assertDecodes(40, 40, 1, false, Way.lossless(8).near(2).lse(200, 3, 8, 22, 3));
        assertDecodes(40, 40, 1, false, Way.lossless(8).lse(100, 0, 0, 0, 0));
        assertDecodes(40, 40, 3, false, Way.lossless(8).lse(255, 4, 9, 30, 255).interleave(2));
    }

    /** Bits below the stored ones, and bits of other things above them, do not count. */
    @Test
    void samplesOfMoreBitsThanAreStoredAreCutToThese() {
        int[][] plane = {{0xf123, 0x0fff, 0x2800, 0x0001}};
        byte[] jpeg = JpegLsEncoder.encode(plane, 2, Way.lossless(16));
        FramePixels pixels = JpegLsCodec.decode(jpeg, format(2, 2, 12, true, 1));
        assertThat(new double[] {pixels.at(0, 0), pixels.at(1, 0), pixels.at(2, 0), pixels.at(3, 0)})
                .containsExactly(0x123, -1, -0x800, 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2  | ff f8 00 0d 02 01 00 00 00 00 00 00 00 00 00 | mapping tables (LSE of kind 2), which cannot be read
            2  | ff f8 00 0d 04 01 00 00 00 00 00 00 00 00 00 | sizes above 65535 (LSE of kind 4)
            2  | ff e8 00 07 6d 72 66 78 01                   | HP's colour transform 1, which cannot be read
            2  | ff c3 00 0b 08 00 04 00 04 01 01 11 00       | has a frame of another kind of JPEG (marker ffc3)
            """)
    void whatTheDecoderDoesNotKnowIsNamed(int at, String segment, String message) {
        byte[] inserted = HexFormat.of().parseHex(segment.replace(" ", ""));
        byte[] jpeg = DicomBytes.join(
                Arrays.copyOf(example(), at), inserted, Arrays.copyOfRange(example(), at, example().length));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> JpegLsCodec.decode(jpeg, format(4, 4, 8, false, 1)))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            13 | 21 | a component of fewer rows or columns (sampling factors 2 and 1)
            21 | 01 | mapping tables, which cannot be read
            24 | 01 | a point transform, which cannot be read
            """)
    void aByteThatTheDecoderDoesNotKnowIsNamed(int at, String value, String message) {
        byte[] jpeg = example();
        jpeg[at] = HexFormat.of().parseHex(value)[0];
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> JpegLsCodec.decode(jpeg, format(4, 4, 8, false, 1)))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1  | 00 | do not begin with SOI
            3  | f6 | have no frame header (SOF55) before their scans
            5  | ff | a JPEG-LS segment of 255 bytes begins at byte 4 of 57
            6  | 11 | have 17 bits a sample but must have 2 to 16
            8  | 05 | have 4 columns, 5 rows and 1 components but the attributes say 4, 4 and 1
            11 | 03 | the JPEG-LS segment fff7 before byte 15 is too short
            15 | 00 | have no marker at byte 15 of 57
            19 | 02 | announces 2 components but has 6 bytes
            20 | 07 | has 1 components, not all of them announced
            22 | ff | has NEAR 255 but must have 0 to 127
            23 | 03 | or interleave mode 3
            """)
    void damagedHeadersAreNamed(int at, String value, String message) {
        byte[] jpeg = example();
        jpeg[at] = HexFormat.of().parseHex(value)[0];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JpegLsCodec.decode(jpeg, format(4, 4, 8, false, 1)))
                .withMessageContaining(message);
    }

    /** Wherever it ends, but for the end marker alone. */
    @Test
    void aStreamThatIsCutOffIsRefused() {
        int[][] plane = planes(20, 30, 1, 4095, Picture.NOISE);
        byte[] jpeg = JpegLsEncoder.encode(plane, 30, Way.lossless(12).restart(6));
        for (int length = 0; length < jpeg.length - 2; length++) {
            byte[] cut = Arrays.copyOf(jpeg, length);
            assertThatIllegalArgumentException()
                    .as("%s of %s bytes", length, jpeg.length)
                    .isThrownBy(() -> JpegLsCodec.decode(cut, format(20, 30, 12, false, 1)))
                    .withMessageContaining("JPEG-LS");
        }
        JpegLsCodec.decode(Arrays.copyOf(jpeg, jpeg.length - 2), format(20, 30, 12, false, 1));
    }

    @Test
    void dataThatGoOnAfterTheLastRowAreRefused() {
        byte[] jpeg = JpegLsEncoder.encode(planes(20, 30, 1, 4095, Picture.NOISE), 30, Way.lossless(12));
        jpeg[8] = 19;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JpegLsCodec.decode(jpeg, format(19, 30, 12, false, 1)))
                .withMessageContaining("they go on after the last row");
    }

    @Test
    void presetParametersThatMakeNoSenseAreRefused() {
        for (int[] lse : new int[][] {{0, 1, 0, 5, 0}, {0, 30, 20, 40, 0}, {0, 3, 7, 300, 0}, {0, 3, 7, 21, 2}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JpegLsPreset.of(lse, 8, 1))
                    .withMessageContaining("make no sense");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JpegLsPreset.of(new int[] {256, 0, 0, 0, 0}, 8, 0))
                .withMessageContaining("MAXVAL 256 but must have 3 to 255");
    }

    @Test
    void rowsThatTheBytesCannotHoldAreRefused() {
        byte[] jpeg = example();
        jpeg[7] = (byte) 0xff;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JpegLsCodec.decode(jpeg, format(0xff04, 4, 8, false, 1)))
                .withMessageContaining("announce 65284 rows but have only 57 bytes");
    }
}
