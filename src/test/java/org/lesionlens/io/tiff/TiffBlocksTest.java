package org.lesionlens.io.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.ReadingWatch;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.Volume;

public class TiffBlocksTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "Deflate, 10, true", "Deflate, 5, true", "Deflate, 11, false", "ZLib, 11, true", "LZW, 10, true",
                "LZW, 5, false",
        "PackBits, 11, true", "PackBits, 5, false", "JPEG, 10, true", "JPEG, 10, false", "none, 11, true",
                "none, 5, true"
    })
    void tilesAndStripsOfEveryCompressionAreRead(String compression, int type, boolean tiled) throws IOException {
        BufferedImage image = new BufferedImage(40, 24, type);
        for (int i = 0; i < 40 * 24; i++) {
            for (int band = 0; band < image.getRaster().getNumBands(); band++) {
                image.getRaster().setSample(i % 40, i / 40, band, i % 40 + 4 * (i / 40));
            }
        }
        Volume volume = read(written(image, compression, tiled));
        for (int i = 0; i < 40 * 24; i++) {
            assertThat(volume.voxels().getAt(i % 40, i / 40, 0).get())
                    .isCloseTo(i % 40 + 4 * (i / 40), within(compression.equals("JPEG") ? 3f : 1e-3f));
        }
    }

    public static byte[] written(BufferedImage image, String compression, boolean tiled) throws IOException {
        ImageWriter writer = ImageDecoder.ofJava(ImageIO.getImageWritersByFormatName("tiff"), "tiff");
        ImageWriteParam how = writer.getDefaultWriteParam();
        if (tiled) {
            how.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
            how.setTiling(16, 16, 0, 0);
        }
        if (!compression.equals("none")) {
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionType(compression);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), how);
        }
        writer.dispose();
        return bytes.toByteArray();
    }

    @Test
    void planesInTilesAreRead() throws IOException {
        Volume volume = read(TiffBytes.tiledPlanes().array());
        assertThat(volume.geometry().size()).containsExactly(20, 18, 1);
        assertThat(volume.voxels().getAt(17, 16, 0).get())
                .isCloseTo(0.299f * 17 + 0.587f * 16 + 0.114f * 7, within(1e-3f));
    }

    @Test
    void differencesInDeflatedStripsAreSummed() throws IOException {
        byte[] ones = new byte[6];
        Arrays.fill(ones, (byte) 1);
        Volume volume = read(TiffBytes.grey(3, 2)
                .with(TiffBytes.COMPRESSION, TiffBytes.DEFLATE)
                .with(TiffBytes.PREDICTOR, 2)
                .strips(2, TiffBytes.deflated(ones))
                .array());
        assertThat(volume.voxels().getAt(2, 1, 0).get()).isEqualTo(3);
    }

    static Stream<Arguments> lies() {
        byte[] strip = new byte[4000];
        byte[] packed = TiffBytes.deflated(strip);
        return Stream.of(
                Arguments.of(
                        "are 16 x 4294967295 pixels (tags 322, 323), too large for a page of 20 x 18",
                        TiffBytes.tiledPlanes().with(TiffBytes.TILE_HEIGHT, 0xffffffffL)),
                Arguments.of(
                        "are 1048576 x 16 pixels (tags 322, 323), too large",
                        TiffBytes.tiledPlanes().with(TiffBytes.TILE_WIDTH, 1 << 20)),
                Arguments.of(
                        "whose tiles would have 3145728 bytes, unpacked, but the file has only",
                        TiffBytes.tiledPlanes().with(TiffBytes.TILE_WIDTH, 16384)),
                Arguments.of(
                        "whose tiles are 0 x 16 pixels", TiffBytes.tiledPlanes().with(TiffBytes.TILE_WIDTH, 0)),
                Arguments.of(
                        "whose tiles should be 1080 but 12 have an offset (tag 324)",
                        TiffBytes.tiledPlanes().with(TiffBytes.TILE_WIDTH, 1).with(TiffBytes.TILE_HEIGHT, 1)),
                Arguments.of(
                        "are not all in the file: number 1 should have 2147483647 bytes at offset 8 of",
                        TiffBytes.tiledPlanes().with(TiffBytes.TILE_BYTES, counts(12, Integer.MAX_VALUE))),
                Arguments.of(
                        "whose tiles cannot be unpacked: number 1 has 0 bytes at offset 8 for the 512 of its pixels",
                        TiffBytes.tiledPlanes().with(TiffBytes.TILE_BYTES, counts(12, 0))),
                Arguments.of(
                        "is a TIFF of 600 samples a pixel (tag 277) but must have 3 to 4 in",
                        TiffBytes.tiledPlanes().with(TiffBytes.SAMPLES, 600)),
                Arguments.of(
                        "is a TIFF of 48 bits a sample (tag 258)",
                        TiffBytes.tiledPlanes().with(TiffBytes.BITS, 48)),
                Arguments.of(
                        "whose strips would have 16000000 bytes, unpacked",
                        TiffBytes.grey(4000, 4000).strips(4000, strip)),
                Arguments.of(
                        "says it is 20000 x 20000 pixels but has only",
                        TiffBytes.grey(20000, 20000).strips(20000, strip)),
                Arguments.of(
                        "whose strips would have 1000000 bytes, unpacked",
                        TiffBytes.grey(1000, 1000)
                                .with(TiffBytes.COMPRESSION, TiffBytes.DEFLATE)
                                .strips(1000, packed)),
                Arguments.of(
                        "whose strips should be 40 but 1 have an offset (tag 273)",
                        TiffBytes.grey(100, 40).strips(1, strip)),
                Arguments.of(
                        "cannot be unpacked: number 1 has 9 bytes at offset 8 for the 4000 of its pixels",
                        TiffBytes.grey(100, 40)
                                .with(TiffBytes.COMPRESSION, 32773)
                                .strips(40, strip)
                                .with(TiffBytes.STRIP_BYTES, 9)),
                Arguments.of(
                        "cannot be unpacked: number 2 has 2110 bytes at offset",
                        TiffBytes.grey(100, 60)
                                .strips(30, strip, Arrays.copyOf(strip, 2000))
                                .without(TiffBytes.STRIP_BYTES)));
    }

    private static long[] counts(int blocks, long value) {
        long[] counts = new long[blocks];
        Arrays.fill(counts, value);
        return counts;
    }

    @ParameterizedTest
    @MethodSource("lies")
    void whatCannotBeThereIsRefusedBeforeMemoryIsAllocated(String message, TiffBytes lie)
            throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("lie"), lie.array());
        try (ReadingWatch watch = new ReadingWatch()) {
            assertThat(watch.read(file, message))
                    .isInstanceOfSatisfying(
                            MalformedFileException.class,
                            refusal -> assertThat(refusal).hasMessageContaining(message));
        }
    }

    @Test
    void runsThatEndTooEarlyAreRefused() throws IOException, InterruptedException {
        byte[] whole = {3, 1, 2, 3, 4, 2, 5, 6, 7};
        assertThat(read(packBits(whole)).voxels().getAt(6, 0, 0).get()).isEqualTo(7);
        byte[] early = {3, 1, 2, 3, 4, 20, 5, 6, 7};
        Path file = Files.write(folder.resolve("early"), packBits(early));
        assertThat(ReadingWatch.refusal(file))
                .contains("cannot be decoded as tiff (Unexpected end of PackBits stream)");
    }

    private static byte[] packBits(byte[] runs) {
        return TiffBytes.grey(7, 1)
                .with(TiffBytes.COMPRESSION, 32773)
                .strips(1, runs)
                .array();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void packedFloatsOfImageJAreReadAsTheyAreStored(int photometric) throws IOException {
        byte[] floats = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(7.5f)
                .putFloat(-3)
                .array();
        Volume volume = read(TiffBytes.grey(2, 1)
                .description("ImageJ=1.54p\nunit=mm\n")
                .with(TiffBytes.BITS, 32)
                .with(TiffBytes.FORMAT, 3)
                .with(TiffBytes.PHOTOMETRIC, photometric)
                .with(TiffBytes.COMPRESSION, TiffBytes.DEFLATE)
                .strips(1, TiffBytes.deflated(floats))
                .array());
        assertThat(volume.voxels().getAt(0, 0, 0).get()).isEqualTo(7.5f);
        assertThat(volume.voxels().getAt(1, 0, 0).get()).isEqualTo(-3);
    }

    @Test
    void halfFloatsAreRead() throws IOException {
        Volume volume = read(TiffBytes.grey(3, 1)
                .with(TiffBytes.BITS, 16)
                .with(TiffBytes.FORMAT, 3)
                .strips(1, new byte[] {0, 0x3e, 0, (byte) 0xb4, 0, 0x64})
                .array());
        assertThat(row(volume)).containsExactly(1.5f, -0.25f, 1024f);
    }

    @Test
    void twelveBitsInStripsAreRead() throws IOException {
        byte[] rows = {0x12, 0x34, 0x56, 0x78, (byte) 0x90, (byte) 0xff, (byte) 0xf0, 0x01, 0, 0};
        TiffBytes twelve = TiffBytes.grey(3, 2).with(TiffBytes.BITS, 12);
        Volume volume = read(twelve.strips(2, rows).array());
        assertThat(row(volume)).containsExactly(0x123, 0x456, 0x789);
        assertThat(volume.voxels().getAt(0, 1, 0).get()).isEqualTo(0xfff);
        assertThat(refusal(twelve.tiles(16, 16, new byte[384])))
                .contains("is a TIFF of 12 bits a sample (tag 258) in the sample format 1");
    }

    /** 3, then twice a step of 2 and of -1, in numbers of the byte order of the file. */
    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void differencesOfWiderNumbersAreSummed(int bits) throws IOException {
        ByteBuffer differences = ByteBuffer.allocate(5 * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int step : new int[] {3, 2, 2, -1, -1}) {
            if (bits == 16) {
                differences.putShort((short) step);
            } else {
                differences.putInt(step);
            }
        }
        Volume volume = read(TiffBytes.grey(5, 1)
                .with(TiffBytes.BITS, bits)
                .with(TiffBytes.COMPRESSION, TiffBytes.DEFLATE)
                .with(TiffBytes.PREDICTOR, 2)
                .strips(1, TiffBytes.deflated(differences.array()))
                .array());
        assertThat(row(volume)).containsExactly(3, 5, 7, 6, 5);
    }

    @ParameterizedTest
    @CsvSource({"8, 255", "16, 65535", "32, 4294967295"})
    void whiteAtZeroIsBright(int bits, float white) throws IOException {
        Volume volume = read(TiffBytes.grey(2, 1)
                .with(TiffBytes.BITS, bits)
                .with(TiffBytes.PHOTOMETRIC, 0)
                .strips(1, new byte[bits / 4])
                .array());
        assertThat(row(volume)).containsExactly(white, white);
    }

    /** Whatever the last number is called: nothing, unspecified, opacity. */
    @ParameterizedTest
    @CsvSource({"1, 2, -1", "1, 2, 0", "1, 2, 1", "1, 2, 2", "2, 4, -1", "2, 4, 0", "2, 4, 1", "2, 4, 2"})
    void opacityIsIgnored(int photometric, int samples, int extra) throws IOException {
        byte[] numbers = {10, 10, 10, 90, 20, 20, 20, 70};
        if (samples == 2) {
            numbers = new byte[] {10, 90, 20, 70};
        }
        TiffBytes tiff = TiffBytes.grey(2, 1)
                .with(TiffBytes.BITS, counts(samples, 8))
                .with(TiffBytes.SAMPLES, samples)
                .with(TiffBytes.PHOTOMETRIC, photometric)
                .strips(1, numbers);
        Volume volume = read((extra < 0 ? tiff : tiff.with(TiffBytes.EXTRA_SAMPLES, extra)).array());
        assertThat(row(volume)).containsExactly(10, 20);
    }

    @Test
    void numbersThatAreNoColoursAreRefused() throws IOException {
        TiffBytes three = TiffBytes.grey(1, 1).with(TiffBytes.BITS, 8, 8, 8).with(TiffBytes.SAMPLES, 3);
        assertThat(refusal(three.strips(1, new byte[3])))
                .contains("is a TIFF of 3 samples a pixel (tag 277) but must have 1 to 2 in the photometric");
    }

    @Test
    void samplesOfDifferentKindsAreRefused() throws IOException {
        assertThat(refusal(TiffBytes.tiledPlanes().with(TiffBytes.BITS, 16, 8, 16)))
                .contains("is a TIFF whose samples differ in tag 258");
    }

    /** Which the decoder gets wrong in some pixels. */
    @ParameterizedTest
    @CsvSource({"195, 8, SOF3 with 8", "193, 12, SOF1 with 12"})
    void jpegThatIsLosslessOrOfMoreBitsIsRefused(int marker, int bits, String process) throws IOException {
        byte[] head = {
            (byte) 0xff,
            (byte) 0xd8,
            (byte) 0xff,
            (byte) 0xfe,
            0,
            4,
            'h',
            'i',
            (byte) 0xff,
            (byte) marker,
            0,
            11,
            (byte) bits,
            0,
            1,
            0,
            2,
            1,
            0,
            0x11,
            0
        };
        assertThat(refusal(TiffBytes.grey(2, 1).with(TiffBytes.COMPRESSION, 7).strips(1, head)))
                .contains("is a TIFF of JPEG of process " + process + " bits, which cannot be read; write it again");
    }

    private String refusal(TiffBytes content) throws IOException {
        Path file = Files.write(folder.resolve("refused.tif"), content.array());
        return catchThrowableOfType(MalformedFileException.class, () -> VolumeFiles.read(file, Optional.empty()))
                .getMessage();
    }

    private static float[] row(Volume volume) {
        float[] row = new float[(int) volume.geometry().size(0)];
        for (int x = 0; x < row.length; x++) {
            row[x] = volume.voxels().getAt(x, 0, 0).get();
        }
        return row;
    }

    private Volume read(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("page.tif"), content);
        return VolumeFiles.read(file, Optional.empty()).volume();
    }
}
