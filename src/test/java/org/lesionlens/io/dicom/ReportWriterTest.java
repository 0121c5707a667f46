package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lesionlens.volume.UserMessageException;

class ReportWriterTest extends ReportFixture {
    @Test
    void patientAndStudyAreThoseOfTheSourceAndThePlaceIsLeftToTheImages() throws IOException {
        Path source = SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source"));
        LoadedSeries series = load(source);
        WrittenDicom report = report(upTo(1, series.volume().geometry(), false), series.source());
        WrittenDicom image = WrittenDicom.of(source.resolve("IM0.dcm"));
        for (int tag : List.of(0x00080005, 0x00100010, 0x00100020, 0x00100030, 0x0020000d, 0x00080020, 0x00080050)) {
            assertThat(report.values().get(tag))
                    .isEqualTo(image.values().get(tag))
                    .isNotEmpty();
        }
        assertThat(report.values()).doesNotContainKey(0x00200052).doesNotContainKey(0x00200037);
        assertThat(report.text(0x00080060)).isEqualTo("SR");
        assertThat(report.child("DCM:121058").code(0x0040a168)).as("of MR").isEqualTo("LN:25056-3");
        assertThat(report.text(0x0040a493)).isEqualTo("UNVERIFIED");
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        LoadedSeries series = load(SourceImages.oblique(SourceImages.Kind.MR).write(folder.resolve("source")));
        Segmentation segmentation = upTo(2, series.volume().geometry(), false);
        report(segmentation, series.source());
        byte[] once = Files.readAllBytes(folder.resolve("report.dcm"));
        report(segmentation, series.source());
        assertThat(Files.readAllBytes(folder.resolve("report.dcm"))).isEqualTo(once);
    }

    @Test
    void aSeriesWithoutIdentifiersIsRefused() throws IOException {
        LoadedSeries series = load(DicomBoxes.axial().write(Files.createDirectory(folder.resolve("source"))));
        assertThatExceptionOfType(UserMessageException.class)
                .isThrownBy(() -> report(upTo(1, series.volume().geometry(), false), series.source()))
                .withMessageContaining(
                        "the series has no StudyInstanceUID (0020,000D), but dicom-sr refers to each image");
        assertThat(folder.resolve("report.dcm")).doesNotExist();
    }

    /** For {@code src/test/python/cross_check_dicom.py}, which measures again from the segmentation and the images alone. */
    @Test
    void otherReadersGetReportsOfEveryKindOfSource() throws IOException {
        Path judged = Path.of("target", "cross-check", "reports");
        for (SourceImages.Kind kind : SourceImages.Kind.values()) {
            for (int lesions = 0; lesions <= 2; lesions++) {
                judge(judged.resolve(kind + "_" + lesions), SourceImages.oblique(kind), lesions);
            }
        }
        List<SourceImages> orders = storageOrders();
        for (int i = 0; i < orders.size(); i++) {
            judge(judged.resolve("order_" + i), orders.get(i), 2);
        }
    }

    private static void judge(Path place, SourceImages images, int lesions) throws IOException {
        Files.createDirectories(place);
        LoadedSeries series = load(images.write(place.resolve("source")));
        Segmentation segmentation = upTo(lesions, series.volume().geometry(), false);
        Derivation derivation = Derivation.now(series.source(), ALGORITHM, "0.1.0");
        SegmentationWriter.write(place.resolve("segmentation.dcm"), segmentation, derivation);
        ReportWriter.write(place.resolve("report.dcm"), segmentation, lesions(segmentation), derivation);
        assertThat(place.resolve("report.dcm")).exists();
    }
}
