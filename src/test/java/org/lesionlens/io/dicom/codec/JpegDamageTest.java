package org.lesionlens.io.dicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.dicom.DicomBytes;

/**
 * Whatever is done to lossless JPEG and to JPEG of 12 bits, it is decoded or refused in a sentence.
 *
 * <p>{@code -Dlesionlens.fuzz.minutes=60} lets the mutations run for that long.
 */
class JpegDamageTest {
    private static final int ROWS = 12;
    private static final int COLUMNS = 9;
    private static final int BITS = 12;
    private static final int MUTANTS = 20_000;

    private static PixelFormat format(int components) {
        Photometric meaning = components == 1 ? Photometric.MONOCHROME2 : Photometric.RGB;
        return new PixelFormat(ROWS, COLUMNS, meaning, false, 2, BITS, 0, false);
    }

    private record Whole(byte[] jpeg, PixelFormat format) {}

    private static LosslessJpegBytes lossless(int components) {
        Random random = new Random(components);
        int[][] samples = new int[components][];
        for (int c = 0; c < components; c++) {
            samples[c] = LosslessJpegBytes.samples(random, ROWS * COLUMNS, BITS);
        }
        return new LosslessJpegBytes(ROWS, COLUMNS, BITS, samples).predictor(4);
    }

    private static List<Whole> wholes() {
        List<Whole> wholes = new ArrayList<>();
        wholes.add(new Whole(lossless(1).array(), format(1)));
        wholes.add(new Whole(lossless(1).restartRows(2).pointTransform(1).array(), format(1)));
        wholes.add(new Whole(lossless(3).rowsBehind().array(), format(3)));
        wholes.add(new Whole(lossless(3).restartRows(5).interleaved().array(), format(3)));
        SequentialJpegBytes grey = new SequentialJpegBytes(ROWS, COLUMNS, BITS, new Random(1), 0x11);
        wholes.add(new Whole(grey.restart(1).array(), format(1)));
        SequentialJpegBytes sampled = new SequentialJpegBytes(ROWS, COLUMNS, BITS, new Random(2), 0x22, 0x11, 0x41);
        wholes.add(new Whole(sampled.array(), format(3)));
        wholes.add(new Whole(sampled.scanByScan().array(), format(3)));
        return wholes;
    }

    @Test
    void everyMutantIsDecodedOrRefused() throws IOException {
        List<Whole> wholes = wholes();
        long end = System.nanoTime() + 60_000_000_000L * Integer.getInteger("lesionlens.fuzz.minutes", 0);
        int decoded = 0;
        long seed = 0;
        for (; seed < MUTANTS || System.nanoTime() < end; seed++) {
            Random random = new Random(seed);
            Whole whole = wholes.get(random.nextInt(wholes.size()));
            decoded += isDecoded(mutate(whole.jpeg, random), whole.format, seed) ? 1 : 0;
        }
        System.out.println(seed + " mutants of JPEG data, of which " + decoded + " could be decoded");
        assertThat(decoded).as("decoded of " + seed).isBetween(1, (int) Math.min(seed - 1, Integer.MAX_VALUE));
    }

    private static boolean isDecoded(byte[] jpeg, PixelFormat format, long seed) throws IOException {
        try {
            JpegFrame header = JpegFrame.of(jpeg);
            if (header.process() != JpegFrame.LOSSLESS && header.precision() == 8) {
                return false; // a library decodes these
            }
            FramePixels pixels = JpegCodec.decode(jpeg, format);
            for (int sample = 0; sample < format.photometric().samples; sample++) {
                assertThat(pixels.at(ROWS * COLUMNS - 1, sample)).isBetween(format.lowest(), format.highest());
            }
            return true;
        } catch (UnsupportedOperationException e) {
            assertThat(e).hasMessageStartingWith("has ");
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("(?s).*JPEG.*");
        } catch (RuntimeException e) {
            fail("seed " + seed, e);
        }
        return false;
    }

