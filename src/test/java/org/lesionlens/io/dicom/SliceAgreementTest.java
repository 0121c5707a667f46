package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slices whose numbers or positions cannot be compared are no volume. */
class SliceAgreementTest extends SeriesFixture {
    @ParameterizedTest
    @CsvSource({
        "00281053, DS, 2, ''",
        "00281052, DS, -1024, ''",
        "00281054, LO, HU, US",
        "00541001, CS, BQML, CNTS",
        "00200052, UI, 1.2.7, 1.2.8",
    })
    void slicesThatDisagreeAreRefusedByTheNameOfTheAttribute(String tag, String vr, String value, String other)
            throws IOException {
        for (int place = 0; place < 3; place++) {
            for (int k = 0; k < 3; k++) {
                String text = k == place ? other : value;
                DicomBytes slice = DicomBytes.slice(5 * k);
                write("s" + k, text.isEmpty() ? slice : slice.text(Integer.parseInt(tag, 16), vr, text));
            }
            assertThat(refusal())
                    .contains(
                            "(" + tag.substring(0, 4) + "," + tag.substring(4) + ")",
                            "s" + place,
                            "cannot be compared");
        }
    }

    /** Also where they share positions, which says nothing then. */
    @Test
    void twoFramesOfReferenceAreNamedBeforeAnythingElse() throws IOException {
        write("a", DicomBytes.slice(0).text(0x00200052, "UI", "1.2.7").text(0x00200012, "IS", "1"));
        write("b", DicomBytes.slice(0).text(0x00200052, "UI", "1.2.8").text(0x00200012, "IS", "2"));
        assertThat(refusal()).contains("FrameOfReferenceUID (0020,0052)", "their positions cannot be compared");
    }

    @Test
    void whatSaysNothingDiffersFromNothing() throws IOException {
        write("a", DicomBytes.slice(0).text(0x00281053, "DS", "1").text(0x00281052, "DS", "0"));
        write("b", DicomBytes.slice(5).text(0x00281054, "LO", "US").text(0x00200052, "UI", "1.2.7"));
        write("c", DicomBytes.slice(10).text(0x00281054, "LO", "US"));
        assertThat(read().geometry().size(2)).isEqualTo(3);
    }

    @Test
    void slicesOfOtherSlopesAreOneVolume() throws IOException {
        write("a", DicomBytes.slice(0).text(0x00281053, "DS", "2"));
        write("b", DicomBytes.slice(5).text(0x00281053, "DS", "0.5"));
        assertThat(values(read())).containsExactly(2f, 4f, 6f, 8f, 10f, 12f, 0.5f, 1f, 1.5f, 2f, 2.5f, 3f);
    }

    /** As dcmcjpeg writes CT: a slice whose minimum is 0 has no intercept; also after dcmdjpeg. */
    @ParameterizedTest
    @CsvSource({
        "00282110, CS, 01",
        "00082111, ST, 'Lossy compression with JPEG extended sequential 12 bit, IJG quality factor 90'",
        "00082111, ST, 'Pseudo-Lossless JPEG compression, selection value 6'"
    })
    void interceptsThatLossyCompressionMadeAreReadSliceBySlice(String tag, String vr, String text) throws IOException {
        write("a", DicomBytes.slice(0).text(Integer.parseInt(tag, 16), vr, text));
        write("b", lossyWith("7", "1").text(Integer.parseInt(tag, 16), vr, text));
        assertThat(values(read())).containsExactly(1f, 2f, 3f, 4f, 5f, 6f, 8f, 9f, 10f, 11f, 12f, 13f);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("only some slices say RescaleIntercept (0028,1052)", "lossy compression");
    }

    /** What no slice can have as its minimum, another slope, or a slice that is not lossy. */
    @ParameterizedTest
    @CsvSource({"-1024, 1, 01", "40000, 1, 01", "7, 1, 00", "7, 1, ''"})
    void interceptsThatLossyCompressionDoesNotExplainAreRefused(String intercept, String slope, String lossy)
            throws IOException {
        write("a", DicomBytes.slice(0).text(0x00282110, "CS", "01"));
        write("b", lossyWith(intercept, slope).text(0x00282110, "CS", lossy));
        assertThat(refusal()).contains("with and without RescaleIntercept (0028,1052)");
        write("b", lossyWith("7", "2").text(0x00282110, "CS", "01"));
        assertThat(refusal()).contains("with and without RescaleSlope (0028,1053)");
    }

    private static DicomBytes lossyWith(String intercept, String slope) {
        return DicomBytes.slice(5).text(0x00281052, "DS", intercept).text(0x00281053, "DS", slope);
    }
}
