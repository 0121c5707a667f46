package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.ReadingWatch;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class PixelKindsTest {
    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void thirtyTwoBitsAreReadSignedAndUnsigned() throws IOException {
        byte[] words = ints(-1, 0, 70000, Integer.MIN_VALUE, 5, 6);
        DicomBytes wide = DicomBytes.slice(0)
                .shorts(0x00280100, "US", 32)
                .shorts(0x00280101, "US", 32)
                .shorts(0x00280102, "US", 31)
                .bytes(0x7fe00010, "OW", words);
        assertThat(voxels(wide)).startsWith(-1f, 0f, 70000f, -0x1p31f);
        assertThat(voxels(wide.shorts(0x00280103, "US", 0))).startsWith(0x1p32f, 0f, 70000f, 0x1p31f);
    }

    @Test
    void floatingPointPixelsAreReadAsTheyAre() throws IOException {
        ByteBuffer floats = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (float f : new float[] {0.5f, -1e10f, 3, 4, 5, 6}) {
            floats.putFloat(f);
        }
        DicomBytes map = DicomBytes.slice(0)
                .without(0x7fe00010)
                .without(0x00280101)
                .without(0x00280103)
                .bytes(0x7fe00008, "OF", floats.array());
        assertThat(voxels(map)).startsWith(0.5f, -1e10f, 3f);
    }

    @Test
    void monochrome1IsMirroredWithinItsBits() throws IOException {
        DicomBytes film = DicomBytes.slice(0)
                .text(0x00280004, "CS", "MONOCHROME1")
                .shorts(0x00280101, "US", 12)
                .shorts(0x00280102, "US", 11)
                .shorts(0x00280103, "US", 0);
        assertThat(voxels(film)).startsWith(4094f, 4093f);
        assertThat(voxels(film.shorts(0x00280103, "US", 1))).startsWith(-2f, -3f);
        assertThat(voxels(film.text(0x00281052, "DS", "10").text(0x00281053, "DS", "2")))
                .startsWith(6f, 4f);
    }

    @Test
    void aModalityTableTakesThePlaceOfRescale() throws IOException {
        byte[] items = DicomBytes.join(
                DicomBytes.element(0x00283002, "US", shorts(3, 2, 16), true),
                DicomBytes.element(0x00283006, "OW", shorts(100, 200, 65535), true));
        DicomBytes file = DicomBytes.slice(0)
                .bytes(
                        0x00283000,
                        "SQ",
                        DicomBytes.join(DicomBytes.item(0xe000, items.length), items, DicomBytes.item(0xe0dd, 0)));
        assertThat(voxels(file)).containsExactly(100f, 100f, 200f, 65535f, 65535f, 65535f);
    }

    @Test
    void palettesBecomeLuminance() throws IOException {
        DicomBytes file = planar("PALETTE COLOR", 1).bytes(0x7fe00010, "OB", new byte[] {0, 1, 2, 3, 0, 0});
        for (int tag : new int[] {0x00281101, 0x00281102, 0x00281103}) {
            file.shorts(tag, "US", 3, 0, 16).shorts(tag + 0x100, "OW", 0, 0, 0);
        }
        file.shorts(0x00281201, "OW", 0, 65535, 65535).shorts(0x00281203, "OW", 0, 0, 65535);
        assertThat(voxels(file)).containsExactly(0f, 76.245f, 105.315f, 105.315f, 0f, 0f);
        assertThat(refuse(file.without(0x00281202)))
                .contains("has GreenPaletteColorLookupTableDescriptor (0028,1102) but no");
        assertThat(refuse(file.shorts(0x00281221, "OW", 0)))
                .contains("segmented palette", "export it again in RGB or grey");
    }

    @Test
    void coloursBecomeLuminanceByPixelAndByPlane() throws IOException {
        byte[] pixels = new byte[18];
        pixels[0] = (byte) 200;
        pixels[4] = 100;
        pixels[8] = 50;
        DicomBytes file = planar("RGB", 3).bytes(0x7fe00010, "OB", pixels);
        assertThat(voxels(file)).startsWith(59.8f, 58.7f, 5.7f, 0f);
        assertThat(voxels(file.shorts(0x00280006, "US", 1))).containsExactly(59.8f, 0f, 29.35f, 0f, 29.9f, 0f);
        assertThat(voxels(planar("YBR_FULL", 3).bytes(0x7fe00010, "OB", pixels)))
                .startsWith(200f, 0f, 0f);
        byte[] shared = {1, 2, 99, 99, 3, 4, 99, 99, 5, 6, 99, 99};
        assertThat(voxels(planar("YBR_FULL_422", 3).bytes(0x7fe00010, "OB", shared)))
                .containsExactly(1f, 2f, 3f, 4f, 5f, 6f);
    }

    private static DicomBytes planar(String meaning, int samples) {
        return DicomBytes.slice(0)
                .text(0x00280004, "CS", meaning)
                .shorts(0x00280002, "US", samples)
                .shorts(0x00280100, "US", 8)
                .shorts(0x00280101, "US", 8)
                .shorts(0x00280102, "US", 7)
                .shorts(0x00280103, "US", 0);
    }

    @Test
    void framesOfAnEnhancedImageLieWhereTheirFunctionalGroupsSay() throws IOException {
        Volume volume = read(enhanced(10, 0, 5));
        assertThat(volume.geometry())
                .isEqualTo(VolumeGeometry.of(
                        new long[] {3, 2, 3}, new double[] {0.25, 0.5, 5}, new double[] {-10, -20, 0}, new double[][] {
                            {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                        }));
        assertThat(values(volume)).startsWith(1007f, 1008f).endsWith(5f, 6f);
        assertThat(refuse(enhanced(0, 5))).contains("NumberOfFrames (0028,0008) is 3 but PerFrame", "has 2 items");
        assertThat(refuse(enhanced(0, 5, 5))).contains("two slices at one position: only frame 2 and only frame 3");
    }

    @Test
    void framesDoNotCopyTheAttributesOfTheirFile() throws IOException, InterruptedException {
        DicomBytes many = enhanced(new double[20_000])
                .text(0x00280008, "IS", "20000")
                .shorts(0x7fe00010, "OW", new int[6 * 20_000]);
        for (int k = 0; k < 20_000; k++) {
            many.bytes(0x00291000 + k, "UN");
        }
        assertThat(ReadingWatch.refusal(Files.write(folder.resolve("only"), many.array())))
                .contains("two slices at one position");
    }

    /** Three frames of 1 to 18 at heights; frame k is raised by 1000 k. */
    private static DicomBytes enhanced(double... heights) {
        int[] pixels = new int[18];
        java.util.Arrays.setAll(pixels, i -> i + 1);
        byte[] shared = group(
                group(0x00209116, DicomBytes.element(0x00200037, "DS", ascii("1\\0\\0\\0\\1\\0 "), true)),
                group(0x00289110, DicomBytes.element(0x00280030, "DS", ascii("0.5\\0.25"), true)));
        byte[][] frames = new byte[heights.length][];
        for (int k = 0; k < heights.length; k++) {
            frames[k] = group(
                    group(0x00209113, DicomBytes.element(0x00200032, "DS", even("-10\\-20\\" + heights[k]), true)),
                    group(0x00289145, DicomBytes.element(0x00281052, "DS", even("" + 1000 * k), true)));
        }
        return DicomBytes.slice(0)
                .without(0x00200032)
                .without(0x00200037)
                .without(0x00280030)
                .text(0x00280008, "IS", "3")
                .bytes(0x52009229, "SQ", DicomBytes.join(shared, DicomBytes.item(0xe0dd, 0)))
                .bytes(0x52009230, "SQ", DicomBytes.join(DicomBytes.join(frames), DicomBytes.item(0xe0dd, 0)))
                .shorts(0x7fe00010, "OW", pixels);
    }

    private static byte[] group(byte[]... elements) {
        byte[] all = DicomBytes.join(elements);
        return DicomBytes.join(DicomBytes.item(0xe000, all.length), all);
    }

    /** A sequence of one item of one element. */
    private static byte[] group(int sequence, byte[] element) {
        return DicomBytes.element(sequence, "SQ", DicomBytes.join(group(element), DicomBytes.item(0xe0dd, 0)), true);
    }

    @Test
    void ultrasoundIsCalibratedByItsRegions() throws IOException {
        byte[] region = DicomBytes.join(
                DicomBytes.element(0x00186024, "US", shorts(3), true),
                DicomBytes.element(0x00186026, "US", shorts(3), true),
                DicomBytes.element(0x0018602c, "FD", doubles(0.02), true),
                DicomBytes.element(0x0018602e, "FD", doubles(0.03), true));
        DicomBytes ultrasound =
                unplaced().bytes(0x00186011, "SQ", DicomBytes.join(group(region), DicomBytes.item(0xe0dd, 0)));
        VolumeGeometry geometry = read(ultrasound).geometry();
        assertThat(geometry.spacingMm(0)).isCloseTo(0.2, within(1e-12));
        assertThat(geometry.spacingMm(1)).isCloseTo(0.3, within(1e-12));
        assertThat(warnings).singleElement().asString().contains("no position in the patient");
    }

    /** Frames of one row: in the plane the scale of the regions, if they have one; across it time. */
    @Test
    void anUltrasoundLoopIsMeasuredInThePlaneOfItsFrames() throws IOException {
        VolumeGeometry geometry = read(loop(0.02, 0.02)).geometry();
        assertThat(geometry)
                .isEqualTo(VolumeGeometry.unplaced(new long[] {3, 1, 2}, 0.2, 0.2, 1)
                        .withoutDepth());
        assertThat(geometry.voxelVolumeMl()).isNaN();
        assertThat(geometry.sliceAxis()).isEqualTo(2);
        assertThat(warnings).singleElement().asString().contains("points in time", "without volumes in ml");
        warnings.clear();
        assertThat(read(loop(0.02, 0.03)).geometry()).isEqualTo(VolumeGeometry.uncalibrated(3, 1, 2));
        assertThat(warnings).anyMatch(warning -> warning.contains("have different scales"));
    }

    private static DicomBytes loop(double... scales) {
        byte[] regions = {};
        for (double scale : scales) {
            regions = DicomBytes.join(
                    regions,
                    group(
                            DicomBytes.element(0x00186024, "US", shorts(3), true),
                            DicomBytes.element(0x00186026, "US", shorts(3), true),
                            DicomBytes.element(0x0018602c, "FD", doubles(scale), true),
                            DicomBytes.element(0x0018602e, "FD", doubles(scale), true)));
        }
        return unplaced()
                .text(0x00280008, "IS", "2")
                .shorts(0x00280010, "US", 1)
                .bytes(0x00186011, "SQ", DicomBytes.join(regions, DicomBytes.item(0xe0dd, 0)));
    }

    @Test
    void anImageWithoutAPixelSizeIsNotCalibrated() throws IOException {
        assertThat(read(unplaced()).geometry()).isEqualTo(VolumeGeometry.uncalibrated(3, 2));
        assertThat(read(unplaced().text(0x00181164, "DS", "0.1\\0.1"))
                        .geometry()
                        .calibrated())
                .isFalse();
        assertThat(read(unplaced().text(0x00280030, "DS", "0.1\\0.2"))
                        .geometry()
                        .spacingMm(0))
                .isEqualTo(0.2);
    }

    private static DicomBytes unplaced() {
        return DicomBytes.slice(0)
                .text(0x00080060, "CS", "US")
                .without(0x00200032)
                .without(0x00200037)
                .without(0x00280030);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static byte[] even(String text) {
        return ascii(text.length() % 2 == 0 ? text : text + " ");
    }

    private static byte[] shorts(int... values) {
        ByteBuffer b = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            b.putShort((short) value);
        }
        return b.array();
    }

    private static byte[] ints(int... values) {
        ByteBuffer b = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            b.putInt(value);
        }
        return b.array();
    }

    private static byte[] doubles(double value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(value)
                .array();
    }

    private Volume read(DicomBytes only) throws IOException {
        Path file = Files.write(folder.resolve("only"), only.array());
        return DicomSeriesReader.read(file, Optional.empty(), warnings::add);
    }

    private List<Float> voxels(DicomBytes only) throws IOException {
        return values(read(only));
    }

    private static List<Float> values(Volume volume) {
        List<Float> all = new ArrayList<>();
        Views.flatIterable(volume.voxels()).forEach(voxel -> all.add(voxel.get()));
        return all;
    }

    private String refuse(DicomBytes only) {
        String[] message = new String[1];
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(only))
                .satisfies(e -> message[0] = e.getMessage());
        return message[0];
    }
}
