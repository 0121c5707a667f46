package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.Volume;

/** Series with images that are no slices of their volume, or are there twice, and steps that change. */
class StrayImagesTest {
    private static final String MR = "1.2.840.10008.5.1.4.1.1.4";
    private static final String CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    private static DicomBytes slice(double z) {
        return DicomBytes.slice(z)
                .text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\OTHER")
                .text(0x00080016, "UI", MR)
                .text(0x00080018, "UI", "1.2.3." + Math.round(10 * z))
                .shorts(0x7fe00010, "OW", (int) z, 2, 3, 4, 5, 6);
    }

    private static DicomBytes page() {
        return slice(0).without(0x00200032).without(0x00200037).without(0x00280030);
    }

    /** As in a folder of radiotherapy, with plan and structure set. */
    @Test
    void aDoseBesideItsImagesIsPassedOver() throws IOException {
        six();
        write(
                "dose",
                slice(0).text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.481.2").text(0x0020000e, "UI", "1.2.9"));
        assertSix();
        assertThat(DicomSeriesReader.volumeCounts(folder)).hasSize(1);
    }

    @Test
    void screenCapturesAndDosePagesAreLeftOut() throws IOException {
        six();
        write("capture", page().text(0x00080016, "UI", CAPTURE));
        write("capture2", page().text(0x00080016, "UI", CAPTURE + ".2").shorts(0x00280010, "US", 1));
        write("capture3", slice(500).text(0x00080016, "UI", CAPTURE));
        write("page", page().text(0x00080008, "CS", "DERIVED\\SECONDARY"));
        assertSix();
        assertThat(warnings)
                .containsExactly(
                        "3 of 10 images of the series are screen captures or dose pages (SOPClassUID (0008,0016)) and are"
                                + " left out",
                        "1 of 10 images of the series have no position in the patient (as dose pages have none) and are"
                                + " left out");
    }

    @Test
    void aSliceThatLostItsPositionIsNoCapture() throws IOException {
        six();
        write("damaged", page());
        assertThat(refuse(false))
                .contains("has slices with and without ImagePositionPatient (0020,0032): damaged has none");
    }

    @Test
    void wherePagesAreAsManyAsSlicesNothingIsLeftOut() throws IOException {
        write("a", slice(0));
        write("b", page().text(0x00080016, "UI", CAPTURE));
        assertThat(refuse(false)).contains("has slices with and without ImagePositionPatient (0020,0032): b has none");
    }

    @Test
    void fewImagesOfAnotherPlaneOrSizeAreLeftOut() throws IOException {
        six();
        write("x", slice(0).text(0x00200037, "DS", "1\\0\\0\\0\\0\\-1"));
        write("y", slice(30).text(0x00280030, "DS", "2\\2"));
        assertSix();
        assertThat(warnings)
                .containsExactly(
                        "1 of 8 images of the series lie in another plane (ImageOrientationPatient (0020,0037)) and are left"
                                + " out",
                        "1 of 8 images of the series have another size or PixelSpacing (0028,0030) and are left out");
    }

    /** Copies under other names, with new identifiers, times and numbers, or positions that were rounded. */
    @ParameterizedTest
    @CsvSource({"0, 1.2.3, 120000", "0, 9.9, 120000", "0, 9.9, 130000", "0.004, 9.9, 120000"})
    void imagesThatWereExportedTwiceAreTakenOnce(double shift, String uid, String time) throws IOException {
        six();
        for (int k = 0; k < 6; k += 2) {
            write(
                    "copy" + k,
                    slice(5 * k)
                            .text(0x00200032, "DS", "-10\\-20\\" + (5 * k + shift))
                            .text(0x00080018, "UI", uid + "." + 50 * k)
                            .text(0x00080033, "TM", time));
        }
        assertSix();
        assertThat(warnings)
                .containsExactly(
                        "3 of 9 images of the series are copies of others (equal pixels at one place) and are left"
                                + " out");
        assertThat(DicomSeriesReader.sketch(folder, new ReadOptions(Optional.empty(), false))
                        .size())
                .containsExactly(3L, 2L, 6L);
    }

    @Test
    void oneDifferentPixelMakesNoCopy() throws IOException {
        six();
        write("other", slice(10).text(0x00080018, "UI", "9").shorts(0x7fe00010, "OW", 10, 2, 3, 4, 5, 7));
        assertThat(refuse(true)).contains("has two slices at one position: other and s2 lie at 10.000 mm");
    }

    @Test
    void copiesOfTimePointsAreCopiesWithinEach() throws IOException {
        for (int k = 0; k < 16; k++) {
            String time = "" + (1 + k / 4 % 2);
            write(
                    "s" + k,
                    slice(5 * (k % 4))
                            .text(0x00200100, "IS", time)
                            .text(0x00200013, "IS", "" + k)
                            .shorts(0x7fe00010, "OW", k % 8, 0, 0, 0, 0, 0));
        }
        assertThat(DicomSeriesReader.volumes(folder, new ReadOptions(Optional.empty(), false)))
                .hasSize(2);
        Volume second = DicomSeriesReader.read(
                folder, new ReadOptions(Optional.empty(), false).ofVolume(2), warnings::add, window -> {});
        assertThat(firstPixels(second)).containsExactly(4f, 5f, 6f, 7f);
        assertThat(warnings).singleElement().asString().startsWith("4 of 8 images of the series are copies of others");
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "3, 1", "0.5, 0"})
    void stepsThatChangeMayBeInterpolated(double larger, int which) throws IOException {
        double z = 0;
        for (int k = 0; k < 9; k++) {
            write("s" + k, slice(z));
            z += k < 4 ? 4 : 4 * larger;
        }
        assertThat(refuse(false))
                .contains("has unequal steps: ", "let it be interpolated (analyze --resample")
                .doesNotContain("missing");
        Volume volume = read(true);
        assertThat(volume.geometry().spacingMm(2)).isEqualTo(Math.min(4, 4 * larger));
        assertThat(firstPixels(volume))
                .isEqualTo(java.util.stream.IntStream.range(
                                0, (int) volume.geometry().size(2))
                        .mapToObj(k -> (float) (k * Math.min(4, 4 * larger)))
                        .toList());
    }

