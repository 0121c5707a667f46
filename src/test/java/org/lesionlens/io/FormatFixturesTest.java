package org.lesionlens.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.volume.VolumeGeometry;

/** Files that numpy and tifffile wrote (src/test/python/make_format_fixtures.py): x + 10 y + 50 z. */
class FormatFixturesTest {
    static final Path FOLDER = Path.of("src", "test", "resources", "org", "lesionlens", "io", "formats");
    private static final double C = Math.sqrt(0.75);

    @ParameterizedTest
    @CsvSource({
        "u1_raw_lps.nrrd, NRRD",
        "i2_gzip_ras.nrrd, NRRD",
        "u2_big_raw_las.nrrd, NRRD",
        "f8_big_gzip_lps.nrrd, NRRD",
        "detached.nhdr, NRRD",
        "i2.mha, METAIMAGE",
        "f8_big_zlib.mha, METAIMAGE",
        "pair.mhd, METAIMAGE"
    })
    void obliqueGridsLieWhereTheyWereWritten(String name, VolumeFormat format) throws IOException {
        LoadedVolume loaded = VolumeFiles.read(FOLDER.resolve(name), Optional.empty());
        VolumeGeometry expected = VolumeGeometry.of(
                new long[] {5, 4, 3}, new double[] {0.5, 0.75, 2.5}, new double[] {-10, 20.5, 30}, new double[][] {
                    {C, -0.5, 0}, {0.5, C, 0}, {0, 0, 1}
                });
        assertThat(loaded.format()).isEqualTo(format);
        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.volume().geometry().sameGrid(expected, 1e-9)).isTrue();
        assertRamp(loaded);
    }

    @ParameterizedTest
    @CsvSource({
        "imagej.tif, 0.5, 0",
        "imagej_channels.tif, 0.0005, 1",
        "ome.ome.tif, 0.5, 0",
        "ome_channels.ome.tif, 0.5, 1"
    })
    void calibratedStacksHaveTheirVoxelSize(String name, double spacing, int leftOut) throws IOException {
        LoadedVolume loaded = VolumeFiles.read(FOLDER.resolve(name), Optional.empty());
        VolumeGeometry geometry = loaded.volume().geometry();
        assertThat(loaded.format()).isEqualTo(VolumeFormat.TIFF_STACK);
        assertThat(geometry.spacingMm(0)).isCloseTo(spacing, within(1e-6 * spacing));
        assertThat(geometry.spacingMm(2)).isCloseTo(name.contains("imagej_c") ? 0.0025 : 2.5, within(1e-9));
        assertThat(geometry.calibrated()).isTrue();
        assertThat(loaded.warnings()).hasSize(1 + leftOut);
        assertThat(loaded.warnings().get(0))
                .contains(leftOut > 0 ? "the file has 2 channels and 1 frames: the first of each is used" : "position");
        assertRamp(loaded);
    }

    @Test
    void pagesThatSayNothingAreSlicesWithoutMillimetres() throws IOException {
        LoadedVolume loaded = VolumeFiles.read(FOLDER.resolve("pages.tif"), Optional.empty());
        assertThat(loaded.volume().geometry()).isEqualTo(VolumeGeometry.uncalibrated(5, 4, 3));
        assertThat(loaded.warnings()).singleElement().asString().contains("nothing is measured in mm");
        assertRamp(loaded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "big_lzw_predictor.tif",
                "deflate_predictor_i2_big_endian.tif",
                "lzw_predictor_u4_tiles.tif",
                "float_predictor_big_endian.tif",
                "double_predictor_tiles.tif",
                "half.tif",
                "half_predictor_big.tif",
                "white_is_zero.tif",
                "colour_planes_predictor.tif"
            })
    void everyPackingOfTiffIsUnpacked(String name) throws IOException {
        LoadedVolume loaded = VolumeFiles.read(FOLDER.resolve(name), Optional.empty());
        assertThat(loaded.format()).isEqualTo(VolumeFormat.TIFF_STACK);
        assertRamp(loaded);
    }

    /** Neighbours in float are 256 apart up there. */
    @Test
    void numbersWithTheHighestBitStayHigh() throws IOException {
        LoadedVolume loaded = VolumeFiles.read(FOLDER.resolve("high.tif"), Optional.empty());
        assertThat(loaded.volume().voxels().getAt(0, 0, 0).get()).isEqualTo(0x1p32f - 256);
    }

    @Test
    void stacksAndVolumesAreLabelsToo() throws IOException {
        for (String name : new String[] {"pages.tif", "i2.mha", "u1_raw_lps.nrrd"}) {
            assertThat(VolumeFiles.readLabels(FOLDER.resolve(name))
                            .voxels()
                            .getAt(4, 3, 2)
                            .get())
                    .isEqualTo(134);
        }
    }

    private static void assertRamp(LoadedVolume loaded) {
        assertThat(loaded.volume().geometry().size()).containsExactly(5, 4, 3);
        var voxels = loaded.volume().voxels().localizingCursor();
        while (voxels.hasNext()) {
            float value = voxels.next().get();
            assertThat(value)
                    .isEqualTo(voxels.getLongPosition(0)
                            + 10 * voxels.getLongPosition(1)
                            + 50f * voxels.getLongPosition(2));
        }
    }
}
