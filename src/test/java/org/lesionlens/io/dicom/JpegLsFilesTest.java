package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.ReadingWatch;
import org.lesionlens.io.dicom.codec.FramePixels;
import org.lesionlens.io.dicom.codec.JpegLsEncoder;
import org.lesionlens.io.dicom.codec.JpegLsEncoder.Way;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VoxelValues;

/** DICOM files with JPEG-LS: fragments, frames, signs, damage, and dcmtk as an independent encoder and decoder. */
class JpegLsFilesTest {
    private static final int ROWS = 19;
    private static final int COLUMNS = 23;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("image.dcm");
    }

    private static int[] ramp(int frame, int max) {
        int[] samples = new int[ROWS * COLUMNS];
        Arrays.setAll(samples, i -> (i * 37 + i / COLUMNS * 101 + frame * 7) % (max + 1));
        return samples;
    }

    private static byte[] stream(int frame, Way way) {
        return JpegLsEncoder.encode(new int[][] {ramp(frame, (1 << way.precision()) - 1)}, COLUMNS, way);
    }

    private Volume read(byte[] bytes) throws IOException {
        return DicomSeriesReader.read(Files.write(file, bytes), Optional.empty());
    }

    @Test
    void aFrameMayLieInSeveralFragments() throws IOException {
        byte[] stream = stream(0, Way.lossless(12));
        byte[] fragments = DicomBytes.join(
                JpegLsFiles.fragment(Arrays.copyOf(stream, 40)),
                JpegLsFiles.fragment(Arrays.copyOfRange(stream, 40, 42)),
                JpegLsFiles.fragment(Arrays.copyOfRange(stream, 42, stream.length)));
        int i = 0;
        for (var voxel : read(JpegLsFiles.file(ROWS, COLUMNS, Way.lossless(12), 1, fragments, 1))
                .voxels()) {
            assertThat(voxel.get()).isEqualTo(ramp(0, 4095)[i++]);
        }
    }

    @Test
    void framesInSeveralFragmentsAreToldApartByTheirMarkers() throws IOException {
        Way way = Way.lossless(8);
        byte[] fragments = new byte[0];
        for (int frame = 0; frame < 3; frame++) {
            byte[] stream = stream(frame, way);
            fragments = DicomBytes.join(
                    fragments,
                    JpegLsFiles.fragment(Arrays.copyOf(stream, 60)),
                    JpegLsFiles.fragment(Arrays.copyOfRange(stream, 60, stream.length)));
        }
        Files.write(file, JpegLsFiles.file(ROWS, COLUMNS, way, 1, fragments, 3));
        PixelData pixels = PixelData.of(DicomFile.read(file));
        for (int frame = 0; frame < 3; frame++) {
            FramePixels decoded = pixels.frame(frame);
            for (int i = 0; i < ROWS * COLUMNS; i++) {
                assertThat(decoded.at(i, 0)).isEqualTo(ramp(frame, 255)[i]);
            }
        }
    }

    @Test
    void signedNumbersAreCodedAsTheirStoredBits() throws IOException {
        byte[] bytes = JpegLsFiles.file(ROWS, COLUMNS, Way.lossless(12), 1, stream(0, Way.lossless(12)));
        bytes[indexOf(bytes, new byte[] {0x28, 0, 3, 1, 'U', 'S', 2, 0}) + 8] = 1;
        int i = 0;
        for (var voxel : read(bytes).voxels()) {
            int bits = ramp(0, 4095)[i++];
            assertThat(voxel.get()).isEqualTo(bits < 2048 ? bits : bits - 4096);
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        int at = 0;
        while (!Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
            at++;
        }
        return at;
    }

    @Test
    void aDamagedFrameIsToldWithATool() throws IOException, InterruptedException {
        byte[] stream = stream(0, Way.lossless(12));
        byte[] cut = Arrays.copyOf(stream, stream.length / 2);
        Files.write(file, JpegLsFiles.file(ROWS, COLUMNS, Way.lossless(12), 1, cut));
        assertThat(ReadingWatch.refusal(file))
                .contains("frame 1, compressed as JPEG-LS Lossless", "the JPEG-LS data end at byte")
                .endsWith("copy or export it again, or decompress it, for example with dcmdjpls IN OUT");
    }

    @Test
    void mappingTablesAreRefusedInWords() throws IOException, InterruptedException {
        byte[] stream = stream(0, Way.lossless(12));
        byte[] table = {(byte) 0xff, (byte) 0xf8, 0, 6, 2, 1, 1, 0};
        byte[] mapped = DicomBytes.join(Arrays.copyOf(stream, 2), table, Arrays.copyOfRange(stream, 2, stream.length));
        Files.write(file, JpegLsFiles.file(ROWS, COLUMNS, Way.lossless(12), 1, mapped));
        assertThat(ReadingWatch.refusal(file))
                .contains(
                        "has JPEG-LS data with mapping tables (LSE of kind 2), which cannot be read; export the series");
    }

    /** Pixels of which the stream holds nothing: refused before the memory is taken. */
    @Test
    void framesThatTheBytesCannotHoldAreRefused() throws IOException, InterruptedException {
        byte[][] streams = new byte[40][];
        Arrays.fill(streams, stream(0, Way.lossless(8)));
        Files.write(file, JpegLsFiles.file(16000, 16000, Way.lossless(8), 1, streams));
        assertThat(ReadingWatch.refusal(file)).contains("announces 40 frames of 16000 x 16000 pixels but has only");
    }

    @Test
    void whatTheTestsEncodeIsWhatDcmdjplsDecodes() throws IOException, InterruptedException {
        assumeTrue(DcmtkTest.isOnPath("dcmdjpls"), "dcmdjpls is not on the path: apt-get install dcmtk");
        for (Path coded : JpegLsFiles.write(folder)) {
            // dcmtk's decoder knows no restart markers, and no 4 bits
            if (!coded.toString().contains("restart") && !coded.toString().contains("1x4")) {
                assertReadsAsDecoded(coded);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "5"})
    void whatDcmcjplsEncodesIsReadAsDcmdjplsDecodesIt(int near) throws IOException, InterruptedException {
        assumeTrue(DcmtkTest.isOnPath("dcmcjpls"), "dcmcjpls is not on the path: apt-get install dcmtk");
        for (String kind : List.of("u8", "u12", "w16", "rgb", "frames")) {
            for (String mode : kind.equals("rgb") ? List.of("+il", "+is", "+in") : List.of("+iv")) {
                Path coded = folder.resolve(kind + ".dcm");
                DcmtkTest.convert(
                        near == 0
                                ? List.of("dcmcjpls", mode)
                                : List.of("dcmcjpls", mode, "+en", "+md", Integer.toString(near)),
                        TransferSyntaxTest.path(kind + "_explicit"),
                        coded);
                assertReadsAsDecoded(coded);
            }
        }
    }

    private void assertReadsAsDecoded(Path coded) throws IOException, InterruptedException {
        Path decoded = folder.resolve("decoded");
        DcmtkTest.convert(List.of("dcmdjpls"), coded, decoded);
        Volume expected = DicomSeriesReader.read(decoded, Optional.empty());
        Volume found = DicomSeriesReader.read(coded, Optional.empty());
        assertThat(VoxelValues.of(found.voxels())).as("%s", coded).isEqualTo(VoxelValues.of(expected.voxels()));
    }
}
