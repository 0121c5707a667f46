package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.SeveralVolumesException;
import org.lesionlens.volume.Volume;

/** Series of several sets; every pixel of a slice is its height in tenths of a millimetre, and 10,000 for each set. */
class SeriesVolumesTest {
    private static final int ECHO_TIME = 0x00180081;
    private static final int ACQUISITION_NUMBER = 0x00200012;
    private static final int ACQUISITION_TIME = 0x00080032;
    private static final int TEMPORAL_POSITION = 0x00200100;

    @TempDir
    Path folder;

    private final List<DicomBytes> files = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "00180081, DS, EchoTime, 20, 90",
        "00200012, IS, AcquisitionNumber, 9, 10",
        "00200100, IS, TemporalPositionIdentifier, 1, 2",
        "00180086, IS, EchoNumbers, 1, 2",
        "0019100c, IS, B_value, 0, 1000",
        "00180082, DS, InversionTime, 300, 2500",
        "00181210, SH, ConvolutionKernel, B30, B70",
        "00080008, CS, ImageType, ORIGINAL\\PRIMARY\\M, ORIGINAL\\PRIMARY\\P",
        "00083010, UI, IrradiationEventUID, 1.2.3, 1.2.4",
        "00080032, TM, AcquisitionTime, 115959.5, 120040",
        "0008002a, DT, AcquisitionDateTime, 20200101115959, 20200101120040"
    })
    void twoSetsAreNeverOneVolume(String tag, String vr, String keyword, String first, String second)
            throws IOException {
        for (double shift : new double[] {2.5, 2, 0.3, 0.02, 0}) {
            files.clear();
            set(0, 5, 5).forEach(slice -> slice.text(tag(tag), vr, first));
            set(1, 5, 5, shift).forEach(slice -> slice.text(tag(tag), vr, second));
            write(3);
            assertSets(keyword, 5, 5);
            assertThat(heights(1)).containsExactly(0, 50, 100, 150, 200);
            assertThat(heights(2))
                    .containsExactly(
                            at(1, shift), at(1, 5 + shift), at(1, 10 + shift), at(1, 15 + shift), at(1, 20 + shift));
            assertThat(warnings).isEmpty();
        }
    }

    private static int at(int set, double z) {
        return 10_000 * set + (int) Math.round(10 * z);
    }

    @Test
    void setsAreCountedInTheOrderOfTheirNumbersWhateverTheFilesAreCalled() throws IOException {
        for (int set = 0; set < 3; set++) {
            int number = new int[] {10, 9, 100}[set];
            set(set, 7 - 2 * set, 6, 2 * set).forEach(slice -> slice.text(ACQUISITION_NUMBER, "IS", "" + number));
        }
        for (int order = 0; order < 3; order++) {
            write(order);
            assertSets("AcquisitionNumber (0020,0012)", 5, 7, 3);
            assertThat(volumes())
                    .extracting(volume -> volume.marks().get(0))
                    .containsExactly(
                            "AcquisitionNumber (0020,0012) = 9",
                            "AcquisitionNumber (0020,0012) = 10",
                            "AcquisitionNumber (0020,0012) = 100");
        }
        assertThat(heights(1)).startsWith(10_020, 10_080);
        assertThat(volumes().get(2))
                .hasToString("3: AcquisitionNumber (0020,0012) = 100, 3 slices from 4.000 to 16.000 mm");
    }

    @Test
    void echoesOfTimePointsAreToldByBoth() throws IOException {
        for (int set = 0; set < 6; set++) {
            String echo = set % 2 == 0 ? "20" : "90";
            String time = "" + (1 + set / 2);
            set(set, 4, 3).forEach(slice -> slice.text(ECHO_TIME, "DS", echo).text(TEMPORAL_POSITION, "IS", time));
        }
        write(1);
        assertThat(volumes()).hasSize(6);
        assertThat(volumes().get(3).marks())
                .containsExactly("TemporalPositionIdentifier (0020,0100) = 2", "EchoTime (0018,0081) = 90");
        assertThat(heights(4)).startsWith(30_000, 30_030);
    }

    @Test
    void aTimePointThatBreaksOffIsAVolume() throws IOException {
        set(0, 6, 3).forEach(slice -> slice.text(TEMPORAL_POSITION, "IS", "1"));
        set(1, 1, 3, 6).forEach(slice -> slice.text(TEMPORAL_POSITION, "IS", "2"));
        write(0);
        assertSets("TemporalPositionIdentifier", 6, 1);
    }

    /** A time of its own for every slice, as of echo-planar images. */
    @ParameterizedTest
    @CsvSource({"00080032, TM, AcquisitionTime", "00181060, DS, TriggerTime", "00200013, IS, InstanceNumber"})
    void repeatedPlacesAreToldApartByTheirOrder(String tag, String vr, String keyword) throws IOException {
        for (int set = 0; set < 3; set++) {
            List<DicomBytes> slices = set(set, 4, 5);
            for (int k = 0; k < 4; k++) {
                slices.get(k).text(tag(tag), vr, "1000" + (10 + 10 * set + k));
            }
        }
        write(5);
        assertSets(keyword, 4, 4, 4);
        assertThat(heights(3)).containsExactly(20_000, 20_050, 20_100, 20_150);
    }

    @Test
    void differentSlicesAtOnePlaceWithoutAnythingThatTellsThemAreRefused() throws IOException {
        set(0, 3, 5);
        set(1, 3, 5);
        write(0);
        assertThatExceptionOfType(org.lesionlens.io.file.MalformedFileException.class)
                .isThrownBy(() -> read(OptionalInt.empty()))
                .withMessageContaining("has two slices at one position")
                .isNotInstanceOf(SeveralVolumesException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 2, 4.5})
    void setsThatNothingNamesAreNeitherGapsNorInterpolated(double shift) throws IOException {
        set(0, 5, 5);
        set(1, 5, 5, shift);
        write(0);
        for (boolean resample : new boolean[] {false, true}) {
            assertThatExceptionOfType(org.lesionlens.io.file.MalformedFileException.class)
                    .isThrownBy(() -> DicomSeriesReader.read(
                            folder, new ReadOptions(Optional.empty(), resample), warnings::add, window -> {}))
                    .withMessageContaining(
                            "in turn, as if it held 2 sets of slices, but nothing in the files names them")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("resample", "missing"));
        }
    }

    @Test
    void aCtInBlocksIsOneVolume() throws IOException {
        Random random = new Random(1);
        List<DicomBytes> slices = set(0, 24, 2.5);
        for (int k = 0; k < 24; k++) {
            slices.get(k)
                    .text(0x00080060, "CS", "CT")
                    .text(ACQUISITION_NUMBER, "IS", "" + (1 + k / 4))
                    .text(ACQUISITION_TIME, "TM", "1200" + (10 + k / 2))
                    .text(0x00080033, "TM", "1201" + (10 + random.nextInt(50)))
                    .text(0x00200013, "IS", "" + (k + 1));
        }
        write(2);
        assertOneVolume(24, 2.5);
        assertThat(warnings).isEmpty();
    }

    /** Every second slice first; thickness 5 mm, a gap of 10 %. */
    @Test
    void anInterleavedAcquisitionIsOneVolume() throws IOException {
        List<DicomBytes> slices = set(0, 20, 5.5);
        for (int k = 0; k < 20; k++) {
            slices.get(k).text(ACQUISITION_TIME, "TM", "12000" + k % 2).text(0x00181060, "DS", "" + 100 * (k % 3));
        }
        write(2);
        assertOneVolume(20, 5.5);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SliceThickness (0018,0050)", "SpacingBetweenSlices (0018,0088)"})
    void concatenationsWhoseSlicesFillTheStepAreOneVolumeAndItIsSaid(String witness) throws IOException {
        List<DicomBytes> slices = set(0, 20, 5.5);
        for (int k = 0; k < 20; k++) {
            slices.get(k).text(ACQUISITION_NUMBER, "IS", "" + (1 + k % 2));
            if (witness.startsWith("Spacing")) {
                slices.get(k).text(0x00180050, "DS", "2").text(0x00180088, "DS", "5.5");
            }
        }
        write(2);
        assertOneVolume(20, 5.5);
        assertThat(warnings)
                .containsExactly("the slices alternate in AcquisitionNumber (0020,0012), but " + witness
                        + " says that they are neighbours: they are read as one volume");
    }

    @Test
    void concatenationsThatWerePlannedWithTheStepOfEachAreTwo() throws IOException {
        set(0, 6, 5).forEach(slice -> slice.text(ACQUISITION_NUMBER, "IS", "1"));
        set(1, 6, 5, 2.5).forEach(slice -> slice.text(ACQUISITION_NUMBER, "IS", "2"));
        files.forEach(slice -> slice.text(0x00180050, "DS", "2").text(0x00180088, "DS", "5"));
        write(2);
        assertSets("AcquisitionNumber", 6, 6);
    }

    @Test
    void anOddValueInSomeSlicesIsNoSet() throws IOException {
        List<DicomBytes> slices = set(0, 20, 5);
        slices.forEach(slice -> slice.text(0x00080008, "CS", "ORIGINAL\\PRIMARY"));
        slices.get(5).text(0x00080008, "CS", "DERIVED\\PRIMARY");
        slices.get(11).text(0x00080008, "CS", "DERIVED\\PRIMARY");
        write(0);
        assertOneVolume(20, 5);
    }

    @Test
    void stacksThatLieApartAreVolumes() throws IOException {
        set(0, 5, 3).forEach(slice -> slice.text(0x00209056, "SH", "1"));
        set(1, 5, 3, 60).forEach(slice -> slice.text(0x00209056, "SH", "2"));
        write(0);
        assertSets("StackID", 5, 5);
    }

    @Test
    void stacksOfTwoOrientationsAreVolumes() throws IOException {
        set(0, 4, 3);
        for (int k = 0; k < 4; k++) {
            files.add(DicomBytes.slice(0)
                    .text(0x00200032, "DS", "-10\\" + 5 * k + "\\0")
                    .text(0x00200037, "DS", "1\\0\\0\\0\\0\\-1"));
        }
        write(1);
        assertSets("ImageOrientationPatient", 4, 4);
    }

    @Test
    void theNumberMustBeThatOfAVolume() throws IOException {
        set(0, 3, 5).forEach(slice -> slice.text(ECHO_TIME, "DS", "20"));
        set(1, 3, 5).forEach(slice -> slice.text(ECHO_TIME, "DS", "90"));
        write(0);
        assertThatExceptionOfType(SeveralVolumesException.class)
                .isThrownBy(() -> read(OptionalInt.of(3)))
                .withMessageContaining("has no volume 3 but 2: [1: EchoTime (0018,0081) = 20, 3 slices from");
        files.subList(0, 3).clear();
        write(0);
        assertOneVolume(3, 5);
        assertThat(VolumeFiles.read(folder, options(OptionalInt.of(1))).part()).isEmpty();
        assertThatExceptionOfType(SeveralVolumesException.class)
                .isThrownBy(() -> read(OptionalInt.of(2)))
                .withMessageContaining("has no volume 2 but only one; leave the number out");
    }

    @Test
    void theHeaderCountsTheChosenVolume() throws IOException {
        set(0, 5, 5).forEach(slice -> slice.text(ECHO_TIME, "DS", "20"));
        set(1, 3, 5).forEach(slice -> slice.text(ECHO_TIME, "DS", "90"));
        write(0);
        assertThat(VolumeFiles.header(folder, options(OptionalInt.of(2))).size())
                .containsExactly(3L, 2L, 3L);
        assertThat(VolumeFiles.read(folder, options(OptionalInt.of(2))).part().orElseThrow())
                .hasToString("2: EchoTime (0018,0081) = 90, 3 slices from 0.000 to 10.000 mm");
    }

    private void assertSets(String keyword, int... slices) throws IOException {
        for (boolean resample : new boolean[] {false, true}) {
            assertThatExceptionOfType(SeveralVolumesException.class)
                    .isThrownBy(() -> DicomSeriesReader.read(
                            folder, new ReadOptions(Optional.empty(), resample), warnings::add, window -> {}))
                    .withMessageContaining("holds " + slices.length + " volumes in one series: [1: ")
                    .withMessageContaining(keyword)
                    .withMessageContaining("--volume N")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("resample", "missing", "Secret"));
        }
        assertThat(volumes().stream().mapToInt(DicomVolume::slices).toArray()).containsExactly(slices);
    }

    private void assertOneVolume(int slices, double step) throws IOException {
        Volume volume = read(OptionalInt.empty());
        assertThat(volume.geometry().size(2)).isEqualTo(slices);
        assertThat(volume.geometry().spacingMm(2)).isEqualTo(step);
    }

    private List<DicomVolume> volumes() throws IOException {
        return DicomSeriesReader.volumes(folder, options(OptionalInt.empty()));
    }

    /** What the first pixels of the slices of a volume are. */
    private List<Integer> heights(int number) throws IOException {
        List<Integer> heights = new ArrayList<>();
        Views.flatIterable(Views.interval(read(OptionalInt.of(number)).voxels(), new long[3], new long[] {
                    0, 0, volumes().get(number - 1).slices() - 1
                }))
                .forEach(voxel -> heights.add(Math.round(voxel.get())));
        return heights;
    }

    private Volume read(OptionalInt number) throws IOException {
        return DicomSeriesReader.read(folder, options(number), warnings::add, window -> {});
    }

    private static ReadOptions options(OptionalInt number) {
        return new ReadOptions(Optional.empty(), number, false);
    }

    private static int tag(String hex) {
        return Integer.parseUnsignedInt(hex, 16);
    }

    private List<DicomBytes> set(int set, int slices, double step) {
        return set(set, slices, step, 0);
    }

    private List<DicomBytes> set(int set, int slices, double step, double shift) {
        List<DicomBytes> added = new ArrayList<>();
        for (int k = 0; k < slices; k++) {
            double z = step * k + shift;
            int value = at(set, z);
            added.add(DicomBytes.slice(z)
                    .shorts(0x00280103, "US", 0)
                    .shorts(0x7fe00010, "OW", value, value, value, value, value, value));
        }
        files.addAll(added);
        return added;
    }

    /** Writes the files under names of another order for each seed. */
    private void write(int seed) throws IOException {
        for (Path old : DicomFolder.candidates(folder)) {
            Files.delete(old);
        }
        List<DicomBytes> shuffled = new ArrayList<>(files);
        Collections.shuffle(shuffled, new Random(seed));
        for (int i = 0; i < shuffled.size(); i++) {
            Files.write(folder.resolve("f" + (100 + i)), shuffled.get(i).array());
        }
    }
}
