package org.lesionlens.io.dicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.dicom.DicomBytes;
import org.lesionlens.io.dicom.DicomSeriesReader;
import org.lesionlens.io.dicom.JpegFiles;
import org.lesionlens.volume.Volume;

/** Lossless JPEG of an encoder of the tests: every sample comes out as it went in, but for a point transform. */
class JpegLosslessTest {
    private static final int ROWS = 13;
    private static final int COLUMNS = 11;

    private static PixelFormat format(int rows, int columns, int bits, int components) {
        Photometric meaning = components == 1 ? Photometric.MONOCHROME2 : Photometric.RGB;
        return new PixelFormat(rows, columns, meaning, false, bits > 8 ? 2 : 1, bits, 0, false);
    }

    static IntStream depths() {
        return IntStream.rangeClosed(2, 16);
    }

    @ParameterizedTest
    @MethodSource("depths")
    void everySampleOfEveryPredictorPointTransformAndRestartIntervalIsRight(int bits) throws IOException {
        Random random = new Random(bits);
        for (int kind = 0; kind < 7 * 40; kind++) {
            int rows = 1 + random.nextInt(20);
            int columns = 1 + random.nextInt(20);
            int low = random.nextInt(Math.min(bits, 5));
            int[] samples = LosslessJpegBytes.samples(random, rows * columns, bits);
            byte[] jpeg = new LosslessJpegBytes(rows, columns, bits, samples)
                    .predictor(1 + kind % 7)
                    .pointTransform(low)
                    .restartRows(random.nextInt(4))
                    .shortest(random.nextInt(17))
                    .array();
            FramePixels pixels = JpegCodec.decode(jpeg, format(rows, columns, bits, 1));
            for (int i = 0; i < samples.length; i++) {
                assertThat(pixels.at(i, 0))
                        .as("kind %d, pixel %d of %d x %d", kind, i, columns, rows)
                        .isEqualTo(samples[i] >> low << low);
            }
        }
    }

    /** The whole range: differences of -2^15 and 2^15 are one, modulo 2^16. */
    @Test
    void differencesOf16BitsWrapRound() throws IOException {
        int[] samples = {0, 65535, 32768, 0, 32768, 65535, 32767, 65535, 1};
        for (int predictor = 1; predictor <= 7; predictor++) {
            byte[] jpeg = new LosslessJpegBytes(3, 3, 16, samples)
                    .predictor(predictor)
                    .array();
            FramePixels pixels = JpegCodec.decode(jpeg, format(3, 3, 16, 1));
            assertThat(IntStream.range(0, 9).mapToDouble(i -> pixels.at(i, 0)))
                    .containsExactly(0.0, 65535.0, 32768.0, 0.0, 32768.0, 65535.0, 32767.0, 65535.0, 1.0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void threeComponentsComeOutApart(boolean interleaved) throws IOException {
        Random random = new Random(3);
        int[][] samples = new int[3][];
        for (int c = 0; c < 3; c++) {
            samples[c] = LosslessJpegBytes.samples(random, ROWS * COLUMNS, 8);
        }
        LosslessJpegBytes encoder =
                new LosslessJpegBytes(ROWS, COLUMNS, 8, samples).predictor(5).restartRows(4);
        byte[] jpeg = interleaved ? encoder.interleaved().array() : encoder.array();
        FramePixels pixels = JpegCodec.decode(jpeg, format(ROWS, COLUMNS, 8, 3));
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < ROWS * COLUMNS; i++) {
                assertThat(pixels.at(i, c)).isEqualTo(samples[c][i]);
            }
        }
    }

    @Test
    void rowsMayBeSaidBehindTheFirstScan() throws IOException {
        int[] samples = LosslessJpegBytes.samples(new Random(4), ROWS * COLUMNS, 12);
        byte[] jpeg =
                new LosslessJpegBytes(ROWS, COLUMNS, 12, samples).rowsBehind().array();
        assertThat(JpegCodec.decode(jpeg, format(ROWS, COLUMNS, 12, 1)).at(ROWS * COLUMNS - 1, 0))
                .isEqualTo(samples[ROWS * COLUMNS - 1]);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> JpegCodec.decode(jpeg, format(ROWS - 1, COLUMNS, 12, 1)));
    }

