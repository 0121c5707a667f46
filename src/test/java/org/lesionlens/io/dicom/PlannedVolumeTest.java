package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;

/** What a listing of cases says of a series without its pixels is what comes of reading it. */
class PlannedVolumeTest {
    private static final ReadOptions AS_IT_IS = new ReadOptions(Optional.empty(), false);
    private static final ReadOptions RESAMPLED = new ReadOptions(Optional.empty(), true);

    @TempDir
    private Path folder;

    private void write(double... heights) throws IOException {
        for (double height : heights) {
            write(DicomBytes.slice(height), height);
        }
    }

    private void write(DicomBytes slice, double height) throws IOException {
        Files.write(folder.resolve("s" + height), slice.array());
    }

    private void assertRefusedInBothWays(ReadOptions options, String reason) {
        MalformedFileException told =
                catchThrowableOfType(MalformedFileException.class, () -> DicomSeriesReader.sketch(folder, options));
        assertThat(told).hasMessageContaining(reason);
        assertThat(catchThrowableOfType(
                        MalformedFileException.class,
                        () -> DicomSeriesReader.read(folder, options, warning -> {}, window -> {})))
                .hasMessage(told.getMessage());
    }

    private void assertSizeInBothWays(ReadOptions options, long... size) throws IOException {
        assertThat(DicomSeriesReader.sketch(folder, options).size())
                .containsExactlyElementsOf(Arrays.stream(size).boxed().toList());
        assertThat(DicomSeriesReader.read(folder, options, warning -> {}, window -> {})
                        .geometry()
                        .size())
                .containsExactly(size);
    }

    @ParameterizedTest
    @CsvSource({
        "00281052, DS, -1024, with and without RescaleIntercept",
        "00281053, DS, 2, with and without RescaleSlope",
        "00200032, DS, -10\\-20\\5, two slices at one position",
        "00200032, DS, -10\\-20\\40, has a gap",
        "00200032, DS, '', with and without ImagePositionPatient",
    })
    void oneSliceThatDiffers(String tag, String vr, String value, String reason) throws IOException {
        write(0, 5, 10, 15);
        DicomBytes other = DicomBytes.slice(20).text(Integer.parseInt(tag, 16), vr, value);
        write(other.shorts(0x7fe00010, "OW", 6, 5, 4, 3, 2, 1), 20);
        assertRefusedInBothWays(AS_IT_IS, reason);
        assertRefusedInBothWays(RESAMPLED, reason);
    }

    @Test
    void framesOfReferenceThatDiffer() throws IOException {
        write(DicomBytes.slice(0).text(0x00200052, "UI", "1.2.7"), 0);
        write(DicomBytes.slice(5).text(0x00200052, "UI", "1.2.8"), 5);
        assertRefusedInBothWays(AS_IT_IS, "different FrameOfReferenceUID");
    }

    @Test
    void severalImagesWithoutAPlace() throws IOException {
        write(DicomBytes.slice(0).without(0x00200032), 0);
        assertSizeInBothWays(AS_IT_IS, 3, 2, 1);
        write(DicomBytes.slice(5).without(0x00200032), 5);
        assertRefusedInBothWays(AS_IT_IS, "several images without ImagePositionPatient");
    }

    @Test
    void stepsThatDouble() throws IOException {
        write(0, 5, 10, 15, 25, 35, 45);
        assertRefusedInBothWays(AS_IT_IS, "unequal steps");
        assertSizeInBothWays(RESAMPLED, 3, 2, 10);
    }

    @Test
    void aTilt() throws IOException {
        for (int k = 0; k < 5; k++) {
            write(DicomBytes.slice(0).text(0x00200032, "DS", "-10\\" + (k - 20) + "\\" + 5 * k), k);
        }
        assertRefusedInBothWays(AS_IT_IS, "has a tilt");
        assertSizeInBothWays(RESAMPLED, 3, 10, 5);
    }
}
