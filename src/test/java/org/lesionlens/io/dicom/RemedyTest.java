package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.ReadingWatch;
import org.lesionlens.volume.Volume;

/** The commands that messages advise, run on what they are advised for: the file that they write can be read. */
class RemedyTest {
    private static final byte[] SYNTAX = {2, 0, 0x10, 0, 'U', 'I'};

    @TempDir
    Path folder;

    private static void requireTool(String tool) {
        assumeTrue(DcmtkTest.isOnPath(tool), tool + " is not on the path: apt-get install dcmtk libgdcm-tools");
    }

    private Volume remedied(Path refused, String command) throws IOException, InterruptedException {
        Path out = folder.resolve("OUT");
        DcmtkTest.convert(List.of(command.split(" ")), refused, out);
        return DicomSeriesReader.read(out, Optional.empty());
    }

    private static void assertLike(Volume found, String original, double within) throws IOException {
        var expected = DicomSeriesReader.read(TransferSyntaxTest.path(original), Optional.empty())
                .voxels()
                .cursor();
        for (var voxel : found.voxels()) {
            assertThat((double) voxel.get() - expected.next().get()).isBetween(-within, within);
        }
        assertThat(expected.hasNext()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "u12_jpeg_lossless_sv4, dcmdjpeg",
        "u12_rle, dcmdrle",
        "u12_jpegls, dcmdjpls",
        "u12_jpeg2000_lossless, gdcmconv --raw"
    })
    void anotherDecoderOfAFrameThatLooksDamaged(String name, String command) throws IOException, InterruptedException {
        requireTool(command.split(" ")[0]);
        Path file = TransferSyntaxTest.path(name);
        assertThat(DicomFile.read(file).syntax().remedyForDamage()).endsWith(" with " + command + " IN OUT");
        assertLike(remedied(file, command), "u12_explicit", 0);
    }

    @ParameterizedTest
    @CsvSource({"+es, u8", "+ep, u8", "+es, u12", "+ep, u12"})
    void retiredJpegBecomesReadable(String process, String kind) throws IOException, InterruptedException {
        requireTool("dcmcjpeg");
        Path progressive = folder.resolve("progressive");
        DcmtkTest.convert(
                List.of("dcmcjpeg", process, "+q", "95"), TransferSyntaxTest.path(kind + "_explicit"), progressive);
        assertThat(ReadingWatch.refusal(progressive)).endsWith("with dcmdjpeg IN OUT");
        assertLike(remedied(progressive, "dcmdjpeg"), kind + "_explicit", kind.equals("u8") ? 4 : 100);
    }

    @Test
    void multiComponentJpeg2000BecomesReadable() throws IOException, InterruptedException {
        requireTool("gdcmconv");
        byte[] bytes = Files.readAllBytes(TransferSyntaxTest.path("u12_jpeg2000_lossless"));
        int at = indexOf(bytes, SYNTAX) + SYNTAX.length + 2;
        bytes[at + "1.2.840.10008.1.2.4.9".length()] = '2';
        Path file = Files.write(folder.resolve("92"), bytes);
        assertThat(ReadingWatch.refusal(file)).contains("Multi-component").endsWith("with gdcmconv --raw IN OUT");
        assertLike(remedied(file, "gdcmconv --raw"), "u12_explicit", 0);
    }

    /** As GE's old software wrote it: attributes in little endian without VR, pixels in big endian. */
    @Test
    void geFilesBecomeReadable() throws IOException, InterruptedException {
        requireTool("dcmconv");
        byte[] bytes = DicomBytes.slice(0)
                .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4")
                .text(0x00080018, "UI", "1.2.3.4")
                .shorts(0x7fe00010, "OW", 0x100, 0x200, 0x300, 0x400, 0x500, 0x600)
                .syntax(DicomBytes.IMPLICIT)
                .array();
        byte[] uid = "1.2.840.113619.5.2".getBytes(StandardCharsets.US_ASCII);
        int at = indexOf(bytes, SYNTAX) + SYNTAX.length;
        int old = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(at);
        byte[] length = {(byte) uid.length, 0};
        Path file = Files.write(
                folder.resolve("ge"),
                DicomBytes.join(
                        Arrays.copyOf(bytes, at), length, uid, Arrays.copyOfRange(bytes, at + 2 + old, bytes.length)));
        assertThat(ReadingWatch.refusal(file)).contains("GE private").endsWith("with dcmconv +te IN OUT");
        float next = 1;
        for (var voxel : remedied(file, "dcmconv +te").voxels()) {
            assertThat(voxel.get()).isEqualTo(next++);
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        int at = 0;
        while (!Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
            at++;
        }
        return at;
    }
}
