package org.lesionlens.io.nrrd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import net.imglib2.view.Views;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.ReadingWatch;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class NrrdReaderTest {
    private static final String SPACE =
            "space: left-posterior-superior\nspace directions: (1,0,0) (0,2,0) (0,0,3)\nspace origin: (5,6,7)\n";
    private static final byte[] EIGHT = {1, 2, 3, 4, 5, 6, 7, 8};

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "uchar, 255, 255",
        "signed char, 255, -1",
        "unsigned short int, 65535, 65535",
        "int16_t, 65535, -1",
        "uint32, 4294967295, 4294967296",
        "signed int, 4294967295, -1",
        "ulonglong, -1, 18446744073709551616",
        "int64, -1, -1",
        "float, 1065353216, 1",
        "double, 4607182418800017408, 1"
    })
    void everyTypeIsReadInBothByteOrders(String type, long bits, float value) throws IOException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            int bytes = type.matches(".*char.*")
                    ? 1
                    : type.matches(".*short.*|int16.*") ? 2 : type.matches("ulonglong|int64|double") ? 8 : 4;
            ByteBuffer one = ByteBuffer.allocate(8).order(order);
            one.putLong(0, order == ByteOrder.BIG_ENDIAN ? bits << (64 - 8 * bytes) : bits);
            String endian = "endian: " + (order == ByteOrder.BIG_ENDIAN ? "big\n" : "little\n");
            String header = "type: " + type + "\ndimension: 3\nsizes: 1 1 1\nencoding: raw\n" + endian;
            assertThat(voxels(read(header + SPACE, Arrays.copyOf(one.array(), bytes))))
                    .containsExactly(value);
        }
    }

    @Test
    void withoutDirectionsThereAreSpacingsOrNothing() throws IOException {
        VolumeGeometry spaced = read(bytes("2 2 2") + "spacings: 1 2 NaN\n".replace("NaN", "3"), EIGHT)
                .geometry();
        assertThat(spaced).isEqualTo(VolumeGeometry.unplaced(new long[] {2, 2, 2}, 1, 2, 3));
        assertThat(warnings).singleElement().asString().contains("no position in the patient");
        assertThat(read(bytes("2 2 2"), EIGHT).geometry()).isEqualTo(VolumeGeometry.uncalibrated(2, 2, 2));
        assertThat(warnings.get(1)).contains("nothing is measured in mm");
    }

    /** Teem prints NaN in small letters. */
    @Test
    void whatIsLeftOpenIsNoAxisInSpace() throws IOException {
        String vectors = "space: LPS\nspace directions: (1,0,0) (0,2,0) (0,0,3) (nan,nan,nan)\n";
        VolumeGeometry expected = VolumeGeometry.unplaced(new long[] {2, 2, 1}, 1, 2, 3);
        assertThat(read(bytes("2 2 1 2") + vectors, EIGHT).geometry()).isEqualTo(expected);
        assertThat(read(bytes("2 2 1 2") + "spacings: 1 2 3 nan\n", EIGHT).geometry())
                .isEqualTo(expected);
        assertThat(read(bytes("2 2 2") + "kinds: ??? ??? ???\nspacings: 1 2 3\n", EIGHT)
                        .geometry())
                .isEqualTo(VolumeGeometry.unplaced(new long[] {2, 2, 2}, 1, 2, 3));
    }

    @Test
    void unitsBecomeMillimetresOrNothing() throws IOException {
        String header = bytes("2 2 2") + SPACE;
        assertThat(read(header + "space units: \"cm\" \"cm\" \"cm\"\n", EIGHT)
                        .geometry()
                        .spacingMm(1))
                .isEqualTo(20);
        assertThat(read(header + "space units: \"mm\" \"mm\" \"s\"\n", EIGHT)
                        .geometry()
                        .calibrated())
                .isFalse();
        assertThat(read(bytes("2 2 2 1") + "spacings: 1 2 3 4\nunits: \"um\" \"um\" \"um\" \"s\"\n", EIGHT)
                        .geometry()
                        .spacingMm(2))
                .isEqualTo(0.003);
    }

    @Test
    void spacesThatAreNotAnatomicalAreWarnedOf() throws IOException {
        String header = bytes("2 2 2") + SPACE.replace("left-posterior-superior", "3D-right-handed");
        assertThat(read(header, EIGHT).geometry().toWorld(1, 1, 1)).containsExactly(6, 8, 10);
        assertThat(warnings)
                .containsExactly(
                        "the file names no anatomical space: it is shown as if its axes were left, posterior, superior, but"
                                + " positions and left and right are unknown");
    }

    @Test
    void ofSeveralVolumesTheFirstIsUsedWithAWarning() throws IOException {
        String header = bytes("2 2 1 2") + "kinds: domain domain domain time\nspacings: 1 1 1 5\n";
        assertThat(voxels(read(header, EIGHT))).containsExactly(1f, 2f, 3f, 4f);
        assertThat(warnings).contains("the file has 2 volumes: the first is used");
        assertThat(voxels(
                        read(bytes("1 2 2 2") + "space: LPS\nspace directions: none (1,0,0) (0,1,0) (0,0,1)\n", EIGHT)))
                .hasSize(8);
    }

    @Test
    void aSliceInSpaceIsOneMillimetreThick() throws IOException {
        String header = bytes("4 2") + "space: LPS\nspace directions: (0,0.5,0) (0,0,0.25)\nspace origin: (1,2,3)\n";
        VolumeGeometry geometry = read(header, EIGHT).geometry();
        assertThat(geometry.size()).containsExactly(4, 2, 1);
        assertThat(geometry.toWorld(0, 0, 1)).containsExactly(2, 2, 3);
    }

    @Test
    void dataMayBeginAfterOtherBytes() throws IOException {
        byte[] more = {9, 9, 1, 2, 3, 4, 5, 6, 7, 8};
        assertThat(voxels(read(bytes("2 2 2") + "byte skip: 2\n", more))).startsWith(1f, 2f);
        assertThat(voxels(read(bytes("2 2 2") + "byte skip: -1\n", more))).startsWith(1f, 2f);
        String packed = bytes("2 2 2").replace("raw", "gzip") + "byte skip: 2\n";
        assertThat(voxels(read(packed, gzip(more)))).startsWith(1f, 2f);
    }

    @Test
    void dataInAFileOfTheirOwnLieInTheFolderOfTheHeader() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Files.write(folder.resolve("outside.raw"), EIGHT);
        Files.write(inner.resolve("a b.raw"), EIGHT);
        Files.createSymbolicLink(inner.resolve("link.raw"), folder.resolve("outside.raw"));
        Path header = inner.resolve("scan.nhdr");
        assertThat(voxels(NrrdReader.read(detached(header, "a b.raw"), warnings::add)))
                .hasSize(8);
        assertThat(voxels(NrrdReader.read(
                        detached(
                                header,
                                inner.resolve("a b.raw").toAbsolutePath().toString()),
                        warnings::add)))
                .hasSize(8);
        assertThat(refuse(detached(header, "../outside.raw"))).contains("'data file' names a file outside the folder");
        assertThat(refuse(detached(header, "/etc/passwd"))).contains("outside the folder");
        assertThat(refuse(detached(header, "link.raw"))).contains("names a link to a file outside the folder");
        assertThat(refuse(detached(header, "missing.raw"))).contains("a file that is not there (missing.raw)");
        assertThat(refuse(detached(header, "a\0b"))).contains("is no name of a file (a?b)");
    }

    /** Each line was once searched for the name of a data file anew. */
    @Test
    void manyLinesAfterALongNameTakeNoTime() throws IOException, InterruptedException {
        StringBuilder lines = new StringBuilder("a".repeat(400_000));
        for (int i = 0; i < 50_000; i++) {
            lines.append("\nf").append(i).append(": x");
        }
        assertThat(ReadingWatch.refusal(detached(folder.resolve("scan.nhdr"), lines.toString())))
                .contains("names a file that is not there (aaa");
    }

    private static Path detached(Path header, String name) throws IOException {
        return Files.writeString(header, "NRRD0004\n" + bytes("2 2 2") + "data file: " + name + "\n");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] plain = join("NRRD0005\n" + bytes("2 2 2") + SPACE + "\n", EIGHT);
        byte[] packed = join("NRRD0005\n" + bytes("2 2 2").replace("raw", "gzip") + SPACE + "\n", gzip(EIGHT));
        for (byte[] whole : new byte[][] {plain, packed}) {
            for (int length = 7; length < whole.length; length++) {
                refuse(Files.write(folder.resolve("scan"), Arrays.copyOf(whole, length)));
            }
        }
        assertThat(refuse(Files.write(folder.resolve("scan"), Arrays.copyOf(plain, plain.length - 3))))
                .isEqualTo(folder.resolve("scan") + ": found 5 of 8 bytes of voxels from offset " + (plain.length - 8)
                        + "; the file is cut off or its header wrong: copy or export it again");
    }

    @Test
    void sizesThatTheFileCannotHoldAreFoundBeforeMemoryIsAllocated() throws IOException {
        assertThat(refuse(bytes("30000 30000 3000"))).contains("found 8 of 2700000000000 bytes");
        assertThat(refuse(bytes("2147483647 2147483647 2147483647"))).contains("(sizes), which no file holds");
        String packed = bytes("30000 30000 3000").replace("raw", "gzip");
        byte[] content = gzip(EIGHT);
        assertTimeout(
                Duration.ofSeconds(30),
                () -> assertThatExceptionOfType(MalformedFileException.class)
                        .isThrownBy(() -> read(packed, content))
                        .withMessageContaining("found 8 of 2700000000000 bytes"));
        assertThat(refuse(bytes("2 2 1"))).contains("has data after its 4 bytes of voxels (4 voxels, UINT8), so sizes");
    }

    /** Streams that follow each other are one, as for bzip2 itself. */
    @Test
    void bzip2IsUnpacked() throws IOException {
        String packed = bytes("2 2 2").replace("raw", "bzip2") + SPACE;
        assertThat(voxels(read(packed, bzip2(EIGHT)))).containsExactly(1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f);
        byte[] whole = bzip2(EIGHT);
        byte[] first = bzip2(Arrays.copyOf(EIGHT, 3));
        byte[] second = bzip2(Arrays.copyOfRange(EIGHT, 3, 8));
        byte[] both = ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
        assertThat(voxels(read(packed.replace("bzip2", "bz2"), both))).hasSize(8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> read(packed, cut));
        }
        whole[14] ^= 0x55;
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(packed, whole))
                .withMessageContaining("its compressed data are damaged");
    }

    /** 100 MB of zeros in 113 bytes. */
    @Test
    void bzip2ThatUnpacksToMuchIsNotUnpackedWhole() throws IOException, InterruptedException {
        byte[] bomb = bzip2(new byte[100 << 20]);
        assertThat(bomb.length).isLessThan(200);
        for (String sizes : new String[] {"2 2 2", "30000 30000 3000"}) {
            String header = "NRRD0004\n" + bytes(sizes).replace("raw", "bzip2") + "\n";
            assertThat(ReadingWatch.refusal(Files.write(folder.resolve("scan"), join(header, bomb))))
                    .contains(
                            sizes.startsWith("2") ? "has data after its 8 bytes" : "found 104857600 of 2700000000000");
        }
    }

    @Test
    void textIsRead() throws IOException {
        String header = "type: float\ndimension: 3\nsizes: 2 2 2\nencoding: text\n" + SPACE;
        assertThat(voxels(read(header, "1 -2.5\t3e2\r\n nan,5 ,6\n+7 .5 ".getBytes(StandardCharsets.US_ASCII))))
                .containsExactly(1f, -2.5f, 300f, Float.NaN, 5f, 6f, 7f, 0.5f);
        String four =
                header.replace("2 2 2", "2 2 1 2").replace("sion: 3", "sion: 4").replace("3)", "3) none");
        assertThat(voxels(read(four, "1 2 3 4 5 6 7 8".getBytes(StandardCharsets.US_ASCII))))
                .containsExactly(1f, 2f, 3f, 4f);
        Map.of(
                        "1 2 3 4 5 6 7 x",
                        "has 'x' among its numbers",
                        "1 2 3 4 5 6 78           ",
                        "ends before the last of the 8 numbers that sizes announces",
                        "1 2 3 4 5 6 7 8 9",
                        "has more than the 8 numbers that sizes announces",
                        "1 2 3 4 5 6 7",
                        "has not the 8 numbers that sizes announces",
                        "1 2 3 4 5 6 7 " + "8".repeat(99),
                        "has something of more than 64 letters")
                .forEach((text, message) -> assertThatExceptionOfType(MalformedFileException.class)
                        .isThrownBy(() -> read(header, text.getBytes(StandardCharsets.US_ASCII)))
                        .withMessageContaining(message));
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(header.replace("2 2 2", "30000 30000 3000"), EIGHT))
                .withMessageContaining("has not the 2700000000000 numbers that sizes announces");
    }

    private static byte[] bzip2(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream out = new BZip2CompressorOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            type: uchar         | type: block          | 'type' is 'block' but must be an integer or floating-point type
            encoding: raw       | encoding: hex        | 'encoding' is 'hex' but must be raw, text, gzip or bzip2
            encoding: raw       | encoding: bzip2      | has no whole header of compressed data at offset
            encoding: raw       | encoding: ascii      | has not the 8 numbers that sizes announces
            type: uchar         | type: short          | has no field 'endian'
            sizes: 2 2 2        | sizes: 2 2           | 'sizes' has 2 numbers but must have 3
            sizes: 2 2 2        | sizes: 2 0 2         | 'sizes' has the number 0.0 but must have whole numbers from 1
            sizes: 2 2 2        | sizes: 2 x 2         | 'sizes' is '2 x 2' but must be numbers
            dimension: 3        | dimension: 3!        | 'dimension' is '3!' but must be numbers
            dimension: 3        | dimensions 3         | line 3 of its header is no 'field: value'
            dimension: 3        | type: uchar          | has the field 'type' twice
            (0,2,0)             | (0,2)q               | must be vectors as (1,0,0)
            (0,2,0)             | (0,2,0,1)            | must have vectors of 2 or 3 finite numbers
            (0,2,0)             | (0,nan,0)            | has the vector (0 nan 0) but must have vectors of 2 or 3 finite
            (0,2,0)             | (1,2,0)              | its space directions are no grid: direction
            (0,2,0)             | (0,0,0)              | spacing along y is 0.0 mm
            (0,2,0)             | none                 | has several numbers a voxel (axis 1 of 'sizes' is 2
            (0,2,0)             | ''                   | has 2 vectors but must have one an axis, 3
            superior            | superior-time        | but must be a space without time
            encoding: raw       | encoding: raw\\nline skip: 1 | 'line skip' is '1' but must be 0
            encoding: raw       | encoding: raw\\ndata file: LIST\\na.raw | names 5 files of 2 axes each, which does not fit
            """)
    void whatIsWrongIsNamed(String good, String bad, String message) {
        String header = (bytes("2 2 2") + SPACE).replace(good, bad.replace("\\n", "\n"));
        assertThat(refuse(header)).contains(message);
    }

    @Test
    void colourIsRefused() {
        assertThat(refuse("type: uchar\ndimension: 4\nsizes: 2 2 2 1\nencoding: raw\n"
                        + "kinds: RGB-color domain domain domain\n"))
                .contains("has several numbers a voxel (axis 0 of 'sizes' is 2 and does not lie in space)");
    }

    private static String bytes(String sizes) {
        return "type: uchar\ndimension: " + sizes.split(" ").length + "\nsizes: " + sizes + "\nencoding: raw\n";
    }

    private Volume read(String header, byte[] data) throws IOException {
        Path file = Files.write(folder.resolve("scan"), join("NRRD0004\n" + header + "\n", data));
        assertThat(NrrdReader.isNrrd(file)).isTrue();
        return NrrdReader.read(file, warnings::add);
    }

    private static byte[] join(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(text.length + data.length)
                .put(text)
                .put(data)
                .array();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static List<Float> voxels(Volume volume) {
        List<Float> all = new ArrayList<>();
        Views.flatIterable(volume.voxels()).forEach(voxel -> all.add(voxel.get()));
        return all;
    }

    private String refuse(String header) {
        String[] message = new String[1];
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(header, EIGHT))
                .satisfies(e -> message[0] = e.getMessage());
        return message[0];
    }

    private static String refuse(Path file) {
        String[] message = new String[1];
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> NrrdReader.read(file, warning -> {}))
                .satisfies(e -> message[0] = e.getMessage());
        return message[0];
    }
}
