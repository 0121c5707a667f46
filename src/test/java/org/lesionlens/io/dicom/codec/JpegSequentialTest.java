package org.lesionlens.io.dicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequential JPEG of 12 bits: samples are the cosine sums that their coefficients stand for, rounded. */
class JpegSequentialTest {
    private static PixelFormat format(int rows, int columns, int components) {
        Photometric meaning = components == 1 ? Photometric.MONOCHROME2 : Photometric.RGB;
        return new PixelFormat(rows, columns, meaning, false, 2, 12, 0, false);
    }

    private static void assertSums(SequentialJpegBytes encoder, int rows, int columns, int components)
            throws IOException {
        FramePixels pixels = JpegCodec.decode(encoder.array(), format(rows, columns, components));
        for (int i = 0; i < rows * columns; i++) {
            for (int c = 0; c < components; c++) {
                double expected = Math.max(0, Math.min(4095, encoder.sample(c, i % columns, i / columns)));
                assertThat(pixels.at(i, c))
                        .as("component %d, pixel %d of %d x %d", c, i, columns, rows)
                        .isCloseTo(expected, within(0.5001));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7})
    void greySamplesAreTheCosineSums(int restart) throws IOException {
        Random random = new Random(restart);
        for (int i = 0; i < 20; i++) {
            int rows = 1 + random.nextInt(40);
            int columns = 1 + random.nextInt(40);
            assertSums(new SequentialJpegBytes(rows, columns, 12, random, 0x11).restart(restart), rows, columns, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"11, 11, 11", "22, 11, 11", "21, 11, 11", "12, 11, 12", "22, 21, 12", "41, 11, 21"})
    void componentsThatAreSampledLessAreRepeated(String first, String second, String third) throws IOException {
        Random random = new Random(7);
        int[] sampling = {Integer.parseInt(first, 16), Integer.parseInt(second, 16), Integer.parseInt(third, 16)};
        for (int i = 0; i < 10; i++) {
            int rows = 1 + random.nextInt(50);
            int columns = 1 + random.nextInt(50);
            assertSums(new SequentialJpegBytes(rows, columns, 12, random, sampling).restart(i), rows, columns, 3);
            assertSums(
                    new SequentialJpegBytes(rows, columns, 12, random, sampling)
                            .scanByScan()
                            .restart(i),
                    rows,
                    columns,
                    3);
        }
    }

    /** Of one component the factors say nothing. */
    @Test
    void greyOfAnySamplingIsRead() throws IOException {
        assertSums(new SequentialJpegBytes(20, 30, 12, new Random(9), 0x22), 20, 30, 1);
    }

    /** As some scanners write it; dcmtk reads it too. */
    @Test
    void aScanThatNamesNoCoefficientsButTheFirstHasAll() throws IOException {
        SequentialJpegBytes encoder = new SequentialJpegBytes(9, 9, 12, new Random(2), 0x11);
        byte[] jpeg = encoder.array();
        int last = find(jpeg, 0xda) + 8;
        assertThat(jpeg[last]).isEqualTo((byte) 63);
        jpeg[last] = 0;
        assertThat(JpegCodec.decode(jpeg, format(9, 9, 1)).at(80, 0))
                .isCloseTo(Math.max(0, Math.min(4095, encoder.sample(0, 8, 8))), within(0.5001));
    }

    private static int find(byte[] jpeg, int marker) {
        int at = 0;
        while (jpeg[at] != (byte) 0xff || jpeg[at + 1] != (byte) marker) {
            at++;
        }
        return at;
    }

    @ParameterizedTest
    @CsvSource({"c1, 7, process SOF1 with 7 bits", "c1, 16, SOF1 with 16 bits", "c2, 12, SOF2 with 12", "c9, 8, SOF9"})
    void otherDepthsAndProcessesAreRefusedByName(String marker, int precision, String message) {
        byte[] jpeg = new SequentialJpegBytes(8, 8, 12, new Random(1), 0x11).array();
        int header = find(jpeg, 0xc1);
        jpeg[header + 1] = (byte) Integer.parseInt(marker, 16);
        jpeg[header + 4] = (byte) precision;
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> JpegCodec.decode(jpeg, format(8, 8, 1)))
                .withMessageContaining(message);
    }
}
