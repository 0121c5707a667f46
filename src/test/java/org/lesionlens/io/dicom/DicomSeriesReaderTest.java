package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.imglib2.view.Views;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.IntensityWindow;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class DicomSeriesReaderTest {
    private static final byte[] NO_BYTES = {};

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {DicomBytes.EXPLICIT, DicomBytes.IMPLICIT})
    void slicesAreSortedByPositionWhateverTheirNames(String syntax) throws IOException {
        write("b", DicomBytes.slice(0).syntax(syntax));
        write("c", DicomBytes.slice(-6.5).syntax(syntax).shorts(0x7fe00010, "OW", -1, 0, 0, 0, 0, 0));
        write("a", DicomBytes.slice(6.5).syntax(syntax).shorts(0x7fe00010, "OW", 9, 0, 0, 0, 0, 32767));
        Files.writeString(folder.resolve("notes.txt"), "no DICOM at all");
        Files.createDirectory(folder.resolve("sub"));
        Volume volume = read();
        assertThat(voxels(volume))
                .containsExactly(-1f, 0f, 0f, 0f, 0f, 0f, 1f, 2f, 3f, 4f, 5f, 6f, 9f, 0f, 0f, 0f, 0f, 32767f);
        assertThat(volume.geometry())
                .isEqualTo(VolumeGeometry.of(
                        new long[] {3, 2, 3},
                        new double[] {0.25, 0.5, 6.5},
                        new double[] {-10, -20, -6.5},
                        new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}));
    }

    @ParameterizedTest
    @CsvSource({
        "40, 400, '', -160, 239",
        "40\\300, 400\\1500, LINEAR, -160, 239",
        "40, 400, LINEAR_EXACT, -160, 240",
        "0.5, 0.2, SIGMOID, 0.4, 0.6",
    })
    void theMiddleSliceSaysHowTheSeriesIsShown(String center, String width, String function, double black, double white)
            throws IOException {
        for (int k = 0; k < 3; k++) {
            DicomBytes slice = DicomBytes.slice(5 * k)
                    .text(0x00281050, "DS", k == 1 ? center : "1000")
                    .text(0x00281051, "DS", k == 1 ? width : "100");
            write("s" + k, function.isEmpty() ? slice : slice.text(0x00281056, "CS", function));
        }
        IntensityWindow window = window().orElseThrow();
        assertThat(window.black()).isCloseTo(black, within(1e-9));
        assertThat(window.white()).isCloseTo(white, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"40, 0", "40, -400", "40, ''", "forty, 400"})
    void aWindowThatMakesNoSenseIsNoneAndTheSeriesIsRead(String center, String width) throws IOException {
        write("s", DicomBytes.slice(0).text(0x00281050, "DS", center).text(0x00281051, "DS", width));
        assertThat(window()).isEmpty();
    }

    @Test
    void aWindowOfMirroredGreyIsNone() throws IOException {
        write(
                "s",
                DicomBytes.slice(0)
                        .text(0x00280004, "CS", "MONOCHROME1")
                        .text(0x00281050, "DS", "40")
                        .text(0x00281051, "DS", "400"));
        assertThat(window()).isEmpty();
    }

    private Optional<IntensityWindow> window() throws IOException {
        return VolumeFiles.read(folder, Optional.empty()).window();
    }

    @RepeatedTest(20)
    void obliqueSeriesLieWhereTheirPositionsSay(RepetitionInfo repetition) throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());
        VolumeGeometry grid = rightHanded(random);
        for (int k : List.of(3, 0, 2, 4, 1)) {
            write("s" + k, onGrid(grid, k));
        }
        VolumeGeometry read = read().geometry();
        assertThat(read.sameGrid(grid, 1e-4)).isTrue();
        for (int axis = 0; axis < 3; axis++) {
            assertThat(read.spacingMm(axis)).isCloseTo(grid.spacingMm(axis), within(1e-5));
        }
    }

    private static VolumeGeometry rightHanded(Random random) {
        while (true) {
            VolumeGeometry grid = Grids.oblique(random, 3, 2, 5);
            double[] x = {grid.direction(0, 0), grid.direction(1, 0), grid.direction(2, 0)};
            double[] y = {grid.direction(0, 1), grid.direction(1, 1), grid.direction(2, 1)};
            Vector normal = Vector.of(x, 0).cross(Vector.of(y, 0));
            if (normal.dot(new Vector(grid.direction(0, 2), grid.direction(1, 2), grid.direction(2, 2))) > 0) {
                return grid;
            }
        }
    }

    private static DicomBytes onGrid(VolumeGeometry grid, int k) {
        List<String> cosines = new ArrayList<>();
        for (int axis = 0; axis < 2; axis++) {
            for (int row = 0; row < 3; row++) {
                cosines.add(String.format(Locale.ROOT, "%.9f", grid.direction(row, axis)));
            }
        }
        double[] p = grid.toWorld(0, 0, k);
        return DicomBytes.slice(0)
                .text(0x00200032, "DS", String.format(Locale.ROOT, "%.6f\\%.6f\\%.6f", p[0], p[1], p[2]))
                .text(0x00200037, "DS", String.join("\\", cosines))
                .text(0x00280030, "DS", grid.spacingMm(1) + "\\" + grid.spacingMm(0));
    }

    @Test
    void positionsMayBeRoundedToOneDecimal() throws IOException {
        for (int k = 0; k < 9; k++) {
            write("s" + k, DicomBytes.slice(Math.round(12.5 * k) / 10.0));
        }
        assertThat(read().geometry().spacingMm(2)).isCloseTo(1.25, within(1e-9));
    }

    @Test
    void aSliceAloneIsAsThickAsItSays() throws IOException {
        Path file = write("s", DicomBytes.slice(8));
        write("t", DicomBytes.slice(9).text(0x0020000e, "UI", "another"));
        VolumeGeometry geometry = DicomSeriesReader.read(file, Optional.empty()).geometry();
        assertThat(geometry.size()).containsExactly(3, 2, 1);
        assertThat(geometry.spacingMm(2)).isEqualTo(5);
        assertThat(geometry.origin(2)).isEqualTo(8);
    }

    @Test
    void rescaleAppliesSliceBySlice() throws IOException {
        write("a", DicomBytes.slice(0).text(0x00281052, "DS", "-1024").text(0x00281053, "DS", "2"));
        write("b", DicomBytes.slice(1).text(0x00281052, "DS", "10").text(0x00281053, "DS", "0.5"));
        assertThat(voxels(read())).startsWith(-1022f, -1020f).endsWith(12.5f, 13f);
    }

    @Test
    void onlyStoredBitsCount() throws IOException {
        int[] words = {0xf001, 0x0fff, 0x0800, 0x07ff, 0, 0xffff};
        DicomBytes twelve = DicomBytes.slice(0)
                .shorts(0x00280101, "US", 12)
                .shorts(0x00280102, "US", 11)
                .shorts(0x7fe00010, "OW", words);
        assertThat(voxels(read(twelve))).containsExactly(1f, -1f, -2048f, 2047f, 0f, -1f);
        assertThat(voxels(read(twelve.shorts(0x00280103, "US", 0))))
                .containsExactly(1f, 4095f, 2048f, 2047f, 0f, 4095f);
        assertThat(voxels(read(twelve.shorts(0x00280102, "US", 15))))
                .containsExactly(0xf00 * 1f, 255f, 128f, 127f, 0f, 4095f);
    }

    @Test
    void eightBitPixelsAreReadWithTheirPaddingByte() throws IOException {
        DicomBytes file = DicomBytes.slice(0)
                .shorts(0x00280010, "US", 1)
                .shorts(0x00280100, "US", 8)
                .shorts(0x00280101, "US", 8)
                .shorts(0x00280102, "US", 7)
                .bytes(0x7fe00010, "OB", (byte) 1, (byte) -1, (byte) -128, (byte) 0);
        assertThat(voxels(read(file))).containsExactly(1f, -1f, -128f);
        assertThat(voxels(read(file.shorts(0x00280103, "US", 0)))).containsExactly(1f, 255f, 128f);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, false"})
    void nestedSequencesAreSkippedWithTheirOwnPixels(boolean explicit, boolean compressed) throws IOException {
        byte[] fragments = DicomBytes.join(
                DicomBytes.item(0xe000, 0),
                DicomBytes.item(0xe000, 4),
                new byte[] {1, 2, 3, 4},
                DicomBytes.item(0xe0dd, 0));
        byte[] pixels = DicomBytes.element(0x7fe00010, "OB", compressed ? fragments : new byte[] {7, 7}, explicit);
        if (compressed) {
            Arrays.fill(pixels, 8, 12, (byte) 0xff);
        }
        byte[] rows = DicomBytes.element(0x00280010, "US", new byte[] {99, 0}, explicit);
        byte[] inner = DicomBytes.element(
                0x00091001,
                "SQ",
                DicomBytes.join(DicomBytes.item(0xe000, rows.length), rows, DicomBytes.item(0xe0dd, 0)),
                explicit);
        byte[] icon = DicomBytes.join(
                DicomBytes.item(0xe000, -1),
                inner,
                rows,
                pixels,
                DicomBytes.item(0xe00d, 0),
                DicomBytes.item(0xe0dd, 0));
        DicomBytes file = DicomBytes.slice(0)
                .syntax(explicit ? DicomBytes.EXPLICIT : DicomBytes.IMPLICIT)
                .bytes(0x00200200, "SQ", icon);
        assertThat(voxels(read(file))).containsExactly(1f, 2f, 3f, 4f, 5f, 6f);
    }

    @Test
    void unknownSequencesOfUndefinedLengthAreImplicit() throws IOException {
        byte[] rows = DicomBytes.element(0x00280010, "US", new byte[] {99, 0}, false);
        byte[] items = DicomBytes.join(
                DicomBytes.item(0xe000, -1), rows, DicomBytes.item(0xe00d, 0), DicomBytes.item(0xe0dd, 0));
        byte[] unknown = DicomBytes.element(0x00211001, "SQ", items, true);
        unknown[4] = 'U';
        unknown[5] = 'N';
        byte[] whole = DicomBytes.slice(0).bytes(0x00211001, "SQ", items).array();
        int at = indexOf(whole, new byte[] {0x21, 0, 1, 0x10, 'S', 'Q'});
        whole[at + 4] = 'U';
        whole[at + 5] = 'N';
        Files.write(folder.resolve("only"), whole);
        assertThat(voxels(read())).hasSize(6);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; ; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
    }

    @Test
    void oneOfSeveralSeriesIsChosenByItsUid() throws IOException {
        write("a", DicomBytes.slice(0));
        write("b", DicomBytes.slice(5));
        write(
                "c",
                DicomBytes.slice(0)
                        .text(0x0020000e, "UI", "1.2.4")
                        .text(0x0008103e, "LO", "T2")
                        .without(0x00200011));
        assertThat(DicomSeriesReader.list(folder))
                .containsExactly(
                        new DicomSeries("1.2.3", OptionalInt.of(4), "T1 post", "MR", 2),
                        new DicomSeries("1.2.4", OptionalInt.empty(), "T2", "MR", 1));
        assertThat(DicomSeriesReader.read(folder, Optional.of("1.2.3"))
                        .geometry()
                        .size(2))
                .isEqualTo(2);
        assertThat(DicomSeriesReader.read(folder, Optional.of("1.2.4"))
                        .geometry()
                        .size(2))
                .isEqualTo(1);
    }

    @Test
    void filesWithoutPixelsArePassedOver() throws IOException {
        write("a", DicomBytes.slice(0));
        write("report", new DicomBytes().text(0x00080060, "CS", "SR").bytes(0x00091010, "UN", NO_BYTES));
        assertThat(DicomSeriesReader.list(folder)).hasSize(1);
        assertThat(DicomSeriesReader.isDicom(folder)).isTrue();
    }

    @Test
    void localizersInASeriesAreLeftOutWithAWarning() throws IOException {
        for (int k = 0; k < 3; k++) {
            write("s" + k, DicomBytes.slice(5 * k));
        }
        write(
                "scout",
                DicomBytes.slice(7)
                        .text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\LOCALIZER")
                        .text(0x00200037, "DS", "1\\0\\0\\0\\0\\-1"));
        List<String> warnings = new ArrayList<>();
        Volume volume = DicomSeriesReader.read(folder, Optional.empty(), warnings::add);
        assertThat(volume.geometry().size(2)).isEqualTo(3);
        assertThat(warnings).containsExactly("1 of 4 images of the series are localizers (ImageType) and are left out");
    }

    @Test
    void aBrokenFileConcernsItsOwnSeriesOnly() throws IOException {
        write("a", DicomBytes.slice(0));
        byte[] other = DicomBytes.slice(0).text(0x0020000e, "UI", "1.2.4").array();
        Files.write(folder.resolve("b"), other);
        Files.write(folder.resolve("broken"), Arrays.copyOf(other, other.length - 40));
        Files.write(folder.resolve("hopeless"), Arrays.copyOf(other, 150));
        List<String> warnings = new ArrayList<>();
        assertThat(DicomSeriesReader.read(folder, Optional.of("1.2.3"), warnings::add)
                        .geometry()
                        .size(2))
                .isEqualTo(1);
        assertThat(warnings)
                .containsExactly("DICOM files that cannot be read, and whose series cannot be told, are left out: 1"
                        + " (hopeless)");
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> DicomSeriesReader.read(folder, Optional.of("1.2.4")))
                .withMessageContaining("broken: ");
    }

    @Test
    void withoutAChoiceABrokenFileOfAnotherSeriesIsLeftOutAndOneThatMayBelongIsNot() throws IOException {
        write("a", DicomBytes.slice(0));
        byte[] other = DicomBytes.slice(0).text(0x0020000e, "UI", "1.2.4").array();
        Files.write(folder.resolve("broken"), Arrays.copyOf(other, other.length - 40));
        List<String> warnings = new ArrayList<>();
        assertThat(DicomSeriesReader.read(folder, Optional.empty(), warnings::add)
                        .geometry()
                        .size(2))
                .isEqualTo(1);
        assertThat(warnings).containsExactly("DICOM files of other series that cannot be read are left out: 1");
        Files.write(folder.resolve("hopeless"), Arrays.copyOf(other, 150));
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(this::read)
                .withMessageContaining("hopeless: ");
    }

    /** Scanners write six digits: one step, rounded, taken for all of them would be 2e-3 mm off at the far end. */
    @Test
    void slicesLieWhereTheirRoundedPositionsSayToTheLast() throws IOException {
        Vector step = new Vector(-0.04438, 1.73109, 6.26498);
        String cosines = "0.999679\\0.02533\\0\\-0.0244148\\0.963561\\-0.26637";
        List<Vector> positions = new ArrayList<>();
        for (int k = 0; k < 22; k++) {
            Vector p = new Vector(-106.986, -151.754, 82.5067).plus(step.times(k));
            String text = String.format(Locale.ROOT, "%.3f\\%.3f\\%.3f", p.x(), p.y(), p.z());
            write("s" + k, DicomBytes.slice(0).text(0x00200032, "DS", text).text(0x00200037, "DS", cosines));
            String[] numbers = text.split("\\\\");
            positions.add(new Vector(
                    Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2])));
        }
        VolumeGeometry geometry = read().geometry();
        for (int k = 0; k < 22; k++) {
            Vector read = Vector.of(geometry.toWorld(0, 0, k), 0);
            assertThat(read.minus(positions.get(k)).length()).isLessThan(1.5e-3);
        }
    }

    private Volume read(DicomBytes only) throws IOException {
        write("only", only);
        return read();
    }

    private Volume read() throws IOException {
        return DicomSeriesReader.read(folder, Optional.empty());
    }

    private Path write(String name, DicomBytes content) throws IOException {
        return Files.write(folder.resolve(name), content.array());
    }

    private static List<Float> voxels(Volume volume) {
        List<Float> all = new ArrayList<>();
        Views.flatIterable(volume.voxels()).forEach(voxel -> all.add(voxel.get()));
        return all;
    }
}