    private static byte[] mutate(byte[] jpeg, Random random) {
        byte[] mutant = jpeg.clone();
        for (int rounds = random.nextInt(3); rounds >= 0 && mutant.length > 0; rounds--) {
            int place = random.nextInt(mutant.length);
            switch (random.nextInt(5)) {
                case 0 -> mutant = Arrays.copyOf(mutant, place);
                case 1 -> mutant[place] = (byte) random.nextInt(256);
                case 2 -> mutant[place] = (byte) (random.nextBoolean() ? 0xff : 0);
                case 3 -> mutant = without(mutant, place);
                default -> mutant[place] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return mutant;
    }

    private static byte[] without(byte[] bytes, int place) {
        return DicomBytes.join(Arrays.copyOf(bytes, place), Arrays.copyOfRange(bytes, place + 1, bytes.length));
    }

    private static void assertRefused(byte[] jpeg, int components, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> JpegCodec.decode(jpeg, format(components)))
                .withMessageContaining(message);
    }

    /** All but the end marker (EOI), which may be missing. */
    @Test
    void everyTruncationIsRefused() throws IOException {
        for (Whole whole : wholes()) {
            int length = whole.jpeg.length - 2;
            JpegCodec.decode(Arrays.copyOf(whole.jpeg, length), whole.format);
            while (--length >= 0) {
                assertRefused(Arrays.copyOf(whole.jpeg, length), whole.format.photometric().samples, "JPEG");
            }
        }
    }

    /** FF before a marker as often as one likes. */
    @Test
    void fillBytesBeforeMarkersAreLeftOut() throws IOException {
        byte[] jpeg = lossless(1).restartRows(2).array();
        byte[] filled = new byte[0];
        int from = 0;
        for (int i = 9; i + 1 < jpeg.length; i++) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] != 0) {
                filled = DicomBytes.join(
                        filled, Arrays.copyOfRange(jpeg, from, i), new byte[] {(byte) 0xff, (byte) 0xff});
                from = i;
            }
        }
        filled = DicomBytes.join(filled, Arrays.copyOfRange(jpeg, from, jpeg.length));
        FramePixels expected = JpegCodec.decode(jpeg, format(1));
        FramePixels found = JpegCodec.decode(filled, format(1));
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            assertThat(found.at(i, 0)).isEqualTo(expected.at(i, 0));
        }
    }

    @Test
    void aRestartMarkerThatIsMissingIsRefused() {
        byte[] jpeg = lossless(1).restartRows(2).array();
        for (int i = 0; i + 1 < jpeg.length; i++) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xd1) {
                jpeg[i + 1] = (byte) 0xd2;
                assertRefused(
                        jpeg, 1, "FFD2 at byte " + i + " of " + jpeg.length + " but restart marker FFD1 must be there");
            }
        }
    }

    @Test
    void bytesThatNobodyReadsAreRefused() {
        byte[] jpeg = lossless(1).array();
        byte[] more = DicomBytes.join(
                Arrays.copyOf(jpeg, jpeg.length - 2), new byte[20], new byte[] {(byte) 0xff, (byte) 0xd9});
        assertRefused(more, 1, "20 bytes too many before byte " + (more.length - 2));
    }

    @Test
    void fewBytesThatAnnounceMuchAreRefusedBeforeThereIsRoomForIt() {
        byte[] jpeg = new JpegBytes()
                .marker(0xd8)
                .segment(0xc4, JpegBytes.Codes.ofDifferences(16, 0).segment(0))
                .frame(3, 16, 30000, 30000, 0x11)
                .scan(0, 1, 1, 0, 0)
                .array();
        PixelFormat large = new PixelFormat(30000, 30000, Photometric.MONOCHROME2, false, 2, 16, 0, false);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> JpegCodec.decode(jpeg, large))
                .withMessageContaining("too few bytes for 30000 rows of 30000 columns");
    }

    @Test
    void restartIntervalsOfPartsOfRowsAreRefused() {
        byte[] jpeg = lossless(1).restartRows(1).array();
        for (int i = 0; i + 5 < jpeg.length; i++) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xdd) {
                jpeg[i + 5]++;
            }
        }
        assertRefused(jpeg, 1, "a restart interval of 10, which must be whole rows of 9");
    }

    @Test
    void tablesThatAreNoneAreRefused() {
        JpegBytes.Codes crowded =
                new JpegBytes.Codes(new int[] {3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, new int[3]);
        assertRefused(withTable(crowded), 1, "more codes than 1 bits hold");
        JpegBytes.Codes long17 =
                new JpegBytes.Codes(new int[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, new int[] {17});
        assertRefused(withTable(long17), 1, "a difference of 17 bits but 16 are possible");
    }

    private static byte[] withTable(JpegBytes.Codes codes) {
        return DicomBytes.join(
                new JpegBytes()
                        .marker(0xd8)
                        .segment(0xc4, codes.segment(0))
                        .frame(3, BITS, ROWS, COLUMNS, 0x11)
                        .scan(0, 1, 1, 0, 0)
                        .array(),
                new byte[ROWS * COLUMNS]);
    }
}
