package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Slices of an image that is linear in world coordinates, which linear interpolation keeps. */
class SliceResamplingTest {
    private static final int COLUMNS = 8;
    private static final int ROWS = 9;

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void unequalStepsBecomeEvenOnes() throws IOException {
        for (double z : new double[] {0, 4, 8, 15, 20}) {
            write(z, 0);
        }
        Volume volume = resampled();
        assertThat(volume.geometry())
                .isEqualTo(VolumeGeometry.of(
                        new long[] {COLUMNS, ROWS, 6},
                        new double[] {0.25, 0.5, 4},
                        new double[] {-10, -20, 0},
                        new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}));
        assertLinear(volume, 0, ROWS);
        assertThat(warnings)
                .containsExactly("the 5 slices are no even grid (unequal steps or gantry tilt): they are linearly "
                        + "interpolated onto 6 even ones");
    }

    @Test
    void aTiltIsTakenOutOnAGridThatHoldsEverySlice() throws IOException {
        for (int k = 0; k < 4; k++) {
            write(5 * k, -0.4 * k);
        }
        Volume volume = resampled();
        assertThat(volume.geometry().size()).containsExactly(COLUMNS, ROWS + 3, 4);
        assertThat(volume.geometry().toWorld(0, 0, 0)).containsExactly(new double[] {-10, -21.2, 0}, within(1e-9));
        assertLinear(volume, 3, ROWS);
        assertThat(volume.voxels().getAt(0, 0, 0).get())
                .as("where the first slice does not reach its lowest intensity stands")
                .isEqualTo(Math.round(intensity(-10, -20, 0)));
    }

    @Test
    void holesAreNotInterpolated() throws IOException {
        for (double z : new double[] {0, 5, 10, 22, 27}) {
            write(z, 0);
        }
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(this::resampled)
                .withMessageContaining("has a gap: between s10.0");
    }

    @Test
    void slicesThatLieFarBesideEachOtherAreRefused() throws IOException {
        write(0, 0);
        write(5, 1e9);
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(this::resampled)
                .withMessageContaining("has slices that drift sideways so far that");
    }

    @Test
    void evenSeriesAreReadAsTheyAre() throws IOException {
        for (int k = 0; k < 3; k++) {
            write(5 * k, 0);
        }
        Volume volume = resampled();
        assertThat(warnings).isEmpty();
        assertThat(volume.geometry())
                .isEqualTo(DicomSeriesReader.read(folder, Optional.empty()).geometry());
    }

    private static double intensity(double x, double y, double z) {
        return 3000 + 40 * x + 60 * y + 8 * z;
    }

    private Volume resampled() throws IOException {
        return DicomSeriesReader.read(folder, new ReadOptions(Optional.empty(), true), warnings::add, window -> {});
    }

    /** In the rows that every slice reaches. */
    private static void assertLinear(Volume volume, int firstRow, int endRow) {
        var voxels = volume.voxels().localizingCursor();
        while (voxels.hasNext()) {
            float value = voxels.next().get();
            if (voxels.getLongPosition(1) >= firstRow && voxels.getLongPosition(1) < endRow) {
                double[] at = volume.geometry().toWorld(voxels.positionAsDoubleArray());
                assertThat((double) value).isCloseTo(intensity(at[0], at[1], at[2]), within(1.01));
            }
        }
    }

    private void write(double z, double drift) throws IOException {
        int[] pixels = new int[COLUMNS * ROWS];
        for (int i = 0; i < pixels.length; i++) {
            double y = -20 + drift + 0.5 * (i / COLUMNS);
            pixels[i] = (int) Math.round(intensity(-10 + 0.25 * (i % COLUMNS), y, z));
        }
        DicomBytes slice = DicomBytes.slice(0)
                .text(0x00200032, "DS", String.format(Locale.ROOT, "-10\\%.3f\\%.3f", -20 + drift, z))
                .shorts(0x00280010, "US", ROWS)
                .shorts(0x00280011, "US", COLUMNS)
                .shorts(0x7fe00010, "OW", pixels);
        Files.write(folder.resolve("s" + z), slice.array());
    }
}