    /** Six slices of 2.5 mm and two of 5 mm, above or below. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoLargerStepsAtAnEndAreThoseOfTheScan(boolean below) throws IOException {
        double[] heights = {0, 2.5, 5, 7.5, 10, 12.5, 17.5, 22.5};
        for (int k = 0; k < 8; k++) {
            write("s" + k, slice(below ? 22.5 - heights[k] : heights[k]));
        }
        assertThat(refuse(false)).contains("has unequal steps: ", "--resample").doesNotContain("missing");
        Volume volume = read(true);
        assertThat(volume.geometry().size(2)).isEqualTo(10);
        assertThat(volume.geometry().spacingMm(2)).isEqualTo(2.5);
    }

    @ParameterizedTest
    @CsvSource({"5, 19", "27, 28", "10, 10", "28, 28", "1, 1", "8, 10"})
    void missingSlicesStayGapsAlsoWhereItIsInterpolated(int one, int other) throws IOException {
        for (int k = 0; k < 30; k++) {
            if (k != one && k != other) {
                write("s" + k, slice(3 * k));
            }
        }
        assertThat(refuse(false)).contains("has a gap: between s", "export the missing slices too");
        assertThat(refuse(true)).contains("has a gap: between s", "export the missing slices too");
    }

    private void six() throws IOException {
        for (int k = 0; k < 6; k++) {
            write("s" + k, slice(5 * k));
        }
    }

    private void assertSix() throws IOException {
        assertThat(firstPixels(read(false))).containsExactly(0f, 5f, 10f, 15f, 20f, 25f);
    }

    private static List<Float> firstPixels(Volume volume) {
        List<Float> pixels = new ArrayList<>();
        Views.flatIterable(Views.interval(volume.voxels(), new long[3], new long[] {
                    0, 0, volume.geometry().size(2) - 1
                }))
                .forEach(voxel -> pixels.add(voxel.get()));
        return pixels;
    }

    private Volume read(boolean resample) throws IOException {
        return DicomSeriesReader.read(folder, new ReadOptions(Optional.empty(), resample), warnings::add, window -> {});
    }

    private String refuse(boolean resample) {
        List<String> message = new ArrayList<>();
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(resample))
                .satisfies(e -> message.add(e.getMessage()));
        return message.get(0);
    }

    private void write(String name, DicomBytes content) throws IOException {
        Files.write(folder.resolve(name), content.array());
    }
}
