package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.ReadOptions;
import org.lesionlens.io.SeveralVolumesException;
import org.lesionlens.volume.Volume;

/**
 * Sets of slices among each other, with copies, holes and strays. Every first pixel is the height of the slice in tenths of
 * a millimetre, and 10,000 for each set; slices are 5 mm thick.
 */
class InterleavedSetsTest {
    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "00200012, IS, 1, 2, 2.5, false",
        "00200012, IS, 1, 2, 2.5, true",
        "00200012, IS, 1, 2, 2, false",
        "00180081, DS, 3, 6, 2.5, true",
        "00180081, DS, 3, 6, 0.3, true",
        "00200100, IS, 1, 2, 0.02, true",
        "00200100, IS, 1, 2, 0, false"
    })
    void copiesHideNoSets(String tag, String vr, String first, String second, double shift, boolean renumbered)
            throws IOException {
        for (int copies : new int[] {1, 12}) {
            for (int k = 0; k < 12; k++) {
                DicomBytes slice = of(k, shift).text(tag(tag), vr, k < 6 ? first : second);
                write("s" + k, slice.text(0x00200013, "IS", "" + k));
                if (k < copies) {
                    write("t" + k, slice.text(0x00200013, "IS", "" + (renumbered ? 100 + k : k)));
                }
            }
            assertTwo(6, 6);
            warnings.clear();
            assertThat(firstPixels(2)).containsExactly(pixels(1, shift));
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .matches("\\d+ of \\d+ images of the series are copies of others.*");
        }
    }

    @Test
    void aCopyAmongSetsThatOnlyOrderTellsIsLeftOut() throws IOException {
        for (int k = 0; k < 12; k++) {
            write("s" + k, of(k, 0).text(0x00200013, "IS", "" + k));
        }
        write("copy", of(3, 0).text(0x00200013, "IS", "3"));
        assertTwo(6, 6);
        assertThat(firstPixels(2)).containsExactly(pixels(1, 0));
    }

    /** A slice of one of two sets of six, 5 mm apart. */
    private static DicomBytes of(int k, double shift) {
        return at(k / 6, 5 * (k % 6) + k / 6 * shift);
    }

    private static DicomBytes at(int set, double z) {
        int value = pixel(set, z);
        return DicomBytes.slice(z)
                .shorts(0x00280103, "US", 0)
                .shorts(0x7fe00010, "OW", value, value, value, value, value, value);
    }

    private static int pixel(int set, double z) {
        return 10_000 * set + (int) Math.round(10 * z);
    }

    private static Integer[] pixels(int set, double shift) {
        Integer[] pixels = new Integer[6];
        for (int k = 0; k < 6; k++) {
            pixels[k] = pixel(set, 5 * k + shift);
        }
        return pixels;
    }

    private static int tag(String hex) {
        return Integer.parseUnsignedInt(hex, 16);
    }

    private void write(String name, DicomBytes file) throws IOException {
        Files.write(folder.resolve(name), file.array());
    }

    private void assertTwo(int... slices) throws IOException {
        for (boolean resample : new boolean[] {false, true}) {
            assertThatExceptionOfType(SeveralVolumesException.class)
                    .isThrownBy(() -> read(OptionalInt.empty(), resample))
                    .withMessageContaining("holds " + slices.length + " volumes in one series: [1: ");
        }
        assertThat(DicomSeriesReader.volumes(folder, new ReadOptions(Optional.empty(), false)).stream()
                        .mapToInt(DicomVolume::slices)
                        .toArray())
                .containsExactly(slices);
    }

    private void assertOne(int slices, double step) throws IOException {
        Volume volume = read(OptionalInt.empty(), false);
        assertThat(volume.geometry().size(2)).isEqualTo(slices);
        assertThat(volume.geometry().spacingMm(2)).isEqualTo(step);
    }

    private String refusal(boolean resample) {
        try {
            read(OptionalInt.empty(), resample);
            return "";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private List<Integer> firstPixels(int number) throws IOException {
        Volume volume = read(OptionalInt.of(number), false);
        List<Integer> pixels = new ArrayList<>();
        Views.flatIterable(Views.hyperSlice(Views.hyperSlice(volume.voxels(), 0, 0), 0, 0))
                .forEach(voxel -> pixels.add(Math.round(voxel.get())));
        return pixels;
    }

    private Volume read(OptionalInt number, boolean resample) throws IOException {
        return DicomSeriesReader.read(
                folder, new ReadOptions(Optional.empty(), number, resample), warnings::add, window -> {});
    }
}
