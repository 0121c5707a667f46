package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.WrittenDicom;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.table.CsvTable;

/** Results as DICOM structured reports, from the command line. */
class DicomSrTest {
    private static final Path SERIES = Path.of("test-data", "phantom_dicom");

    @TempDir
    private Path output;

    /** The case's folder. */
    private Path analyze(String name, String... options) {
        List<Object> words = new ArrayList<>(List.of("analyze", SERIES, "--output", output.resolve(name)));
        words.addAll(List.of(options));
        CommandLineRun run = CommandLineRun.of(words.toArray());
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.out() + run.err()).doesNotContain("Phantom^Head", "20261121");
        return output.resolve(name).resolve("phantom_dicom");
    }

    private static WrittenDicom report(Path results) {
        return WrittenDicom.of(results.resolve("report.dcm"));
    }

    @Test
    void theReportSaysWhatTheTableSays() throws IOException {
        Path results = analyze("a", "--format", "dicom-sr");
        Map<String, String> row = CsvTable.read(results.resolve("lesions.csv")).get(0);
        WrittenDicom group = report(results).groups().get(0);
        assertSame(row, "volume_ml", group.child("SCT:118565006").number());
        assertSame(row, "voxels", group.child("99LESIONLENS:VOXELS").number());
        assertSame(row, "diameter_mm", group.child("SCT:103339001").number());
        assertSame(row, "perpendicular_mm", group.child("SCT:103340004").number());
        assertSame(row, "mean_probability", group.child("DCM:122157").number());
        assertSame(
                row,
                "class_probability",
                group.child("DCM:121073").child("DCM:122157").number());
        double[] center = group.child("DCM:121071").child("DCM:111010").floats(0x00700022);
        assertSame(row, "centroid_x_mm", center[0]);
        assertSame(row, "centroid_y_mm", center[1]);
        assertSame(row, "centroid_z_mm", center[2]);
        assertThat(group.child("DCM:121071").items(0x0040a168).get(0).text(0x00080104))
                .containsIgnoringCase(row.get("class"));
        assertThat(Files.readString(results.resolve("analysis.json"))).contains("\"formats\" : [ \"dicom-sr\" ]");
    }

    private static void assertSame(Map<String, String> row, String column, double value) {
        double meant = Double.parseDouble(row.get(column));
        assertThat(value).as(column).isCloseTo(meant, within(1e-6 * Math.abs(meant)));
    }

    /** A report refers to no segmentation that is not there. */
    @Test
    void theSegmentationOfTheReportIsBesideIt() {
        Path results = analyze("a", "--format", "nifti,dicom-seg,dicom-sr");
        WrittenDicom seg = WrittenDicom.of(results.resolve("segmentation.dcm"));
        WrittenDicom group = report(results).groups().get(0);
        assertThat(group.child("DCM:121191").items(0x00081199).get(0).text(0x00081155))
                .isEqualTo(seg.text(0x00080018));
        assertThat(group.child("DCM:112040").text(0x0040a124))
                .isEqualTo(seg.items(0x00620002).get(0).text(0x00620021));
        assertThat(analyze("b", "--format", "dicom-sr").resolve("segmentation.dcm"))
                .exists();
    }

    @Test
    void twoRunsWithSeedsWriteTheSameReport() throws IOException {
        byte[] once = Files.readAllBytes(
                analyze("a", "--format", "dicom-sr", "--seed-uids").resolve("report.dcm"));
        byte[] again = Files.readAllBytes(
                analyze("b", "--format", "dicom-sr", "--seed-uids").resolve("report.dcm"));
        byte[] other = Files.readAllBytes(analyze("c", "--format", "dicom-sr").resolve("report.dcm"));
        assertThat(again).isEqualTo(once);
        assertThat(other).isNotEqualTo(once);
    }

    @Test
    void patientsStandInDicomAlone() throws IOException {
        Path results = analyze("a", "--format", "dicom-sr");
        assertThat(report(results).text(0x00100010)).isEqualTo("Phantom^Head");
        try (Stream<Path> files = Files.list(results)) {
            for (Path file :
                    files.filter(each -> !each.toString().endsWith(".dcm")).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("Phantom^Head", "20261121");
            }
        }
    }

    @Test
    void ofNoLesionTheReportSaysThatThereIsNone() {
        WrittenDicom report = report(analyze("a", "--format", "dicom-sr", "--min-volume", "1000"));
        assertThat(report.groups()).isEmpty();
        assertThat(report.child("UMLS:C0034375").child("SCT:52988006").code(0x0040a168))
                .isEqualTo("SCT:272519000");
    }

    @Test
    void aGroupIsAClassWhereASegmentIs() {
        Path results = analyze("a", "--format", "dicom-sr", "--seg-by", "class", "--seg-type", "labelmap");
        WrittenDicom group = report(results).groups().get(0);
        assertThat(group.child("DCM:112039").text(0x0040a160)).isEqualTo("class meningioma");
        assertThat(group.child("DCM:121191").items(0x00081199).get(0).text(0x00081150))
                .isEqualTo(WrittenDicom.of(results.resolve("segmentation.dcm")).text(0x00080016));
    }

    /** As a user keeps the results with the images. */
    @Test
    void besideItsSeriesAReportIsPassedOver() throws IOException {
        Path results = analyze("a", "--format", "dicom-sr");
        Path together = Files.createDirectory(output.resolve("together"));
        try (Stream<Path> files = Stream.concat(Files.list(SERIES), Files.list(results))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".dcm")).toList()) {
                Files.copy(file, together.resolve(file.getFileName()));
            }
        }
        ReadOptions options = new ReadOptions(Optional.empty(), false);
        assertThat(VolumeFiles.read(together, options).volume().geometry())
                .isEqualTo(VolumeFiles.read(SERIES, options).volume().geometry());
    }

    @Test
    void anInputThatIsNotDicomIsRefused() {
        CommandLineRun run = CommandLineRun.of(
                "analyze", Path.of("test-data", "phantom_t1ce.nii.gz"), "--output", output, "--format", "dicom-sr");
        assertThat(run.code()).isNotEqualTo(ExitCode.DONE);
        assertThat(run.err()).contains("the format dicom-sr refers to the DICOM images that were segmented");
    }
}
