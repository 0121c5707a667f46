package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.IdentifiedImages;
import org.lesionlens.io.dicom.WrittenDicom;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.VolumeGeometry;

/** Dates of a patient whose images are DICOM. */
class FollowUpDicomTest {
    private static final Path SERIES = Path.of("test-data", "phantom_dicom");
    private static final String MASK = "mask.nii.gz";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeMask() throws IOException {
        writeMask(Phantoms.box(60, 60, 5, 80, 80, 9));
    }

    private void writeMask(Phantoms.Shape lesion) throws IOException {
        writeMask(MASK, lesion);
    }

    private void writeMask(String name, Phantoms.Shape lesion) throws IOException {
        VolumeGeometry grid =
                VolumeFiles.read(SERIES, Optional.empty()).volume().geometry();
        NiftiWriter.FAST.writeMask(folder.resolve(name), Phantoms.mask(grid, lesion));
    }

    /** The series with other letters in its files, which stay as long. */
    private Path series(String name, String... replacements) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        try (Stream<Path> files = Files.list(SERIES)) {
            for (Path file : files.toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (int i = 0; i < replacements.length; i += 2) {
                    bytes = bytes.replace(replacements[i], replacements[i + 1]);
                }
                Files.write(copy.resolve(file.getFileName()), bytes.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return copy;
    }

    private CommandLineRun followUp(String... options) throws IOException {
        return followUpOf("", options);
    }

    private CommandLineRun followUpOf(String organ, String... options) throws IOException {
        Path table = Files.writeString(
                folder.resolve("dates.csv"),
                "patient,date,image,mask,organ\np,2026-11-21,first," + MASK + "," + organ + "\np,2027-02-21,later,"
                        + MASK + "," + organ + "\n");
        return CommandLineRun.of(
                Stream.concat(Stream.of("followup", table, "--output", folder.resolve("out")), Stream.of(options))
                        .toArray());
    }

    @Test
    void theReportHasAGroupForEachLesionAndDate() throws IOException {
        series("first");
        series("later", "20261121", "20270221");
        CommandLineRun run = followUp("--registration", "geometry");
        assertThat(run.code()).as(run.err()).isZero();
        WrittenDicom report = WrittenDicom.of(folder.resolve("out/patients/p.dcm"));
        assertThat(report.text(0x00100010)).isEqualTo("Phantom^Head");
        assertThat(report.text(0x0020000d)).as("the study of the last date").contains("20270221");
        List<Map<String, String>> rows = CsvTable.read(folder.resolve("out/followup.csv"));
        assertThat(report.groups()).hasSameSizeAs(rows).hasSize(2);
        for (int i = 0; i < rows.size(); i++) {
            WrittenDicom group = report.groups().get(i);
            assertThat(group.child("UMLS:C2348792").text(0x0040a160))
                    .isEqualTo(rows.get(i).get("date"));
            assertThat(group.child("DCM:126073").number()).isEqualTo(i + 1);
            assertThat(group.child("DCM:128740").number()).isEqualTo(92.0 * i);
            assertThat(group.child("SCT:118565006").number())
                    .isCloseTo(Double.parseDouble(rows.get(i).get("volume_ml")), within(1e-5));
            assertThat(group.child("SCT:103339001").number())
                    .isCloseTo(Double.parseDouble(rows.get(i).get("diameter_mm")), within(1e-4));
        }
        assertThat(report.groups())
                .extracting(group -> group.child("DCM:112040").text(0x0040a124))
                .as("one lesion, one identifier")
                .containsOnly(report.groups().get(0).child("DCM:112040").text(0x0040a124));
        assertThat(report.items(0x0040a375)).as("its own study").hasSize(1);
        assertThat(report.items(0x0040a385)).as("the earlier study").hasSize(1);
    }

    /** It names the patient, who is no longer in the table. */
    @Test
    void aReportOfAnEarlierRunGoes() throws IOException {
        series("first");
        series("later", "20261121", "20270221");
        followUp("--registration", "geometry");
        Path report = folder.resolve("out/patients/p.dcm");
        assertThat(report).exists();
        Path table = Files.writeString(
                folder.resolve("others.csv"),
                "patient,date,mask\nq,2026-11-21," + MASK + "\nq,2027-02-21," + MASK + "\n");
        CommandLineRun run = CommandLineRun.of("followup", table, "--output", folder.resolve("out"), "--overwrite");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(report).doesNotExist();
        assertThat(folder.resolve("out/patients/p.html")).doesNotExist();
        assertThat(folder.resolve("out/patients/q.html")).exists();
    }

    /** Both axes of a node stand in its group: without a word nobody knows which one is in the sum. */
    @Test
    void theReportTellsHowLesionsWereMeasured() throws IOException {
        series("first");
        series("later", "20261121", "20270221");
        CommandLineRun run = followUpOf("lymph node", "--registration", "geometry");
        assertThat(run.code()).as(run.err()).isZero();
        Map<String, String> row =
                CsvTable.read(folder.resolve("out/response.csv")).get(1);
        assertThat(statements())
                .hasSize(3)
                .last()
                .asString()
                .startsWith("RECIST 1.1: measurable: short axis at least ")
                .contains(row.get("thresholds"), "not known here: whether a node");
    }

    /** Of two lesions that differ the larger shrinks and the other vanishes. */
    @Test
    void theReportTellsLesionsAndDatesApart() throws IOException {
        Phantoms.Shape small = Phantoms.box(90, 90, 5, 100, 104, 8);
        Phantoms.Shape large = Phantoms.box(60, 60, 5, 80, 84, 9);
        writeMask("two.nii.gz", (x, y, z) -> small.contains(x, y, z) || large.contains(x, y, z));
        writeMask("one.nii.gz", Phantoms.box(62, 62, 5, 76, 80, 8));
        series("first");
        series("later", "20261121", "20270221");
        Path table = Files.writeString(
                folder.resolve("two.csv"),
                "patient,date,image,mask\np,2026-11-21,first,two.nii.gz\np,2027-02-21,later,one.nii.gz\n");
        CommandLineRun run =
                CommandLineRun.of("followup", table, "--output", folder.resolve("out"), "--registration", "geometry");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(CsvTable.read(folder.resolve("out/followup.csv")))
                .extracting(row -> row.get("lesion") + " " + row.get("state"))
                .containsExactly("A baseline", "A shrunken", "B baseline", "B vanished");
        List<WrittenDicom> groups =
                WrittenDicom.of(folder.resolve("out/patients/p.dcm")).groups();
        assertThat(groups)
                .extracting(group -> group.child("DCM:112040").text(0x0040a124))
                .hasSize(4)
                .satisfies(
                        uids -> assertThat(uids.get(0)).isEqualTo(uids.get(1)).isNotEqualTo(uids.get(2)));
        assertThat(groups)
                .extracting(group -> group.child("SCT:118565006").number())
                .doesNotHaveDuplicates()
                .contains(0.0);
        leaveForOtherReaders();
    }

    /** For {@code src/test/python/cross_check_followup.py}. */
    private void leaveForOtherReaders() throws IOException {
        Path judged = Files.createDirectories(Path.of("target", "cross-check", "followup"));
        Path out = folder.resolve("out");
        for (String table : List.of("followup.csv", "response.csv")) {
            Files.copy(out.resolve(table), judged.resolve(table), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(out.resolve("patients/p.dcm"), judged.resolve("report.dcm"), StandardCopyOption.REPLACE_EXISTING);
    }

    private List<String> statements() throws IOException {
        return WrittenDicom.of(folder.resolve("out/patients/p.dcm"))
                .child("UMLS:C0034375")
                .children("DCM:121106")
                .stream()
                .map(comment -> comment.text(0x0040a160))
                .toList();
    }

    /** In the report as in the table and on the page. */
    @Test
    void theReportHasTheCategoryOfNonTargetsAlone() throws IOException {
        writeMask(Phantoms.box(60, 60, 5, 63, 63, 7));
        series("first");
        series("later", "20261121", "20270221");
        CommandLineRun run = followUp("--registration", "geometry");
        assertThat(run.code()).as(run.err()).isZero();
        String decided =
                "1 other lesion is still there, 0.263 ml against 0.263 ml at the smallest (+0.0 %, within measurement error);"
                        + " a reader judges whether other lesions have unequivocally progressed";
        assertThat(statements())
                .contains("RECIST 1.1 at 2027-02-21: non-CR/non-PD (" + decided + "); a computed aid, unconfirmed");
        Map<String, String> row =
                CsvTable.read(folder.resolve("out/response.csv")).get(1);
        assertThat(row).containsEntry("category", "non-CR/non-PD").containsEntry("decided_by", decided);
        assertThat(row.get("standing")).startsWith("computed aid, unconfirmed");
        assertThat(folder.resolve("out/patients/p.html")).content().contains("<b>non-CR/non-PD</b>", decided);
        assertThat(folder.resolve("out/followup.html")).content().contains("RECIST 1.1: non-CR/non-PD");
    }

    @Test
    void patientsStandInDicomAlone() throws IOException {
        series("first");
        series("later", "20261121", "20270221");
        CommandLineRun run = followUp("--registration", "geometry");
        assertThat(run.out() + run.err()).doesNotContain("Phantom^Head", "PHANTOM", "2026-11-21", "2027-02-21");
        try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(file.toString()).doesNotContain("2026", "2027");
                if (!file.toString().endsWith(".dcm")) {
                    assertThat(text).doesNotContain("Phantom^Head", "PHANTOM");
                }
            }
        }
    }

    @Test
    void thereIsNoReportWhereNoneIsWanted() throws IOException {
        series("first");
        series("later", "20261121", "20270221");
        followUp("--registration", "geometry", "--no-dicom-report");
        assertThat(folder.resolve("out/patients/p.html")).exists();
        assertThat(folder.resolve("out/patients/p.dcm")).doesNotExist();
    }

    @Test
    void imagesOfAnotherPatientAreRefused() throws IOException {
        series("first");
        series("later", "PHANTOM", "ANOTHER");
        CommandLineRun run = followUp();
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors())
                .contains("its image or mask is of another patient than that of the first date")
                .doesNotContain("PHANTOM", "ANOTHER");
    }

    /** One frame of reference: nothing has to be registered. */
    @Test
    void imagesOfOneFrameOfReferenceAreComparedByTheirGeometry() throws IOException {
        series("first");
        series("later");
        assertThat(followUp().code()).isZero();
        assertThat(CsvTable.read(folder.resolve("out/dates.csv")).get(1).get("space"))
                .isEqualTo("geometry: one frame of reference");
    }

    /** The files of this series tell no date. */
    @Test
    void imagesWithoutADateNeedOneInTheTable() throws IOException {
        Path table = Files.writeString(
                folder.resolve("dates.csv"), "patient,image,mask\np,first," + MASK + "\np,later," + MASK + "\n");
        series("first");
        series("later", "20261121", "20270221");
        CommandLineRun run = CommandLineRun.of("followup", table, "--output", folder.resolve("out"));
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors()).contains("no date: neither the table's column date has one");
    }

    /** The images say a day of July 2091: rows that were exchanged would turn growth into shrinking. */
    @Test
    void aDateThatTheImageContradictsIsSaid() throws IOException {
        IdentifiedImages.write(SERIES, folder.resolve("first"), "a", "1.2.840.10008.1.2.1");
        IdentifiedImages.write(SERIES, folder.resolve("later"), "a", "1.2.840.10008.1.2.1");
        CommandLineRun run = followUp("--no-dicom-report");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.errors())
                .contains("p_1: the table has another date than its image or mask (StudyDate in DICOM)")
                .contains("p_2: its image is the series of p_1")
                .doesNotContain("2091", "2026");
    }
}
