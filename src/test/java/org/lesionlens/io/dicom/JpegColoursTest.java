package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.Volume;

/** Colours of JPEG data whose colour space is another one than the attributes say. */
class JpegColoursTest extends SeriesFixture {
    private static final ReadOptions READING = new ReadOptions(Optional.empty(), false);
    private static final String UNCALIBRATED = "the image says no pixel size in the patient: nothing is measured in mm";

    private static List<Volume> colours(Path input, ReadOptions options) throws IOException {
        return DicomSeriesReader.loadColours(input, options, warning -> {}).stream()
                .map(LoadedSeries::volume)
                .toList();
    }

    /** JPEG data of JFIF are brightness and differences, whatever the attributes say. */
    @Test
    void jpegThatIsCalledRgbAndIsNotIsReadAsItIsCoded() throws IOException {
        byte[] labelled = Files.readAllBytes(TransferSyntaxTest.path("rgb_jpeg_baseline"));
        String text = new String(labelled, StandardCharsets.ISO_8859_1);
        assertThat(text).containsOnlyOnce("YBR_FULL_422").contains("JFIF");
        Path wrong = folder.resolve("wrong.dcm");
        Files.writeString(wrong, text.replace("YBR_FULL_422", "RGB         "), StandardCharsets.ISO_8859_1);
        assertThat(colours(wrong, READING))
                .extracting(SeriesFixture::values)
                .isEqualTo(colours(TransferSyntaxTest.path("rgb_jpeg_baseline"), READING).stream()
                        .map(SeriesFixture::values)
                        .toList());
        String ofAdobe = text.replace("YBR_FULL_422", "RGB         ")
                .replace("JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0", "Adobe\0e\0\0\0\0\u0001\0\0")
                .replace("\u00ff\u00e0\0\u0010Adobe", "\u00ff\u00ee\0\u0010Adobe");
        assertThat(ofAdobe).contains("\u00ee\0\u0010Adobe").doesNotContain("JFIF");
        Files.writeString(wrong, ofAdobe, StandardCharsets.ISO_8859_1);
        assertThat(values(colours(wrong, READING).get(0)))
                .isEqualTo(values(colours(TransferSyntaxTest.path("rgb_jpeg_baseline"), READING)
                        .get(0)));
        Files.writeString(
                wrong, ofAdobe.replace("Adobe\0e\0\0\0\0\u0001", "Adobe\0e\0\0\0\0\0"), StandardCharsets.ISO_8859_1);
        assertThat(values(colours(wrong, READING).get(1)))
                .as("as coded: there the differences of the first pixels")
                .startsWith(128f);
    }

    private List<List<Float>> coloursOf(String file) throws IOException {
        Path path = Files.writeString(folder.resolve("relabelled.dcm"), file, StandardCharsets.ISO_8859_1);
        warnings.clear();
        return DicomSeriesReader.loadColours(path, READING, warnings::add).stream()
                .map(series -> values(series.volume()))
                .toList();
    }

    /** The components are named R, G, B: they are these, whatever the attributes or JFIF say. */
    @Test
    void jpegOfRedGreenAndBlueIsReadAsSuch() throws IOException {
        String text = Files.readString(TransferSyntaxTest.path("rgb_jpeg_baseline"), StandardCharsets.ISO_8859_1);
        String named = text.replaceAll(
                        "\\x03\\x01(.)\\x00\\x02\\x11\\x01\\x03\\x11\\x01", "\u0003R$1\0G\u0011\u0001B\u0011\u0001")
                .replaceAll("\\x03\\x01\\x00\\x02\\x11\\x03\\x11\\x00\\x3f", "\u0003R\0G\u0011B\u0011\0\u003f");
        assertThat(named).contains("\u0001B\u0011\u0001").contains("\u0003R\0G");
        List<List<Float>> rightly = coloursOf(named.replace("YBR_FULL_422", "RGB         "));
        assertThat(warnings).containsExactly(UNCALIBRATED);
        assertThat(rightly.get(1)).as("what were differences").startsWith(128f);
        assertThat(coloursOf(named)).isEqualTo(rightly);
        assertThat(warnings)
                .containsExactly(
                        UNCALIBRATED,
                        "the file says that its colours are YBR_FULL_422 but its JPEG data are coded as RGB:"
                                + " they are read as they are coded");
        double bright = 0.299 * rightly.get(0).get(0)
                + 0.587 * 128
                + 0.114 * rightly.get(2).get(0);
        assertThat(values(DicomSeriesReader.read(folder.resolve("relabelled.dcm"), Optional.empty()))
                        .get(0))
                .isCloseTo((float) bright, within(1e-3f));
    }

    @Test
    void jpegWhoseOtherComponentsAreSampledLessIsOfDifferences() throws IOException {
        String text = Files.readString(TransferSyntaxTest.path("rgb_jpeg_baseline"), StandardCharsets.ISO_8859_1);
        List<List<Float>> rightly = coloursOf(text);
        assertThat(warnings).containsExactly(UNCALIBRATED);
        String bare = text.replace("JFIF", "None").replace("YBR_FULL_422", "RGB         ");
        assertThat(coloursOf(bare)).isEqualTo(rightly);
        assertThat(warnings)
                .containsExactly(
                        UNCALIBRATED,
                        "the file says that its colours are RGB but its JPEG data are coded as brightness and"
                                + " colour differences: they are read as they are coded");
    }
}
