package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** A SPECT reconstruction of 3 columns and 1 row: frames 1 2 3 and 4 5 6. */
class NuclearFramesTest extends SeriesFixture {
    private static DicomBytes reconstruction(String spacing) {
        byte[] detector = DicomBytes.join(
                DicomBytes.element(0x00200032, "DS", "-50\\-40\\110 ".getBytes(StandardCharsets.US_ASCII), true),
                DicomBytes.element(0x00200037, "DS", "1\\0\\0\\0\\1\\0 ".getBytes(StandardCharsets.US_ASCII), true));
        byte[] item = DicomBytes.join(DicomBytes.item(0xe000, detector.length), detector, DicomBytes.item(0xe0dd, 0));
        return DicomBytes.slice(0)
                .without(0x00200032)
                .without(0x00200037)
                .text(0x00080008, "CS", "DERIVED\\PRIMARY\\RECON TOMO\\EMISSION")
                .text(0x00080060, "CS", "NM")
                .text(0x00180088, "DS", spacing)
                .text(0x00280008, "IS", "2")
                .shorts(0x00280010, "US", 1)
                .bytes(0x00540022, "SQ", item)
                .shorts(0x00540080, "US", 1, 2);
    }

    @ParameterizedTest
    @CsvSource({"4.4, 110, 1", "-4.4, 105.6, 4"})
    void theSignOfTheSpacingSaysWhichWayTheSlicesGo(String spacing, double z, float first) throws IOException {
        Volume volume = read(reconstruction(spacing));
        VolumeGeometry expected = VolumeGeometry.of(
                new long[] {3, 1, 2}, new double[] {0.25, 0.5, 4.4}, new double[] {-50, -40, z}, new double[][] {
                    {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
        assertThat(volume.geometry().sameGrid(expected, 1e-9)).isTrue();
        assertThat(values(volume).get(0)).isEqualTo(first);
        assertThat(warnings).isEmpty();
    }

    @Test
    void theSliceVectorSaysWhichSliceAFrameIs() throws IOException {
        assertThat(values(read(reconstruction("4.4").shorts(0x00540080, "US", 2, 1))))
                .containsExactly(4f, 5f, 6f, 1f, 2f, 3f);
    }

    @Test
    void withoutSpacingTheThicknessCountsWithAWarning() throws IOException {
        assertThat(read(reconstruction("4.4").without(0x00180088)).geometry().spacingMm(2))
                .isEqualTo(5);
        assertThat(warnings).singleElement().asString().contains("no SpacingBetweenSlices (0018,0088)");
        write("only", reconstruction("4.4").without(0x00180088).without(0x00180050));
        assertThat(refusal()).contains("neither SpacingBetweenSlices (0018,0088) nor SliceThickness (0018,0050)");
    }

    @Test
    void withoutPositionItIsAVolumeOfUnknownPlace() throws IOException {
        assertThat(read(reconstruction("-4.4").without(0x00540022)).geometry())
                .isEqualTo(VolumeGeometry.unplaced(new long[] {3, 1, 2}, 0.25, 0.5, 4.4));
    }

    /** Two time slots of one slice: two volumes. */
    @Test
    void aGatedReconstructionIsRefusedByTheNameOfItsVector() throws IOException {
        DicomBytes gated = reconstruction("4.4")
                .text(0x00080008, "CS", "DERIVED\\PRIMARY\\RECON GATED TOMO\\EMISSION")
                .shorts(0x00540070, "US", 1, 2)
                .shorts(0x00540080, "US", 1, 1);
        write("only", gated);
        assertThat(refusal())
                .contains("holds 2 volumes in one series: [1: TimeSlotVector (0054,0070) = 1, 1 slice from");
        write("only", gated.without(0x00540022));
        assertThat(refusal()).contains("holds several volumes (2 frames of 1 slices in SliceVector (0054,0080))");
    }

    @Test
    void viewsAreNoSlices() throws IOException {
        Volume views = read(reconstruction("4.4").text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\TOMO\\EMISSION"));
        assertThat(views.geometry().depthKnown()).isFalse();
        assertThat(warnings).anyMatch(warning -> warning.contains("points in time"));
    }
}
