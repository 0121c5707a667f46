package org.lesionlens.io.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.IntensityWindow;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class NiftiReaderTest {
    /** Not the reader's names: files are told by content. */
    @TempDir
    Path folder;

    static Stream<Arguments> typesAndOrders() {
        return Stream.of(NiftiType.values())
                .flatMap(type -> Stream.of(
                        Arguments.of(type, ByteOrder.LITTLE_ENDIAN), Arguments.of(type, ByteOrder.BIG_ENDIAN)));
    }

    @ParameterizedTest
    @MethodSource("typesAndOrders")
    void everyTypeIsReadInBothByteOrders(NiftiType type, ByteOrder order) throws IOException {
        NiftiBytes file = NiftiBytes.of(order, type);
        double[] numbers = numbers(type);
        for (int i = 0; i < 24; i++) {
            put(file.bytes, 352 + i * type.bytes, type, numbers[i % numbers.length]);
        }
        for (byte[] content : List.of(file.array(), NiftiBytes.gzip(file.array()))) {
            List<Float> voxels = voxels(read(content));
            assertThat(voxels).hasSize(24);
            for (int i = 0; i < 24; i++) {
                assertThat(voxels.get(i)).isEqualTo(Float.valueOf((float) numbers[i % numbers.length]));
            }
        }
    }

    private static double[] numbers(NiftiType type) {
        return switch (type) {
            case UINT8 -> new double[] {0, 1, 127, 128, 255};
            case INT8 -> new double[] {0, -1, 127, -128};
            case INT16 -> new double[] {0, -1, 32767, -32768, 258};
            case UINT16 -> new double[] {0, 1, 32768, 65535, 258};
            case INT32 -> new double[] {0, -1, 65536, Integer.MIN_VALUE};
            case UINT32 -> new double[] {0, 1, 4294967040.0, 2147483648.0};
            case INT64 -> new double[] {0, -1, 1L << 40, Long.MIN_VALUE};
            case UINT64 -> new double[] {0, 1, 1L << 40, 0x1p63, 0x1.8p63};
            case FLOAT32, FLOAT64 -> new double[] {0, -0.5, 1.5e10, -7e-20, Double.NaN, Double.POSITIVE_INFINITY};
            case RGB24, RGBA32 -> new double[] {0, 1, 128, 255};
        };
    }

    private static void put(ByteBuffer b, int at, NiftiType type, double value) {
        switch (type) {
            case UINT8, INT8 -> b.put(at, (byte) (int) value);
            case INT16, UINT16 -> b.putShort(at, (short) (int) value);
            case INT32, UINT32 -> b.putInt(at, (int) (long) value);
            case INT64 -> b.putLong(at, (long) value);
            case UINT64 ->
                b.putLong(at, new java.math.BigDecimal(value).toBigInteger().longValue());
            case FLOAT32 -> b.putFloat(at, (float) value);
            case FLOAT64 -> b.putDouble(at, value);
            case RGB24, RGBA32 ->
                b.put(at, (byte) value).put(at + 1, (byte) value).put(at + 2, (byte) value);
        }
    }

    @Test
    void slopeAndInterceptApply() throws IOException {
        byte[] file =
                NiftiBytes.int16().shorts(352, 10, -4).floats(112, 0.5, -3).array();
        assertThat(voxels(read(file))).startsWith(2f, -5f, -3f);
    }

    @Test
    void aSlopeOfZeroOrNaNMeansNoScaling() throws IOException {
        for (double slope : new double[] {0, Double.NaN, Double.POSITIVE_INFINITY}) {
            byte[] file =
                    NiftiBytes.int16().shorts(352, 10).floats(112, slope, 7).array();
            assertThat(voxels(read(file))).startsWith(10f, 0f);
        }
    }

    @Test
    void withoutAFormAxesAreRightAnteriorSuperior() throws IOException {
        VolumeGeometry geometry = read(NiftiBytes.int16().array()).geometry();
        assertThat(geometry.size()).containsExactly(2, 3, 4);
        assertThat(geometry.toWorld(1, 1, 1)).containsExactly(-1, -2, 3);
        assertThat(geometry.toWorld(0, 0, 0)).containsExactly(0, 0, 0);
    }

    @Test
    void qformTurnsAndMirrors() throws IOException {
        double half = Math.sqrt(0.5);
        NiftiBytes quarterTurn = NiftiBytes.int16().shorts(252, 1).floats(256, 0, 0, half, 10, 20, 30);
        assertThat(read(quarterTurn.array()).geometry().toWorld(1, 0, 0))
                .containsExactly(new double[] {-10, -21, 30}, within(1e-6));
        assertThat(read(quarterTurn.array()).geometry().toWorld(0, 1, 1))
                .containsExactly(new double[] {-8, -20, 33}, within(1e-6));
        assertThat(read(quarterTurn.floats(76, -1).array()).geometry().toWorld(0, 1, 1))
                .containsExactly(new double[] {-8, -20, 27}, within(1e-6));
    }

    @Test
    void sformWinsOverQformAndPixdim() throws IOException {
        NiftiBytes file = NiftiBytes.int16()
                .shorts(252, 1, 2)
                .floats(256, 0, 0, 0, 1, 1, 1)
                .floats(280, 0, 5, 0, 7, -4, 0, 0, 8, 0, 0, 6, 9);
        VolumeGeometry geometry = read(file.array()).geometry();
        assertThat(geometry.toWorld(0, 0, 0)).containsExactly(-7, -8, 9);
        assertThat(geometry.toWorld(1, 1, 1)).containsExactly(-12, -4, 15);
    }

    @Test
    void unitsBecomeMillimetres() throws IOException {
        assertThat(read(NiftiBytes.int16().unit(3).array()).geometry().spacingMm(1))
                .isCloseTo(0.002, within(1e-12));
        assertThat(read(NiftiBytes.int16().unit(1).array()).geometry().spacingMm(1))
                .isEqualTo(2000);
        assertThat(read(NiftiBytes.int16().unit(8 + 2).array()).geometry().spacingMm(1))
                .isEqualTo(2);
    }

    @Test
    void anUnknownUnitIsMillimetresUnlessNothingIsKnown() throws IOException {
        assertThat(read(NiftiBytes.int16().unit(0).array()).geometry().spacingMm(2))
                .isEqualTo(3);
        VolumeGeometry nothing =
                read(NiftiBytes.int16().unit(0).floats(80, 1, 1, 1).array()).geometry();
        assertThat(nothing).isEqualTo(VolumeGeometry.uncalibrated(2, 3, 4));
    }

    @Test
    void trailingDimensionsOfOneAreDropped() throws IOException {
        assertThat(read(NiftiBytes.int16().shorts(40, 5).array()).geometry().size())
                .containsExactly(2, 3, 4);
        byte[] flat = NiftiBytes.int16().shorts(40, 2, 6, 4).floats(88, 0).array();
        assertThat(read(flat).geometry().size()).containsExactly(6, 4, 1);
        assertThat(read(flat).geometry().spacingMm(2)).isEqualTo(1);
    }

    @Test
    void aPlanarFileMayLeaveTheThirdColumnOfItsSformEmpty() throws IOException {
        byte[] flat = NiftiBytes.int16()
                .shorts(40, 2, 6, 4)
                .shorts(254, 1)
                .floats(280, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0)
                .array();
        assertThat(read(flat).geometry().toWorld(1, 1, 1)).containsExactly(-2, -2, 1);
    }

    @Test
    void concatenatedGzipMembersAreOneFile() throws IOException {
        byte[] plain = NiftiBytes.int16().shorts(352, 1, 2, 3).array();
        byte[] first = NiftiBytes.gzip(java.util.Arrays.copyOf(plain, 355));
        byte[] second = NiftiBytes.gzip(java.util.Arrays.copyOfRange(plain, 355, plain.length));
        byte[] both = ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
        assertThat(voxels(read(both))).startsWith(1f, 2f, 3f, 0f);
    }

    @Test
    void zerosAfterTheVoxelsArePadding() throws IOException {
        byte[] padded = java.util.Arrays.copyOf(NiftiBytes.int16().array(), 352 + 48 + 160);
        assertThat(voxels(read(padded))).hasSize(24);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nifti2IsReadInBothByteOrders(boolean big) throws IOException {
        byte[] file = NiftiBytes.second(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (byte[] content : List.of(file, NiftiBytes.gzip(file))) {
            Volume volume = read(content);
            assertThat(voxels(volume)).startsWith(1f, 3f, 5f).endsWith(47f);
            assertThat(volume.geometry().toWorld(0, 0, 0)).containsExactly(-5, -6, 7);
            assertThat(volume.geometry().toWorld(1, 1, 1)).containsExactly(-6, -8, 10);
        }
    }

    @Test
    void ofSeveralVolumesTheFirstIsUsedWithAWarning() throws IOException {
        NiftiBytes two = NiftiBytes.int16().shorts(40, 4, 2, 3, 2, 2).shorts(352, 1, 2, 3);
        List<String> warnings = new java.util.ArrayList<>();
        Volume volume = NiftiReader.read(Files.write(folder.resolve("scan"), two.array()), warnings::add);
        assertThat(voxels(volume)).hasSize(12).startsWith(1f, 2f, 3f);
        assertThat(warnings).contains("the file has 2 volumes (4D): the first is used");
        byte[] cut = java.util.Arrays.copyOf(two.array(), 352 + 47);
        assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> read(cut));
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(NiftiBytes.gzip(cut)))
                .withMessageContaining("ends before the last of its 2 volumes");
    }

    @Test
    void formsThatDisagreeAreWarnedOf() throws IOException {
        NiftiBytes file = NiftiBytes.int16()
                .shorts(252, 1, 1)
                .floats(256, 0, 0, 0, 0, 0, 0)
                .floats(280, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0);
        List<String> warnings = new java.util.ArrayList<>();
        NiftiReader.read(Files.write(folder.resolve("scan"), file.array()), warnings::add);
        assertThat(warnings).isEmpty();
        NiftiReader.read(Files.write(folder.resolve("scan"), file.floats(268, 4).array()), warnings::add);
        assertThat(warnings)
                .containsExactly("qform and sform of the header differ by up to 4.00 mm: the sform is used");
    }

    private Volume read(byte[] content) throws IOException {
        return NiftiReader.read(Files.write(folder.resolve("scan"), content));
    }

    @Test
    void calMinAndCalMaxSayWhatIsShownAndZerosSayNothing() throws IOException {
        NiftiBytes file = NiftiBytes.int16();
        Path path = Files.write(folder.resolve("scan"), file.array());
        assertThat(VolumeFiles.read(path, Optional.empty()).window()).isEmpty();
        Files.write(path, file.floats(124, 80, -20).array());
        assertThat(VolumeFiles.read(path, Optional.empty()).window()).contains(new IntensityWindow(-20, 80));
        Files.write(path, file.floats(124, Double.NaN, -20).array());
        assertThat(VolumeFiles.read(path, Optional.empty()).window()).isEmpty();
    }

    private static List<Float> voxels(Volume volume) {
        List<Float> all = new java.util.ArrayList<>();
        Views.flatIterable(volume.voxels()).forEach(voxel -> all.add(voxel.get()));
        return all;
    }
}
