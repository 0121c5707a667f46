package org.lesionlens.io.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.volume.Volume;

/** Files that other programs write and that are not as the textbook has them. */
class NiftiVariantsTest {
    @TempDir
    Path folder;

    /** Either file may be named, either may be compressed, and the voxels may begin anywhere. */
    @ParameterizedTest
    @CsvSource({
        "false, v.hdr, v.img, 0",
        "false, v.hdr, v.img.gz, 0",
        "false, v.hdr.gz, v.img.gz, 16",
        "true, v.hdr, v.img, 5",
        "true, v.hdr.gz, v.img, 0",
        "true, v.HDR, v.IMG, 0"
    })
    void pairsAreReadWhicheverIsNamed(boolean second, String header, String voxels, int offset) throws IOException {
        NiftiFormBytes source = NiftiFormBytes.AGREEING.with(second, ByteOrder.BIG_ENDIAN);
        byte[] whole = source.array();
        int end = second ? 540 : 348;
        byte[] head = Arrays.copyOf(whole, end);
        head[second ? 5 : 345] = 'i';
        ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.BIG_ENDIAN);
        if (second) {
            fields.putLong(168, offset);
        } else {
            fields.putFloat(108, offset);
        }
        byte[] data = new byte[offset + 120];
        System.arraycopy(whole, end + 4, data, offset, 120);
        write(header, head);
        write(voxels, data);
        Volume expected = NiftiReader.read(Files.write(folder.resolve("whole.nii"), whole));
        for (String named : List.of(header, voxels)) {
            LoadedVolume loaded = VolumeFiles.read(folder.resolve(named), Optional.empty());
            assertThat(loaded.format()).isEqualTo(VolumeFormat.NIFTI);
            assertThat(loaded.warnings()).isEmpty();
            assertThat(loaded.volume().geometry()).isEqualTo(expected.geometry());
            assertThat(voxels(loaded.volume())).isEqualTo(voxels(expected)).endsWith(119f);
            assertThat(VolumeFiles.caseName(folder.resolve(named))).isEqualTo("v");
            assertThat(VolumeFiles.files(folder.resolve(named)))
                    .containsExactly(folder.resolve(header), folder.resolve(voxels));
        }
    }

    private void write(String name, byte[] content) throws IOException {
        Files.write(folder.resolve(name), name.endsWith(".gz") ? NiftiBytes.gzip(content) : content);
    }

    @Test
    void halfAPairIsToldWhatIsMissing() throws IOException {
        byte[] head = Arrays.copyOf(NiftiFormBytes.AGREEING.array(), 348);
        head[345] = 'i';
        Arrays.fill(head, 108, 112, (byte) 0);
        write("v.hdr", head);
        assertThat(refuse("v.hdr")).contains("its voxels are not there; put NAME.hdr and NAME.img");
        write("v.img", new byte[119]);
        assertThat(refuse("v.hdr")).contains("v.img: found 119 of 120 bytes of voxels from offset 0");
        write("renamed", head);
        assertThat(refuse("renamed")).contains("its voxels are not there");
        write("alone.img", new byte[119]);
        assertThat(refuse("alone.img")).contains("is of no known format", "its header (.hdr) is missing");
        byte[] analyze = head.clone();
        Arrays.fill(analyze, 344, 348, (byte) 0);
        write("old.hdr", analyze);
        write("old.img", new byte[120]);
        assertThat(refuse("old.hdr")).contains("Analyze 7.5 has none and does not say which side is left");
        assertThat(refuse("old.img")).contains("Analyze 7.5");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void coloursBecomeTheirBrightness(boolean opacity) throws IOException {
        NiftiType type = opacity ? NiftiType.RGBA32 : NiftiType.RGB24;
        NiftiBytes file =
                NiftiBytes.of(ByteOrder.LITTLE_ENDIAN, type).shorts(254, 1).floats(280, 1, 0, 0, 0, 0, 1);
        file.floats(320, 1).floats(112, 3, 100); // a slope is not for colours
        int[][] colours = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {250, 251, 252}};
        for (int i = 0; i < colours.length; i++) {
            for (int channel = 0; channel < 3; channel++) {
                file.bytes.put(352 + i * type.bytes + channel, (byte) colours[i][channel]);
            }
        }
        LoadedVolume loaded = load(file.array());
        List<Float> voxels = voxels(loaded.volume());
        double[] expected = {76.245, 149.685, 29.07, 250.815};
        for (int i = 0; i < expected.length; i++) {
            assertThat(voxels.get(i)).isCloseTo((float) expected[i], within(1e-4f));
        }
        assertThat(voxels).hasSize(24).endsWith(0f, 0f);
        assertThat(loaded.warnings()).containsExactly("the file is in colour: the brightness of its colours is used");
    }

    /** More voxels than a buffer holds, of three bytes each. */
    @Test
    void colourVolumesOfManyVoxelsAreRead() throws IOException {
        int voxels = 100 * 100 * 7;
        byte[] file = Arrays.copyOf(NiftiFormBytes.AGREEING.dim(3, 100, 100, 7).array(), 352 + 3 * voxels);
        file[70] = (byte) 128;
        file[72] = 24;
        for (int i = 352; i < file.length; i++) {
            file[i] = (byte) ((i - 352) / 3 % 251);
        }
        List<Float> read = voxels(load(file).volume());
        for (int i = 0; i < voxels; i++) {
            assertThat(read.get(i)).isCloseTo(i % 251, within(1e-3f));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void voxelsFollowTheHeaderWhereItDoesNotSayWhere(boolean second) throws IOException {
        byte[] file =
                NiftiFormBytes.AGREEING.with(second, ByteOrder.LITTLE_ENDIAN).array();
        List<Float> expected = voxels(load(file).volume());
        int first = second ? 544 : 352;
        Arrays.fill(file, second ? 168 : 108, second ? 176 : 112, (byte) 0);
        LoadedVolume loaded = load(file);
        assertThat(voxels(loaded.volume())).isEqualTo(expected);
        assertThat(loaded.warnings())
                .containsExactly(
                        "the header says no place of the voxels (vox_offset is 0): they are read from byte " + first);
        file[first - 4] = 1;
        assertThat(refuse(file)).contains("has an extension after its header but vox_offset is 0");
    }

    @Test
    void offsetsInsideTheHeaderAreRefused() throws IOException {
        for (double offset : new double[] {1, 348, 351, -352, 352.5, Double.NaN}) {
            ByteBuffer file = ByteBuffer.wrap(NiftiFormBytes.AGREEING.array()).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(refuse(file.putFloat(108, (float) offset).array()))
                    .contains("vox_offset (offset 108) is " + (float) offset + " but must be a whole number");
        }
    }

    @Test
    void sizesOfZeroAtTheEndAreOnes() throws IOException {
        for (int[] dim : new int[][] {{4, 6, 5, 4, 0}, {7, 6, 5, 4, 0, 0, 0, 0}, {7, 6, 5, 4, 1, 1, 0, 0}}) {
            LoadedVolume loaded = load(NiftiFormBytes.AGREEING.dim(dim).array());
            assertThat(loaded.volume().geometry().size()).containsExactly(6, 5, 4);
            assertThat(loaded.warnings()).singleElement().asString().contains("have the size 0: they are taken for 1");
        }
        assertThat(load(NiftiFormBytes.AGREEING.dim(3, 6, 5, 0).array())
                        .volume()
                        .geometry()
                        .size())
                .containsExactly(6, 5, 1);
        assertThat(refuse(NiftiFormBytes.AGREEING.dim(5, 6, 5, 4, 0, 2).array()))
                .contains("dim[4] (offset 48) is 0");
        assertThat(refuse(NiftiFormBytes.AGREEING.dim(3, 6, 0, 0).array())).contains("dim[2] (offset 44) is 0");
        assertThat(refuse(NiftiFormBytes.AGREEING.dim(4, 6, 5, 4, -1).array())).contains("dim[4] (offset 48) is -1");
    }

    @Test
    void whatLiesAlongTheBrainsSurfaceIsNoImage() throws IOException {
        byte[] file = NiftiFormBytes.AGREEING
                .with(true, ByteOrder.LITTLE_ENDIAN)
                .dim(6, 1, 1, 1, 1, 1, 3)
                .array();
        ByteBuffer intent = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(refuse(intent.putInt(504, 3006).array()))
                .contains("is CIFTI-2 (intent_code (offset 504) 3006)", "name the image");
        ByteBuffer extended = ByteBuffer.allocate(file.length + 48).order(ByteOrder.LITTLE_ENDIAN);
        extended.put(file, 0, 540)
                .putInt(1)
                .putInt(16)
                .putInt(6)
                .putLong(0)
                .putInt(32)
                .putInt(32);
        extended.putLong(168, 592);
        assertThat(refuse(extended.array())).contains("is CIFTI-2 (the header's extension at offset 560)");
        assertThat(refuse(NiftiBytes.gzip(extended.array()))).contains("is CIFTI-2");
    }

    @Test
    void extensionsOfOtherKindsArePassedOver() throws IOException {
        byte[] file = NiftiFormBytes.AGREEING.array();
        ByteBuffer extended = ByteBuffer.allocate(file.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        extended.put(file, 0, 348).putInt(1).putInt(16).putInt(6).put("comment\0".getBytes(StandardCharsets.US_ASCII));
        extended.put(file, 352, 120).putFloat(108, 368);
        assertThat(voxels(load(extended.array()).volume()))
                .isEqualTo(voxels(load(file).volume()));
    }

    private LoadedVolume load(byte[] content) throws IOException {
        return VolumeFiles.read(Files.write(folder.resolve("scan"), content), Optional.empty());
    }

    private String refuse(byte[] content) throws IOException {
        Files.write(folder.resolve("scan"), content);
        return refuse("scan");
    }

    private String refuse(String name) {
        String[] message = new String[1];
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.read(folder.resolve(name), Optional.empty()))
                .satisfies(e -> message[0] = e.getMessage());
        return message[0];
    }

    private static List<Float> voxels(Volume volume) {
        List<Float> all = new ArrayList<>();
        Views.flatIterable(volume.voxels()).forEach(voxel -> all.add(voxel.get()));
        return all;
    }
}
