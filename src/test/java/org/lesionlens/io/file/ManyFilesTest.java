package org.lesionlens.io.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import net.imglib2.view.Views;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.ReadingWatch;
import org.lesionlens.io.VolumeFiles;

/** Volumes of 2 x 2 x 3 voxels, 1 to 12, in a file a slice. */
class ManyFilesTest {
    private static final float[] TWELVE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    @TempDir
    Path folder;

    @BeforeEach
    void writeSlices() throws IOException {
        Files.createDirectories(folder.resolve("in"));
        for (int slice = 0; slice < 3; slice++) {
            byte[] voxels = bytes(4 * slice, 4 * slice + 4);
            Files.write(folder.resolve("in/s" + slice + ".raw"), voxels);
            Files.write(folder.resolve("in/a b 00" + (2 - slice) + ".raw"), voxels);
            Files.write(folder.resolve("in/z" + slice + ".gz"), gzip(voxels));
            Files.writeString(
                    folder.resolve("in/t" + slice), Arrays.toString(voxels).replaceAll("[\\[\\]]", " "));
        }
        Files.write(folder.resolve("in/first.raw"), bytes(0, 6));
        Files.write(folder.resolve("in/rest.raw"), bytes(6, 12));
        Files.write(folder.resolve("outside.raw"), bytes(8, 12));
    }

