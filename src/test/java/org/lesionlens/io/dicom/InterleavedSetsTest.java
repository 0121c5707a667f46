package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.SeveralVolumesException;
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

    @ParameterizedTest
    @CsvSource({
        "00180060, DS, KVP, 80, 140",
        "00180010, LO, ContrastBolusAgent, '', Gadovist",
        "00180022, CS, ScanOptions, FS, PFP",
        "00180024, SH, SequenceName, ge, se",
        "00180020, CS, ScanningSequence, GR, SE",
        "0008103e, LO, SeriesDescription, late, native",
        "00181030, LO, ProtocolName, late, native",
        "00080033, TM, ContentTime, 115959.5, 120040"
    })
    void setsAreToldApartByWhatTheirSlicesShare(String tag, String vr, String keyword, String first, String second)
            throws IOException {
        for (double shift : new double[] {2.5, 2, 0.3, 0}) {
            for (int k = 0; k < 12; k++) {
                write("s" + k, of(k, shift).text(tag(tag), vr, k < 6 ? first : second));
            }
            assertTwo(6, 6);
            assertThat(refusal(true)).contains(keyword);
            assertThat(firstPixels(2)).containsExactly(pixels(1, shift));
            assertThat(warnings).isEmpty();
        }
    }

    /** Thickness 5 mm, 2.5 mm together: neighbours of one volume would overlap by half. */
    @ParameterizedTest
    @CsvSource({
        "00200013, IS, InstanceNumber",
        "00080032, TM, AcquisitionTime",
        "00080033, TM, ContentTime",
        "00200012, IS, AcquisitionNumber"
    })
    void setsAreToldApartByAnOrderIfEachFillsItsStep(String tag, String vr, String keyword) throws IOException {
        for (double shift : new double[] {2.5, 2}) {
            for (int k = 0; k < 12; k++) {
                write("s" + k, of(k, shift).text(tag(tag), vr, "1000" + (10 + k)));
            }
            assertTwo(6, 6);
            assertThat(refusal(true)).contains("no. 2 of 2 in the order of " + keyword);
            assertThat(firstPixels(2)).containsExactly(pixels(1, shift));
        }
        Files.delete(folder.resolve("s6"));
        assertTwo(6, 5);
    }

    @Test
    void threeSetsAreToldApartByTheirOrder() throws IOException {
        for (int k = 0; k < 15; k++) {
            write("s" + k, at(k / 5, 6 * (k % 5) + k / 5 * 2).text(0x00200013, "IS", "" + k));
        }
        assertTwo(5, 5, 5);
        assertThat(firstPixels(3)).containsExactly(20_040, 20_100, 20_160, 20_220, 20_280);
    }

    /** Passes over every second slice, 5 mm thick. */
    @ParameterizedTest
    @CsvSource({"5, 00200013, IS", "5.5, 00200013, IS", "5, 00080032, TM", "6, 00080033, TM"})
    void anInterleavedAcquisitionIsOneVolume(double step, String tag, String vr) throws IOException {
        for (int k = 0; k < 12; k++) {
            write("s" + k, at(0, step * k).text(tag(tag), vr, "1000" + (10 + k / 2 + k % 2 * 6)));
        }
        assertOne(12, step);
        Files.delete(folder.resolve("s1"));
        assertThat(refusal(true)).contains("there is 1 slice missing");
        assertThat(warnings).isEmpty();
    }

    /** A CT of 5 mm every 2.5 mm, numbered along the table, in seconds of several slices each. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void overlappingReconstructionsOfOneAcquisitionAreOneVolume(boolean falling) throws IOException {
        for (int k = 0; k < 12; k++) {
            int number = falling ? 11 - k : k;
            write(
                    "s" + k,
                    at(0, 2.5 * k)
                            .text(0x00080060, "CS", "CT")
                            .text(0x00200013, "IS", "" + number)
                            .text(0x00080032, "TM", "1200" + (10 + number / 3))
                            .text(0x00080033, "TM", "1201" + (10 + number)));
        }
        assertOne(12, 2.5);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"00080032, 2, 10", "00080032, 2.5, 10", "00080033, 1.3, 8", "00080032, 2, 8"})
    void aHoleInASetThatATimeNamesHidesNoSets(String tag, double shift, int missing) throws IOException {
        for (int k = 0; k < 12; k++) {
            write("s" + k, of(k, shift).text(tag(tag), "TM", k < 6 ? "120000" : "120130"));
        }
        Files.delete(folder.resolve("s" + missing));
        assertTwo(6, 5);
        assertThat(firstPixels(1)).containsExactly(pixels(0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "00200012, IS, 2, 12",
        "00200012, IS, 2, 1",
        "00200012, IS, 2, 27",
        "00200012, IS, 2, -2",
        "00180081, DS, 90, 27"
    })
    void aSliceOfAnotherAcquisitionBesideTheGridIsNeverBlended(String tag, String vr, String other, double z)
            throws IOException {
        for (int k = 0; k < 6; k++) {
            write("s" + k, of(k, 0).text(tag(tag), vr, "1"));
        }
        write("stray", at(1, z).text(tag(tag), vr, other));
        assertTwo(6, 1);
        assertThat(refusal(false)).doesNotContain("--resample");
        assertThat(firstPixels(1)).containsExactly(pixels(0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "00181100, DS, 250, 250.00001",
        "00180081, DS, 12.00, 12.0004",
        "00180081, DS, 2.38, 2.3800001",
        "00180060, DS, 119.999, 120"
    })
    void numbersThatDifferByTheirRoundingAreOne(String tag, String vr, String first, String second) throws IOException {
        for (int k = 0; k < 12; k++) {
            write("s" + k, at(0, 5 * k).text(tag(tag), vr, k % 2 == 0 ? first : second));
        }
        assertOne(12, 5);
        assertThat(warnings).isEmpty();
    }

    @Test
    void wholeNumbersAreNotRounded() throws IOException {
        for (int k = 0; k < 12; k++) {
            write("s" + k, of(k, 2.5).text(0x00200100, "IS", k < 6 ? "20000" : "20001"));
        }
        assertTwo(6, 6);
    }

    @ParameterizedTest
    @CsvSource({
        "00200100, IS, 'TemporalPositionIdentifier (0020,0100)', 1, 2",
        "00180081, DS, 'EchoTime (0018,0081)', 20, 90",
        "00181210, SH, 'ConvolutionKernel (0018,1210)', B30, B70"
    })
    void blocksOneAboveTheOtherAreReadWithAWord(String tag, String vr, String keyword, String first, String second)
            throws IOException {
        for (int k = 0; k < 12; k++) {
            write("s" + k, at(0, 5 * k).text(tag(tag), vr, k < 6 ? first : second));
        }
        assertOne(12, 5);
        assertThat(warnings)
                .containsExactly("the slices are read as one volume, but " + keyword
                        + " differs between 2 blocks of them, one above the other: they may be as many volumes");
    }

    @ParameterizedTest
    @ValueSource(doubles = {2.5, 2, 0.3})
    void multiFrameImagesAmongEachOtherAreVolumes(double shift) throws IOException {
        write("a", frames(0));
        write("b", frames(shift));
        assertTwo(4, 4);
        assertThat(refusal(true)).contains("no. 2 of 2 multi-frame images, 4 slices from");
        Files.delete(folder.resolve("b"));
        assertOne(4, 5);
    }

    /** Four frames 5 mm apart. */
    private static DicomBytes frames(double shift) {
        byte[] end = DicomBytes.item(0xe0dd, 0);
        byte[][] items = new byte[4][];
        for (int k = 0; k < 4; k++) {
            byte[] text = ("-10\\-20\\" + (50 + 5 * k + shift)).getBytes(StandardCharsets.US_ASCII);
            byte[] even = Arrays.copyOf(text, text.length + text.length % 2);
            byte[] position = item(DicomBytes.element(0x00200032, "DS", even, true));
            items[k] = item(DicomBytes.element(0x00209113, "SQ", DicomBytes.join(position, end), true));
        }
        return DicomBytes.slice(0)
                .without(0x00200032)
                .text(0x00280008, "IS", "4")
                .bytes(0x52009230, "SQ", DicomBytes.join(DicomBytes.join(items), end))
                .shorts(0x7fe00010, "OW", new int[24]);
    }

    private static byte[] item(byte[] element) {
        return DicomBytes.join(DicomBytes.item(0xe000, element.length), element);
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