    /** Of one component the factors say nothing; of several the samples would lie apart. */
    @Test
    void samplingFactorsCountOnlyAmongComponents() throws IOException {
        int[] samples = LosslessJpegBytes.samples(new Random(5), ROWS * COLUMNS, 8);
        byte[] grey =
                new LosslessJpegBytes(ROWS, COLUMNS, 8, samples).sampling(0x22).array();
        assertThat(JpegCodec.decode(grey, format(ROWS, COLUMNS, 8, 1)).at(COLUMNS, 0))
                .isEqualTo(samples[COLUMNS]);
        byte[] colour = new LosslessJpegBytes(ROWS, COLUMNS, 8, samples, samples, samples)
                .sampling(0x21)
                .array();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> JpegCodec.decode(colour, format(ROWS, COLUMNS, 8, 3)))
                .withMessageContaining("sampling factors other than 1x1");
    }

    @ParameterizedTest
    @CsvSource({"0, predictor 0", "8, predictor 8"})
    void otherPredictorsAreRefused(int predictor, String message) {
        byte[] jpeg =
                new LosslessJpegBytes(1, 1, 8, new int[1]).predictor(predictor).array();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> JpegCodec.decode(jpeg, format(1, 1, 8, 1)))
                .withMessageContaining(message);
    }

    /** Signed numbers are coded as words; those of fewer bits take their sign from the stored bits. */
    @Test
    void signedFramesOfSeveralFragmentsReadAsTheyWereWritten(@TempDir Path folder) throws IOException {
        byte[] jpeg = new LosslessJpegBytes(2, 3, 12, new int[] {0xfff, 0x800, 0x7ff, 1, 0, 0xf00}).array();
        int half = jpeg.length / 4 * 2;
        DicomBytes attributes = DicomBytes.slice(0)
                .shorts(0x00280101, "US", 12)
                .shorts(0x00280102, "US", 11)
                .without(0x7fe00010)
                .syntax(JpegFiles.LOSSLESS);
        byte[] file =
                JpegFiles.file(attributes, Arrays.copyOf(jpeg, half), Arrays.copyOfRange(jpeg, half, jpeg.length));
        Volume volume = DicomSeriesReader.read(Files.write(folder.resolve("signed.dcm"), file), Optional.empty());
        float[] found = new float[6];
        for (int i = 0; i < 6; i++) {
            found[i] = volume.voxels().getAt(i % 3, i / 3, 0).get();
        }
        assertThat(found).containsExactly(-1, -2048, 2047, 1, 0, -256);
    }

    /** Attributes that name more bits than are coded: the highest coded one is the sign, as dcmtk and GDCM have it. */
    @ParameterizedTest
    @CsvSource({"16, 15", "12, 15", "12, 11", "10, 15", "10, 9"})
    void theHighestCodedBitIsTheSign(int stored, int highBit) throws IOException {
        byte[] jpeg = new LosslessJpegBytes(1, 3, 10, new int[] {0x3ff, 0x200, 0x1ff}).array();
        PixelFormat said = new PixelFormat(1, 3, Photometric.MONOCHROME2, false, 2, stored, highBit + 1 - stored, true);
        FramePixels pixels = JpegCodec.decode(jpeg, said);
        assertThat(IntStream.range(0, 3).mapToDouble(i -> pixels.at(i, 0))).containsExactly(-1.0, -512.0, 511.0);
    }

    @Test
    void bitsBelowTheStoredOnesDoNotCount() throws IOException {
        byte[] jpeg = new LosslessJpegBytes(1, 2, 16, new int[] {291 * 16 + 4, 4095 * 16}).array();
        PixelFormat said = new PixelFormat(1, 2, Photometric.MONOCHROME2, false, 2, 12, 4, false);
        FramePixels pixels = JpegCodec.decode(jpeg, said);
        assertThat(IntStream.range(0, 2).mapToDouble(i -> pixels.at(i, 0))).containsExactly(291.0, 4095.0);
    }
}
