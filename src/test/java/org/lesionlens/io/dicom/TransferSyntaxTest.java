package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Files that dcmtk and Pillow compressed (src/test/python/make_dicom_fixtures.py): ramps known in closed form. */
class TransferSyntaxTest {
    private interface Ramp {
        double at(long x, long y, long z);
    }

    private static long u12(long x, long y) {
        return (37 * x + 101 * y + x * y) % 4096;
    }

    private static Ramp ramp(String name) {
        return switch (name.substring(0, name.indexOf('_'))) {
            case "u12" -> (x, y, z) -> u12(x, y);
            case "w16" -> (x, y, z) -> 16 * u12(x, y);
            case "s16" -> (x, y, z) -> 11 * (u12(x, y) - 2048);
            case "rgb" -> (x, y, z) -> 0.299 * 5 * x + 0.587 * 7 * y + 0.114 * (x + y);
            default -> (x, y, z) -> 5 * x + 7 * y + z;
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u12_explicit",
                "u12_implicit",
                "u12_big",
                "u12_deflated",
                "u12_no_preamble",
                "u12_rle",
                "u12_jpeg_lossless_sv1",
                "u12_jpeg_lossless_sv4",
                "u12_jpeg2000_lossless",
                "u12_jpegls",
                "w16_explicit",
                "w16_rle",
                "w16_jpeg_lossless_sv1",
                "w16_jpeg2000_lossless",
                "s16_explicit",
                "s16_rle",
                "s16_jpeg_lossless_sv1",
                "s16_jpeg2000_lossless",
                "u8_explicit",
                "u8_implicit",
                "u8_big",
                "u8_deflated",
                "u8_rle",
                "u8_jpeg_lossless_sv1",
                "u8_jpeg2000_lossless",
                "rgb_explicit",
                "rgb_implicit",
                "rgb_big",
                "rgb_deflated",
                "rgb_rle",
                "rgb_jpeg_lossless_sv1",
                "rgb_jpeg2000_lossless",
                "frames_explicit",
                "frames_rle",
                "frames_jpeg_lossless_sv1",
                "frames_jpeg2000_lossless",
                "frames_fragments"
            })
    void losslessPixelsComeOutAsTheyWentIn(String name) throws IOException {
        assertRamp(name, 1e-4);
    }

    @ParameterizedTest
    @CsvSource({
        "u8_jpeg_baseline, 4",
        "u8_jpeg_extended, 4",
        "u12_jpeg_extended, 2",
        "u8_jpeg2000, 12",
        "rgb_jpeg_baseline, 4",
        "rgb_jpeg2000, 12",
        "u12_jpeg2000, 2",
        "s16_jpeg2000, 2",
        "w16_jpeg2000, 2"
    })
    void lossyPixelsComeOutMuchAsTheyWentIn(String name, double tolerance) throws IOException {
        assertRamp(name, tolerance);
    }

    private static void assertRamp(String name, double tolerance) throws IOException {
        Volume volume = read(name);
        assertThat(volume.geometry().size()).containsExactly(20, 14, name.startsWith("frames") ? 3 : 1);
        var voxels = volume.voxels().localizingCursor();
        while (voxels.hasNext()) {
            float value = voxels.next().get();
            long[] at = voxels.positionAsLongArray();
            assertThat((double) value).isCloseTo(ramp(name).at(at[0], at[1], at[2]), within(tolerance));
        }
    }

    @Test
    void compressedSlicesLieWhereTheOthersDo() throws IOException {
        VolumeGeometry plain = read("u12_explicit").geometry();
        assertThat(plain.spacingMm(0)).isEqualTo(0.25);
        for (String name : List.of("u12_rle", "s16_jpeg2000_lossless", "u12_big", "u12_deflated", "u12_no_preamble")) {
            assertThat(read(name).geometry()).isEqualTo(plain);
        }
    }

    @Test
    void framesWithoutPositionAreTimeAndNothingInMm() throws IOException {
        List<String> warnings = new ArrayList<>();
        Volume cine = DicomSeriesReader.read(path("frames_explicit"), Optional.empty(), warnings::add);
        assertThat(cine.geometry()).isEqualTo(VolumeGeometry.uncalibrated(20, 14, 3));
        assertThat(warnings)
                .containsExactly("the 3 frames say no position: they are taken for points in time, "
                        + "and nothing is measured in mm");
    }

    /** The fuzzer found it: the decoder throws an Error. */
    @Test
    void aTilePartLongerThanAFileIsRefused(@TempDir Path folder) throws IOException {
        byte[] bytes = Files.readAllBytes(path("u8_jpeg2000_lossless"));
        for (int at = 0; at + 10 < bytes.length; at++) {
            if (ByteBuffer.wrap(bytes).getInt(at) == 0xff90000a) {
                ByteBuffer.wrap(bytes).putInt(at + 6, 0xfffffff0);
            }
        }
        Path lie = Files.write(folder.resolve("lie.dcm"), bytes);
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> DicomSeriesReader.read(lie, Optional.empty()))
                .withMessageContaining("lie.dcm: frame 1, compressed as JPEG 2000 Lossless");
    }

    static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(TransferSyntaxTest.class.getResource(name + ".dcm"), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Volume read(String name) throws IOException {
        return DicomSeriesReader.read(path(name), Optional.empty());
    }
}