    private static byte[] bytes(int from, int to) {
        byte[] bytes = new byte[to - from];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (from + i + 1);
        }
        return bytes;
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "LIST/s0.raw/s1.raw/s2.raw, raw",
        "LIST 2/s0.raw//s1.raw/s2.raw/, raw",
        "LIST 3/first.raw/rest.raw, raw",
        "LIST 3/s0.raw/s1.raw/s2.raw, raw",
        "s%d.raw 0 2 1, raw",
        "a b %03d.raw 2 0 -1, raw",
        "s%1d.raw 0 2 1 2, raw",
        "LIST/z0.gz/z1.gz/z2.gz, gzip",
        "LIST/t0/t1/t2, ascii"
    })
    void nrrdNamesItsFiles(String named, String encoding) throws IOException {
        // Three files do not share out 2 slices of a "LIST 3", two do not share out 3.
        String sizes = named.startsWith("LIST 3/first") ? "2 3 2" : "2 2 3";
        Path header = nrrd(sizes, named, encoding);
        LoadedVolume loaded = VolumeFiles.read(header, Optional.empty());
        assertThat(loaded.format()).isEqualTo(VolumeFormat.NRRD);
        assertVoxels(loaded);
        assertThat(VolumeFiles.files(header))
                .hasSize(1 + (named.contains("first") ? 2 : 3))
                .startsWith(header);
    }

    @ParameterizedTest
    @CsvSource({
        "LIST/s0.raw/s1.raw/s2.raw, False, True",
        "LIST 2D/s0.raw/s1.raw/s2.raw, False, True",
        "LIST 2/s0.raw/s1.raw/s2.raw, False, True",
        "s%d.raw 0 2 1, False, True",
        "a b %03d.raw 2 0 -1, False, True",
        "LIST/z0.gz/z1.gz/z2.gz, True, True",
        "t%i 0 2 1, False, False"
    })
    void metaImageNamesItsFiles(String named, String compressed, String binary) throws IOException {
        LoadedVolume loaded = VolumeFiles.read(metaImage(named, compressed, binary), Optional.empty());
        assertThat(loaded.format()).isEqualTo(VolumeFormat.METAIMAGE);
        assertVoxels(loaded);
    }

    /** Of several volumes the first is read, wherever the files part them. */
    @Test
    void volumesMayFollowEachOtherInFiles() throws IOException {
        Path header = nrrd("2 2 1 3", "LIST/s0.raw/s1.raw/s2.raw", "raw");
        Files.writeString(header, Files.readString(header).replace("spacings: 1 1 1", "spacings: 1 1 1 nan"));
        assertThat(voxels(VolumeFiles.read(header, Optional.empty()))).containsExactly(1, 2, 3, 4);
        Files.delete(folder.resolve("in/s2.raw"));
        assertThat(refuse(header)).contains("names a file that is not there (s2.raw)");
    }

    @ParameterizedTest
    @CsvSource({
        "LIST/s0.raw/s1.raw, names 2 files of 2 axes each",
        "LIST/s0.raw/s1.raw/s2.raw/s0.raw, names 4 files of 2 axes each",
        "LIST 1/s0.raw/s1.raw/s2.raw, names 3 files of 1 axes each",
        "LIST 9/s0.raw/s1.raw/s2.raw, names 3 files of 9 axes each",
        "LIST, names 0 files",
        "LIST/s0.raw/s1.raw/../outside.raw, names a file outside the folder",
        "LIST/s0.raw/s1.raw/s9.raw, names a file that is not there (s9.raw)",
        "LIST/s0.raw/s1.raw/first.raw, has data after its 4 bytes of voxels",
        "LIST/s0.raw/s1.raw/t.raw, found 0 of 4 bytes of voxels",
        "s%d.raw 0 2 0, counts from 0 to 2 in steps of 0",
        "s%d.raw 0 999999999 1, counts from 0 to 999999999 in steps of 1",
        "s%d.raw 2 0 1, counts from 2 to 0 in steps of 1",
        "s%d.raw 0 3 1, names 4 files of 2 axes each"
    })
    void filesThatDoNotFitAreRefused(String named, String message) throws IOException {
        Files.write(folder.resolve("in/t.raw"), new byte[0]);
        String outer = named.replace("/../", "/..\\");
        assertThat(refuse(nrrd("2 2 3", outer, "raw"))).contains(message);
        assertThat(refuse(metaImage(outer, "False", "True"))).contains(message);
    }

    /** Each place was once searched for the end of the blanks anew. */
    @Test
    void blanksWithoutEndTakeNoTime() throws IOException, InterruptedException {
        String named = "s%d.raw" + " ".repeat(600_000) + "x";
        assertThat(ReadingWatch.refusal(nrrd("2 2 3", named, "raw"))).contains("names");
    }

    private Path nrrd(String sizes, String named, String encoding) throws IOException {
        String header = "NRRD0004\ntype: uchar\ndimension: " + sizes.split(" ").length + "\nsizes: " + sizes
                + "\nspacings: 1 1 1\nencoding: " + encoding + "\ndata file: ";
        return Files.writeString(folder.resolve("in/v.nhdr"), header + lines(named) + "\n");
    }

    private Path metaImage(String named, String compressed, String binary) throws IOException {
        String header = "ObjectType = Image\nNDims = 3\nBinaryData = " + binary + "\nCompressedData = " + compressed
                + "\nOffset = 0 0 0\nElementSpacing = 1 1 1\nDimSize = 2 2 3\nElementType = MET_UCHAR\n";
        return Files.writeString(folder.resolve("in/v.mhd"), header + "ElementDataFile = " + lines(named));
    }

    /** A slash ends a line, a backslash is one in a path. */
    private static String lines(String named) {
        return named.replace('/', '\n').replace('\\', '/');
    }

    private static void assertVoxels(LoadedVolume loaded) {
        assertThat(voxels(loaded)).containsExactly(TWELVE);
    }

    private static float[] voxels(LoadedVolume loaded) {
        float[] voxels = new float[(int) loaded.volume().geometry().voxelCount()];
        int[] index = {0};
        Views.flatIterable(loaded.volume().voxels()).forEach(voxel -> voxels[index[0]++] = voxel.get());
        return voxels;
    }

    private static String refuse(Path header) {
        String[] message = new String[1];
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.read(header, Optional.empty()))
                .satisfies(e -> message[0] = e.getMessage());
        return message[0];
    }
}
