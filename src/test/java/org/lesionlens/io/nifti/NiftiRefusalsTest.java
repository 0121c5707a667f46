package org.lesionlens.io.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.file.MalformedFileException;

class NiftiRefusalsTest {
    @TempDir
    Path folder;

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] plain = NiftiBytes.int16().shorts(352, 1, 2, 3).array();
        for (byte[] whole : new byte[][] {plain, NiftiBytes.gzip(plain)}) {
            for (int length = 0; length < whole.length; length++) {
                refuse(Arrays.copyOf(whole, length));
            }
        }
    }

    @Test
    void truncationSaysHowMuchIsThere() throws IOException {
        byte[] plain = NiftiBytes.int16().array();
        assertThat(refuse(Arrays.copyOf(plain, 362)))
                .isEqualTo(folder.resolve("scan") + ": found 10 of 48 bytes of voxels from offset 352; "
                        + "the file is cut off or its header wrong: copy or export it again");
        assertThat(refuse(NiftiBytes.gzip(Arrays.copyOf(plain, 362)))).contains("found 10 of 48 bytes");
        assertThat(refuse(Arrays.copyOf(plain, 200))).contains("found 200 of 348 header bytes");
    }

    @Test
    void dimensionsThatDoNotFitTheFileAreRefused() throws IOException {
        assertThat(refuse(NiftiBytes.int16().shorts(42, 32767, 32767, 32767).array()))
                .contains("found 48 of 70362301923326 bytes");
        assertThat(refuse(NiftiBytes.int16().shorts(42, 0).array())).contains("dim[1] (offset 42) is 0");
        assertThat(refuse(NiftiBytes.int16().shorts(46, -4).array())).contains("dim[3] (offset 46) is -4");
        assertThat(refuse(NiftiBytes.int16().shorts(40, 8).array())).contains("dim[0] (offset 40) is 8");
        NiftiBytes tooLong = NiftiBytes.int16().shorts(42, 1).shorts(398, 77);
        assertThat(refuse(tooLong.array())).contains("has data after its 24 bytes of voxels");
    }

    @Test
    void aCompressedLieIsFoundBeforeMemoryIsAllocated() throws IOException {
        byte[] lie = NiftiBytes.gzip(
                NiftiBytes.int16().shorts(42, 32767, 32767, 2000).array());
        assertTimeout(
                Duration.ofSeconds(30), () -> assertThat(refuse(lie)).contains("found 48 of 4294705156000 bytes of"));
    }

    @Test
    void whatCannotBeReadIsRefusedByName() throws IOException {
        assertThat(refuse(NiftiBytes.int16().shorts(70, 32, 64).array())).contains("complex64");
        assertThat(refuse(NiftiBytes.int16().shorts(70, 3, 64).array())).contains("is 3, unknown");
        assertThat(refuse(NiftiBytes.int16().shorts(72, 8).array())).contains("bitpix (offset 72) is 8");
        byte[] pair = NiftiBytes.int16().array();
        System.arraycopy("ni1\0".getBytes(StandardCharsets.ISO_8859_1), 0, pair, 344, 4);
        assertThat(refuse(pair)).contains("is the header of a NIfTI pair but its voxels are not there");
        byte[] analyze = NiftiBytes.int16().array();
        Arrays.fill(analyze, 344, 348, (byte) 0);
        assertThat(refuse(analyze)).contains("Analyze 7.5 has none and does not say which side is left");
        assertThat(refuse(Arrays.copyOf(ByteBuffer.allocate(4).putInt(540).array(), 600)))
                .contains("NIfTI-2");
        assertThat(refuse(new byte[400])).contains("no header length of 348 or 540");
    }

    @Test
    void gridsThatAreNoneAreRefused() throws IOException {
        double[] sheared = {1, 0.1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
        assertThat(refuse(NiftiBytes.int16().shorts(254, 1).floats(280, sheared).array()))
                .contains("its sform (offset 280) is no grid", "sheared");
        assertThat(refuse(NiftiBytes.int16().shorts(254, 1).array())).contains("spacing along x is 0.0 mm");
        assertThat(refuse(NiftiBytes.int16().floats(84, 0).array())).contains("pixdim[2] (offset 84) is 0.0");
        assertThat(refuse(NiftiBytes.int16().floats(84, Double.NaN).array())).contains("pixdim[2] (offset 84) is NaN");
        assertThat(refuse(NiftiBytes.int16().floats(108, 8).array())).contains("vox_offset (offset 108) is 8.0");
        assertThat(refuse(NiftiBytes.int16().floats(112, 1, Double.NaN).array()))
                .contains("scl_inter (offset 116)");
    }

    @Test
    void damagedBytesGiveAnImageOrARefusalAndNothingElse() throws IOException {
        Random random = new Random(1);
        byte[] plain = NiftiBytes.int16().array();
        byte[] packed = NiftiBytes.gzip(plain);
        for (int i = 0; i < 3000; i++) {
            byte[] mutant = (i % 2 == 0 ? plain : packed).clone();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                mutant[random.nextInt(i % 4 == 0 ? 348 : mutant.length) % mutant.length] = (byte) random.nextInt(256);
            }
            Path path = Files.write(folder.resolve("scan"), mutant);
            try {
                assertThat(NiftiReader.read(path)).isNotNull();
            } catch (MalformedFileException e) {
                assertThat(e).hasMessageContaining("scan: ");
            }
        }
    }

    private String refuse(byte[] content) throws IOException {
        Path path = Files.write(folder.resolve("scan"), content);
        String[] message = new String[1];
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> NiftiReader.read(path))
                .satisfies(e -> assertThat(e.path()).isEqualTo(path))
                .satisfies(e -> message[0] = e.getMessage());
        return message[0];
    }
}
