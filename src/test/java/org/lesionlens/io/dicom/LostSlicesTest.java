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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.Volume;

/** What lies among the slices of a series: a slice that came to nothing is told, all else passed over. */
class LostSlicesTest {
    private static final byte[] NOTHING = {};

    @TempDir
    private Path folder;

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private void writeSlices(String... names) throws IOException {
        for (int i = 0; i < names.length; i++) {
            write(names[i], image(i).array());
        }
    }

    private static DicomBytes image(double z) {
        return DicomBytes.slice(z).text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4");
    }

    private Volume read() throws IOException {
        return DicomSeriesReader.read(folder, Optional.empty());
    }

    private void assertNamed(String name, String problem) {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(this::read)
                .withMessageContaining(name)
                .withMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "i001.dcm, i002.dcm, i003.dcm",
        "i001.dcm, i002.dcm, i000.dcm",
        "MR.1.2.840.1, MR.1.2.840.2, MR.1.2.840.31",
        "1.2.840.1.2.77.dcm, 1.2.840.1.2.78.dcm, 1.2.840.1.77.dcm",
        "1.2.840.1.2.77, 1.2.840.1.2.78, 1.2.840.1.77",
        "1.2.840.1.2.77.dcm, 1.2.840.1.2.78.dcm, 1.2.840.1.2.79",
        "CT.1.2.840.1.77.img, CT.1.2.840.1.78.img, CT.1.2.840.1.2.79.img",
        "I1000, I1001, I99",
        "4f3a, 9bc1, 77ed",
        "a.dcm, b.dcm, whole other name.DCM",
        "a.IMA, b.IMA, c.ima"
    })
    void aFileOfNoBytesOrOfZerosThatIsCalledLikeASliceIsNamed(String first, String second, String lost)
            throws IOException {
        writeSlices(first, second);
        write(lost, NOTHING);
        assertNamed(lost, "is empty (0 bytes)");
        write(lost, new byte[1676]);
        assertNamed(lost, "nothing but zeros");
        write(lost, new byte[70]);
        assertNamed(lost, "nothing but zeros");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 131, 160, 250, 330, 420})
    void aSliceThatIsCutOffIsNamedWhereverThatIs(int length) throws IOException {
        writeSlices("i1.dcm", "i2.dcm");
        write("i3.dcm", Arrays.copyOf(image(3).array(), length));
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(this::read)
                .withMessageContaining("i3.dcm");
    }

    @Test
    void aSliceThatIsCutOffBetweenTwoElementsIsNamed() throws IOException {
        writeSlices("i1.dcm", "i2.dcm");
        byte[] whole = image(3).array();
        byte[] rows = {0x28, 0, 0x02, 0, 'U', 'S'};
        write("i3.dcm", Arrays.copyOf(whole, indexOf(whole, rows)));
        assertNamed("i3.dcm", "neither rows nor pixels");
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }

    @Test
    void whatIsNoSliceByItsNameOrKindIsPassedOver() throws IOException {
        writeSlices("i1.dcm", "i2.dcm");
        for (String name :
                List.of("readme.txt", "report.pdf", "Thumbs.db", ".DS_Store", "._i3.dcm", "done", "i3.json")) {
            write(name, NOTHING);
        }
        write("VERSION", "1.0".getBytes(StandardCharsets.US_ASCII));
        write(
                "report.dcm",
                DicomBytes.slice(0)
                        .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.88.11")
                        .without(0x00280010)
                        .without(0x7fe00010)
                        .array());
        assertThat(read().geometry().size(2)).isEqualTo(2);
    }

    /** Where a series is named, as where none need be. */
    @ParameterizedTest
    @ValueSource(strings = {"i3.dcm", "other.dcm"})
    void theOnlySeriesIsNotReadWithoutASlice(String lost) throws IOException {
        writeSlices("i1.dcm", "i2.dcm");
        for (byte[] nothing : List.of(NOTHING, new byte[1676])) {
            write(lost, nothing);
            assertNotRead("1.2.3", lost);
        }
    }

    @Test
    void ofSeveralSeriesThatIsNotReadWhoseFilesAreCalledLikeTheLostSlice() throws IOException {
        writeSlices("i1.dcm", "i2.dcm");
        writeOtherSeries("k1.dcm", "k2.dcm");
        write("i3.dcm", NOTHING);
        assertNotRead("1.2.3", "i3.dcm");
        assertThat(warningsOf("1.2.4")).singleElement().asString().endsWith("are left out: 1 (i3.dcm)");
    }

    @Test
    void aLostSliceThatMayBelongToEitherSeriesIsNamedInAWarningOfBoth() throws IOException {
        writeSlices("i1.dcm", "i2.dcm");
        writeOtherSeries("i3.dcm", "i4.dcm");
        write("i5.dcm", NOTHING);
        for (String uid : List.of("1.2.3", "1.2.4")) {
            assertThat(warningsOf(uid)).singleElement().asString().endsWith("are left out: 1 (i5.dcm)");
        }
    }

    /** As on a patient CD. */
    @Test
    void aLostSliceBelongsToTheSeriesOfItsFolder() throws IOException {
        Files.createDirectories(folder.resolve("A"));
        Files.createDirectories(folder.resolve("B"));
        writeSlices("A/i1", "A/i2");
        writeOtherSeries("B/i1", "B/i2");
        write("B/i3", NOTHING);
        assertNotRead("1.2.4", "i3");
        assertThat(warningsOf("1.2.3"))
                .contains("DICOM files that cannot be read, and whose series cannot be told, are left out: 1 (i3)");
    }

    private void writeOtherSeries(String... names) throws IOException {
        for (int i = 0; i < names.length; i++) {
            write(names[i], image(i).text(0x0020000e, "UI", "1.2.4").array());
        }
    }

    private void assertNotRead(String series, String lost) {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> DicomSeriesReader.read(folder, Optional.of(series)))
                .withMessageContaining(lost);
    }

    private List<String> warningsOf(String series) throws IOException {
        List<String> warnings = new ArrayList<>();
        Volume volume = DicomSeriesReader.read(folder, Optional.of(series), warnings::add);
        assertThat(volume.geometry().size(2)).isEqualTo(2);
        return warnings;
    }

    @Test
    void imagesThatNameNoSeriesAreOne() throws IOException {
        for (int z = 0; z < 3; z++) {
            write("i" + z, image(z).without(0x0020000e).array());
        }
        assertThat(DicomSeriesReader.read(folder.resolve("i1"), Optional.empty())
                        .geometry()
                        .origin(2))
                .isEqualTo(1);
        assertThat(read().geometry().size(2)).isEqualTo(3);
        write("i3", image(3).array());
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(this::read)
                .withMessageContaining("holds 2 series")
                .withMessageContaining("without a UID");
    }

    /** With preamble and without, with its length and without, and whatever its data set is. */
    @ParameterizedTest
    @CsvSource({
        DicomBytes.EXPLICIT + ", 132, true",
        DicomBytes.IMPLICIT + ", 132, true",
        DicomBytes.IMPLICIT + ", 0, true",
        DicomBytes.IMPLICIT + ", 132, false",
        DicomBytes.IMPLICIT + ", 0, false",
        DicomBytes.EXPLICIT + ", 0, false"
    })
    void metaInformationInImplicitRepresentationIsRead(String syntax, int preamble, boolean counted)
            throws IOException {
        byte[] whole = image(2).syntax(syntax).array();
        byte[] uid = Arrays.copyOfRange(whole, 140, 140 + whole[138]);
        byte[] element = DicomBytes.element(0x00020010, "UI", uid, false);
        byte[] length = counted
                ? DicomBytes.element(0x00020000, "UL", new byte[] {(byte) element.length, 0, 0, 0}, false)
                : NOTHING;
        byte[] dataSet = Arrays.copyOfRange(whole, 140 + uid.length, whole.length);
        write("i1", DicomBytes.join(Arrays.copyOf(whole, preamble), length, element, dataSet));
        Volume volume = read();
        assertThat(volume.geometry().origin(2)).isEqualTo(2);
        assertThat(volume.voxels().getAt(2, 1, 0).get()).isEqualTo(6);
    }
}
