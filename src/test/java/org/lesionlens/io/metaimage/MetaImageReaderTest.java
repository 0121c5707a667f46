package org.lesionlens.io.metaimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class MetaImageReaderTest {
    private static final String HEADER = """
            ObjectType = Image
            NDims = 3
            BinaryData = True
            BinaryDataByteOrderMSB = False
            CompressedData = False
            TransformMatrix = 0 1 0 -1 0 0 0 0 1
            Offset = 5 6 7
            ElementSpacing = 1 2 3
            DimSize = 2 2 2
            ElementType = MET_UCHAR
            ElementDataFile = LOCAL
            """;
    private static final byte[] EIGHT = {1, 2, 3, 4, 5, 6, 7, 8};

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    /** As ITK reads it: the first numbers of TransformMatrix are the direction of x. */
    @Test
    void worldCoordinatesAreLps() throws IOException {
        VolumeGeometry geometry = read(HEADER, EIGHT).geometry();
        assertThat(geometry.toWorld(0, 0, 0)).containsExactly(5, 6, 7);
        assertThat(geometry.toWorld(1, 0, 0)).containsExactly(5, 7, 7);
        assertThat(geometry.toWorld(0, 1, 0)).containsExactly(3, 6, 7);
        assertThat(geometry.toWorld(0, 0, 1)).containsExactly(5, 6, 10);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Name = scan\n", "CompressedData = False\n", "Comment = of a phantom\n", "DimSize = 2 2 2\n"
            })
    void itIsToldByItsFirstField(String first) throws IOException {
        String rest = first.isBlank() ? HEADER : HEADER.replace(first, "");
        read(first + rest, EIGHT);
        assertThat(VolumeFiles.format(folder.resolve("scan"))).isEqualTo(VolumeFormat.METAIMAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "MET_UCHAR, 1, 255, 255",
        "MET_CHAR, 1, 255, -1",
        "MET_USHORT, 2, 65535, 65535",
        "MET_SHORT, 2, 65535, -1",
        "MET_UINT, 4, 4294967295, 4294967296",
        "MET_LONG, 4, 4294967295, -1",
        "MET_ULONG_LONG, 8, -1, 18446744073709551616",
        "MET_LONG_LONG, 8, -1, -1",
        "MET_FLOAT, 4, 1065353216, 1",
        "MET_DOUBLE, 8, 4607182418800017408, 1"
    })
    void everyTypeIsReadInBothByteOrders(String type, int bytes, long bits, float value) throws IOException {
        String one = HEADER.replace("2 2 2", "1 1 1").replace("MET_UCHAR", type);
        byte[] big = Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(bits).array(), 8 - bytes, 8);
        byte[] little = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            little[i] = big[bytes - 1 - i];
        }
        assertThat(voxels(read(one, little))).containsExactly(value);
        assertThat(voxels(read(one.replace("MSB = False", "MSB = True"), big))).containsExactly(value);
    }

    @Test
    void compressedVoxelsAreZlibOrGzip() throws IOException {
        String packed = HEADER.replace("CompressedData = False", "CompressedData = True\nCompressedDataSize = 99");
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(zlib)) {
            out.write(EIGHT);
        }
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(EIGHT);
        }
        assertThat(voxels(read(packed, zlib.toByteArray()))).containsExactly(1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f);
        assertThat(voxels(read(packed, gzip.toByteArray()))).hasSize(8);
        byte[] whole = zlib.toByteArray();
        for (int length = 0; length < whole.length; length++) {
            refuse(packed, Arrays.copyOf(whole, length));
        }
        whole[4] ^= 0x55;
        refuse(packed, whole);
    }

    /** Also after the last number, where nothing but the end is missing. */
    @Test
    void compressedTextThatBreaksOffIsRefused() throws IOException {
        String packed = HEADER.replace("CompressedData = False", "CompressedData = True")
                .replace("BinaryData = True", "BinaryData = False");
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(zlib)) {
            out.write("1 2 3 4 5 6 7 8 ".getBytes(StandardCharsets.US_ASCII));
        }
        byte[] whole = zlib.toByteArray();
        assertThat(voxels(read(packed, whole))).containsExactly(1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f);
        for (int length = 0; length < whole.length; length++) {
            refuse(packed, Arrays.copyOf(whole, length));
        }
    }

    @Test
    void whatIsNotSaidIsNotInvented() throws IOException {
        assertThat(read(HEADER.replace("ElementSpacing = 1 2 3\n", ""), EIGHT).geometry())
                .isEqualTo(VolumeGeometry.uncalibrated(2, 2, 2));
        assertThat(warnings)
                .containsExactly("the file says no voxel size in a unit of length: nothing is measured in mm");
        assertThat(read(HEADER.replace("ElementSpacing", "ElementSize"), EIGHT)
                        .geometry()
                        .spacingMm(2))
                .isEqualTo(3);
        assertThat(read("Comment = by hand\n" + HEADER.replace("Offset = 5 6 7", "DistanceUnits = um"), EIGHT)
                        .geometry()
                        .spacingMm(1))
                .isEqualTo(0.002);
        assertThat(warnings.get(1)).contains("no position in the patient");
        assertThat(read(HEADER, EIGHT).geometry().placed()).isTrue();
        assertThat(read(HEADER.replace("Offset = 5 6 7", "Comment = none"), EIGHT)
                        .geometry()
                        .placed())
                .isFalse();
    }

    @Test
    void slicesAndSeriesOfVolumesAreRead() throws IOException {
        String flat = HEADER.replace("NDims = 3", "NDims = 2")
                .replace("0 1 0 -1 0 0 0 0 1", "1 0 0 1")
                .replace("5 6 7", "5 6")
                .replace("1 2 3", "1 2")
                .replace("2 2 2", "4 2");
        assertThat(read(flat, EIGHT).geometry().size()).containsExactly(4, 2, 1);
        String four = HEADER.replace("NDims = 3", "NDims = 4")
                .replace("0 1 0 -1 0 0 0 0 1", "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1")
                .replace("5 6 7", "5 6 7 0")
                .replace("1 2 3", "1 2 3 9")
                .replace("2 2 2", "2 2 1 2");
        assertThat(voxels(read(four, EIGHT))).containsExactly(1f, 2f, 3f, 4f);
        assertThat(warnings).containsExactly("the file has 2 volumes (4D): the first is used");
    }

    @Test
    void intensitiesGoThroughTheirFunction() throws IOException {
        String scaled = "ElementToIntensityFunctionSlope = 2\nElementToIntensityFunctionOffset = -1\n" + HEADER;
        assertThat(voxels(read("Comment = x\n" + scaled, EIGHT))).startsWith(1f, 3f, 5f);
    }

    @Test
    void voxelsInAFileOfTheirOwnLieInTheFolderOfTheHeader() throws IOException {
        Files.write(folder.resolve("scan.raw"), new byte[] {9, 1, 2, 3, 4, 5, 6, 7, 8});
        String pair = HEADER.replace("LOCAL", "scan.raw").replace("DimSize", "HeaderSize = -1\nDimSize");
        assertThat(voxels(read(pair, new byte[0]))).startsWith(1f, 2f);
        assertThat(voxels(read(pair.replace("HeaderSize = -1", "HeaderSize = 1"), new byte[0])))
                .startsWith(1f, 2f);
        assertThat(refuse(pair.replace("scan.raw", "../scan.raw"), EIGHT)).contains("outside the folder");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Image        | Tube           | 'ObjectType' is 'Tube' but must be Image
            NDims = 3    | NDims = 5      | 'NDims' has the number 5.0 but must have whole numbers from 2 to 4
            BinaryData = True | BinaryData = False | has not the 8 numbers that DimSize announces
            MET_UCHAR    | MET_UCHAR_ARRAY | 'ElementType' is 'MET_UCHAR_ARRAY' but must be one of
            MET_UCHAR    | MET_UCHAR\\nElementNumberOfChannels = 3 | has several numbers a voxel
            DimSize = 2 2 2 | DimSize = 2 2 -2 | 'DimSize' has the number -2.0 but must
            DimSize = 2 2 2 | DimSize = 999 999 999 | found 8 of 997002999 bytes of voxels from offset
            DimSize = 2 2 2 | DimSize = 2147483647 2147483647 2147483647 | (DimSize), which no file holds
            DimSize = 2 2 2 | DimSize = 2 2 1 | has data after its 4 bytes of voxels
            DimSize = 2 2 2 | 2 2 2        | has a line without '='
            Offset       | DimSize        | has the field 'DimSize' twice
            0 1 0 -1 0 0 | 0 1 0 -1 0.5 0 | its TransformMatrix, ElementSpacing and Offset are no grid
            5 6 7        | 5 6            | 'Offset' has 2 numbers but must have 3
            ElementDataFile | Nothing     | before its field ElementDataFile
            """)
    void whatIsWrongIsNamed(String good, String bad, String message) {
        assertThat(refuse(HEADER.replace(good, bad.replace("\\n", "\n")), EIGHT))
                .contains(message);
    }

    private Volume read(String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(
                folder.resolve("scan"),
                ByteBuffer.allocate(text.length + data.length)
                        .put(text)
                        .put(data)
                        .array());
        return MetaImageReader.read(file, warnings::add);
    }

    private static List<Float> voxels(Volume volume) {
        List<Float> all = new ArrayList<>();
        Views.flatIterable(volume.voxels()).forEach(voxel -> all.add(voxel.get()));
        return all;
    }

    private String refuse(String header, byte[] data) {
        String[] message = new String[1];
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(header, data))
                .satisfies(e -> message[0] = e.getMessage());
        return message[0];
    }
}
