package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.ReadingWatch;
import org.lesionlens.io.file.MalformedFileException;

/** Codestreams that the decoder would read for ever, or in part; each is made from a whole one. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Jpeg2000CodecTest {
    private static final int SIGNATURE = 0xff4fff51;
    private static final short CODING_STYLE = (short) 0xff52;
    private static final short START_OF_TILE_PART = (short) 0xff90;
    private static final short START_OF_DATA = (short) 0xff93;

    @TempDir
    Path folder;

    @Test
    void aPacketHeaderOfOnesIsRefused() throws IOException {
        byte[] codestream = codestream();
        Arrays.fill(codestream, find(codestream, START_OF_DATA) + 2, codestream.length - 2, (byte) 0xff);
        assertThat(refuse(codestream)).contains("have a packet header that is cut off or damaged");
    }

    @Test
    void aTilePartThatEndsWithinAPacketHeaderIsRefused() throws IOException {
        byte[] codestream = codestream();
        int tilePart = find(codestream, START_OF_TILE_PART);
        byte[] cut = Arrays.copyOf(codestream, find(codestream, START_OF_DATA) + 3);
        cut[cut.length - 1] = (byte) 0xfe;
        ByteBuffer.wrap(cut).putInt(tilePart + 6, 0); // to the end
        assertThat(refuse(cut)).contains("have a packet header that is cut off or damaged");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 30, 100})
    void dataThatAreCutOffAreRefused(int missing) throws IOException {
        byte[] codestream = codestream();
        int tilePart = find(codestream, START_OF_TILE_PART);
        assertThat(refuse(Arrays.copyOf(codestream, codestream.length - missing)))
                .contains("tile-part of 114 bytes begins at byte " + tilePart + " of " + (codestream.length - missing));
    }

    @Test
    void aHeaderThatIsCutOffIsRefused() throws IOException {
        byte[] codestream = codestream();
        int tilePart = find(codestream, START_OF_TILE_PART);
        assertThat(refuse(Arrays.copyOf(codestream, tilePart)))
                .contains("have no marker at byte " + tilePart + " of " + tilePart);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x60, 0x61})
    void packedPacketHeadersAreRefusedByName(int marker) throws IOException {
        byte[] codestream = codestream();
        int place = find(codestream, marker == 0x60 ? START_OF_TILE_PART : START_OF_DATA);
        byte[] packed = DicomBytes.join(
                Arrays.copyOf(codestream, place),
                new byte[] {(byte) 0xff, (byte) marker, 0, 3, 0},
                Arrays.copyOfRange(codestream, place, codestream.length));
        assertThat(refuse(packed))
                .contains("packed packet headers (marker ff" + Integer.toHexString(marker) + ")", "gdcmconv --raw");
    }

    /** A precinct a pixel, of 4000 x 4000: the decoder would take gigabytes. */
    @Test
    void precinctsThatCannotBeThereAreRefused() throws IOException, InterruptedException {
        byte[] codestream = codestream();
        int style = find(codestream, CODING_STYLE);
        int end = style + 2 + ByteBuffer.wrap(codestream).getShort(style + 2);
        int levels = codestream[style + 9];
        byte[] bomb = DicomBytes.join(
                Arrays.copyOf(codestream, end),
                new byte[levels + 1],
                Arrays.copyOfRange(codestream, end, codestream.length));
        ByteBuffer.wrap(bomb)
                .putShort(style + 2, (short) (end - style - 2 + levels + 1))
                .put(style + 4, (byte) (bomb[style + 4] | 1))
                .putInt(8, 4000)
                .putInt(12, 4000)
                .putInt(24, 4000)
                .putInt(28, 4000);
        byte[] file = Files.readAllBytes(file(bomb));
        for (int tag : new int[] {0x10, 0x11}) {
            int at = find(file, new byte[] {0x28, 0, (byte) tag, 0, 'U', 'S'});
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putShort(at + 8, (short) 4000);
        }
        assertThat(ReadingWatch.refusal(Files.write(folder.resolve("image.dcm"), file)))
                .contains("the JPEG 2000 data announce 21000000 precincts but have only");
    }

    private static int find(byte[] bytes, byte[] part) {
        int at = 0;
        while (!Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
            at++;
        }
        return at;
    }

    @Test
    void dataWithoutAnEndMarkerAreWhole() throws IOException {
        byte[] codestream = codestream();
        Path file = file(Arrays.copyOf(codestream, codestream.length - 2));
        assertThat(DicomSeriesReader.read(file, Optional.empty())
                        .voxels()
                        .getAt(1, 0, 0)
                        .get())
                .isEqualTo(37);
    }

    private static byte[] whole() throws IOException {
        return Files.readAllBytes(TransferSyntaxTest.path("u12_jpeg2000_lossless"));
    }

    private static byte[] codestream() throws IOException {
        byte[] file = whole();
        int start = start(file);
        int length = Integer.reverseBytes(ByteBuffer.wrap(file).getInt(start - 4));
        return Arrays.copyOfRange(file, start, start + length);
    }

    private static int start(byte[] file) {
        int at = 0;
        while (ByteBuffer.wrap(file).getInt(at) != SIGNATURE) {
            at++;
        }
        return at;
    }

    private static int find(byte[] codestream, short marker) {
        int at = 0;
        while (ByteBuffer.wrap(codestream).getShort(at) != marker) {
            at++;
        }
        return at;
    }

    private Path file(byte[] codestream) throws IOException {
        byte[] file = whole();
        byte[] changed = DicomBytes.join(
                Arrays.copyOf(file, start(file) - 8),
                DicomBytes.item(0xe000, codestream.length),
                codestream,
                DicomBytes.item(0xe0dd, 0));
        return Files.write(folder.resolve("image.dcm"), changed);
    }

    private String refuse(byte[] codestream) throws IOException {
        Path file = file(codestream);
        String[] message = new String[1];
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> DicomSeriesReader.read(file, Optional.empty()))
                .satisfies(e -> message[0] = e.getMessage());
        return message[0];
    }
}
