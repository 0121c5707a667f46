package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.io.dicom.WrittenDicom;
import org.lesionlens.io.table.CsvTable;

/** Boxes as DICOM structured reports. */
class DetectDicomTest {
    private static final Path SERIES = Path.of("test-data", "phantom_dicom");
    private static final int GRAPHIC_DATA = 0x00700022;

    @TempDir
    private Path output;

    private Path analyze(String name, String model, String... options) {
        CommandLineRun run = CommandLineRun.of(Stream.concat(
                        Stream.of(
                                "analyze",
                                SERIES,
                                "--model",
                                TinyDetectors.FOLDER.resolve(model),
                                "--output",
                                output.resolve(name),
                                "--format",
                                "dicom-sr"),
                        Stream.of(options))
                .toArray());
        assertThat(run.code()).as(run.err()).isZero();
        return output.resolve(name).resolve("phantom_dicom");
    }

    private static List<WrittenDicom> groups(Path results) {
        return WrittenDicom.of(results.resolve("report.dcm")).groups();
    }

    @Test
    void aBoxIsARectangleOnItsImageWithItsClassAndScore() throws IOException {
        Path results = analyze("a", TinyDetectors.BRIGHT, "--slices", "2,7");
        List<Map<String, String>> rows = CsvTable.read(results.resolve("boxes.csv"));
        List<WrittenDicom> groups = groups(results);
        assertThat(groups).hasSameSizeAs(rows).isNotEmpty();
        for (int i = 0; i < rows.size(); i++) {
            Map<String, String> row = rows.get(i);
            WrittenDicom region = groups.get(i).child("DCM:111030");
            assertThat(region.text(0x00700023)).isEqualTo("POLYLINE");
            double[] points = region.floats(GRAPHIC_DATA);
            assertThat(points).hasSize(10);
            assertThat(points[8]).isEqualTo(points[0]);
            assertThat(points[9]).isEqualTo(points[1]);
            assertThat(points[0]).isCloseTo(number(row, "x_min"), within(1e-3));
            assertThat(points[1]).isCloseTo(number(row, "y_min"), within(1e-3));
            assertThat(points[4]).isCloseTo(number(row, "x_max"), within(1e-3));
            assertThat(points[5]).isCloseTo(number(row, "y_max"), within(1e-3));
            assertThat(groups.get(i).child("99LESIONLENS:SCORE").number())
                    .isCloseTo(number(row, "score"), within(1e-6));
            assertThat(groups.get(i).child("DCM:121071").code(0x0040a168)).isEqualTo("SCT:52988006");
            assertThat(groups.get(i).child("DCM:121106").text(0x0040a160)).isEqualTo(row.get("class"));
            assertThat(groups.get(i).child("DCM:112039").text(0x0040a160)).isEqualTo("box " + row.get("box"));
        }
        assertThat(results.resolve("segmentation.dcm")).doesNotExist();
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }

    /** From slice 3 to slice 12, exclusive: nine images. */
    @Test
    void aBoxInAVolumeHasARectangleOnEachOfItsImages() throws IOException {
        Path results = analyze("a", TinyDetectors.VOLUME);
        Map<String, String> row = CsvTable.read(results.resolve("boxes.csv")).get(0);
        long slices = groups(results).get(0).items(0x0040a730).stream()
                .filter(item -> item.text(0x0040a040).equals("SCOORD"))
                .count();
        assertThat((double) slices).isEqualTo(number(row, "z_max") - number(row, "z_min"));
    }

    @Test
    void twoRunsWithSeedsWriteTheSameReportAndOtherBoxesAnother() throws IOException {
        byte[] once = report("a", "2", "--seed-uids");
        assertThat(report("b", "2", "--seed-uids")).isEqualTo(once);
        assertThat(report("c", "7", "--seed-uids")).isNotEqualTo(once);
    }

    private byte[] report(String name, String slices, String option) throws IOException {
        return Files.readAllBytes(
                analyze(name, TinyDetectors.BRIGHT, "--slices", slices, option).resolve("report.dcm"));
    }

    @Test
    void ofNoBoxTheReportSaysThatThereIsNone() {
        Path results = analyze("a", TinyDetectors.VOLUME, "--threshold", "1");
        WrittenDicom report = WrittenDicom.of(results.resolve("report.dcm"));
        assertThat(report.groups()).isEmpty();
        assertThat(report.child("UMLS:C0034375").child("SCT:52988006").code(0x0040a168))
                .isEqualTo("SCT:272519000");
        assertThat(report.child("UMLS:C0034375").child("DCM:121106").text(0x0040a160))
                .isEqualTo("No box found.");
    }
}
