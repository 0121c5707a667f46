package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.volume.VolumeGeometry;

/** Radiographs: pixels of 0.5 (rows) x 0.25 mm where they are said. */
class DetectorSpacingTest extends SeriesFixture {
    private static DicomBytes radiograph() {
        return DicomBytes.slice(0)
                .text(0x00080060, "CS", "DX")
                .without(0x00200032)
                .without(0x00200037)
                .without(0x00180050);
    }

    /** ImagerPixelSpacing, PixelSpacingCalibrationType, factor; distance of columns, and what is said of it. */
    @ParameterizedTest
    @CsvSource({
        "0.5\\0.25, '',       1.25, 0.2,  'divided by 1.250'",
        "'',        '',       1.25, 0.2,  'divided by 1.250'",
        "0.5\\0.25, '',       1,    0.25, ''",
        "'',        '',       1.0,  0.25, ''",
        "0.5\\0.25, '',       '',   0.25, 'sizes in the patient are smaller'",
        "'',        '',       '',   0.25, 'sizes in the patient are smaller'",
        "0.6\\0.3,  '',       1.2,  0.25, ''",
        "0.6\\0.3,  '',       '',   0.25, ''",
        "0.5\\0.25, GEOMETRY, 1.25, 0.25, ''",
        "'',        FIDUCIAL, '',   0.25, ''",
    })
    void sizesAreThoseInThePatientAsFarAsIsSaid(
            String detector, String calibration, String factor, double expected, String said) throws IOException {
        VolumeGeometry geometry = read(radiograph()
                        .text(0x00181164, "DS", detector)
                        .text(0x00280a02, "CS", calibration)
                        .text(0x00181114, "DS", factor))
                .geometry();
        assertThat(geometry.spacingMm(0)).isCloseTo(expected, within(1e-12));
        assertThat(geometry.spacingMm(1)).isCloseTo(2 * expected, within(1e-12));
        assertThat(geometry.depthKnown()).isFalse();
        assertThat(warnings)
                .filteredOn(warning -> warning.contains("projection"))
                .hasSize(said.isEmpty() ? 0 : 1);
        assertThat(String.join(" ", warnings)).contains(said);
    }

    @Test
    void theDetectorAloneIsNoPixelSizeButWithAFactorItIs() throws IOException {
        DicomBytes detector = radiograph().without(0x00280030).text(0x00181164, "DS", "0.5\\0.25");
        assertThat(read(detector).geometry().calibrated()).isFalse();
        assertThat(read(detector.text(0x00181114, "DS", "1")).geometry().spacingMm(1))
                .isCloseTo(0.5, within(1e-12));
        assertThat(read(detector.text(0x00181114, "DS", "1.25")).geometry().spacingMm(1))
                .isCloseTo(0.4, within(1e-12));
    }

    @Test
    void ctWithoutAPlaceIsReadInMmAndWithAWarning() throws IOException {
        VolumeGeometry geometry = read(radiograph().text(0x00080060, "CS", "CT").text(0x00180050, "DS", "3"))
                .geometry();
        assertThat(geometry).isEqualTo(VolumeGeometry.unplaced(new long[] {3, 2, 1}, 0.25, 0.5, 3));
        assertThat(warnings)
                .containsExactly(
                        "the image says no position in the patient: sizes are in mm, but positions and left and right are unknown");
        DicomBytes oriented = radiograph().text(0x00080060, "CS", "MR").text(0x00200037, "DS", "1\\0\\0\\0\\1\\0");
        assertThat(read(oriented).geometry().placed()).isFalse();
        write("a", radiograph().text(0x00080060, "CS", "MR").text(0x00200032, "DS", ""));
        assertThat(refusal()).contains("several images without ImagePositionPatient (0020,0032)", "a", "only");
    }
}
