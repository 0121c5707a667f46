package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

class CohortCommandTest {
    private static final Path DATA = Path.of("test-data");

    @TempDir
    private Path folder;

    private Path cohort;
    private Path output;

    @BeforeEach
    void fill() throws IOException {
        cohort = Files.createDirectories(folder.resolve("cohort"));
        output = folder.resolve("out");
        copy("a.png");
        copy("day 2/b.png");
    }

    private Path copy(String name) throws IOException {
        Path target = cohort.resolve(name);
        Files.createDirectories(target.getParent());
        return Files.copy(DATA.resolve("phantom_slice.png"), target);
    }

    private CommandLineRun batch(Object... more) {
        return batchOf(cohort, more);
    }

    private CommandLineRun batchOf(Path source, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("batch", source, "--output", output, "--device", "cpu"));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray());
    }

    private List<Map<String, String>> cases() throws IOException {
        return CsvTable.read(output.resolve("cases.csv"));
    }

    private List<String> journal() throws IOException {
        return Files.readAllLines(output.resolve("journal.jsonl"));
    }

    @Test
    void everyCaseHasAFolderAndARowAndABadOneDoesNotStopTheOthers() throws IOException {
        Files.writeString(cohort.resolve("aa.nii"), "no NIfTI");
        CommandLineRun run = batch();
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(run.out()).contains("2 of 3 cases done, 1 failed {unreadable=1}");
        assertThat(cases()).extracting(row -> row.get("case")).containsExactly("a", "aa", "day 2_b");
        assertThat(cases()).extracting(row -> row.get("state")).containsExactly("done", "failed", "done");
        assertThat(cases().get(1).get("error_class")).isEqualTo("unreadable");
        assertThat(cases().get(1).get("error")).startsWith("aa.nii: ");
        List<Map<String, String>> lesions = CsvTable.read(output.resolve("lesions.csv"));
        assertThat(lesions).extracting(row -> row.get("case")).containsOnly("a", "day 2_b");
        assertThat(cases().get(0).get("class")).isEqualTo(lesions.get(0).get("class"));
        assertThat(output.resolve("day 2_b/overview.png")).exists();
        assertThat(journal()).hasSize(3);
    }

    @Test
    void casesSideBySideGiveWhatTheyGiveOneAfterTheOther() throws IOException {
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            copy("more" + i + ".png");
        }
        assertThat(batch().code()).isZero();
        String lesions = Files.readString(output.resolve("lesions.csv"));
        byte[] probability = Files.readAllBytes(output.resolve("more1/probability.tif"));
        assertThat(batch("--threads", "1", "--overwrite").code()).isZero();
        assertThat(Files.readString(output.resolve("lesions.csv"))).isEqualTo(lesions);
        assertThat(Files.readAllBytes(output.resolve("more1/probability.tif"))).isEqualTo(probability);
    }

    /** In the table, the report and beside the results; also after a run that had nothing to do. */
    @Test
    void whatIsOddAboutAnInputIsSaid() throws IOException {
        byte[] phantom = new GZIPInputStream(Files.newInputStream(DATA.resolve("phantom_t1ce.nii.gz"))).readAllBytes();
        Arrays.fill(phantom, 252, 256, (byte) 0);
        Files.write(cohort.resolve("c.nii"), phantom);
        for (int run = 0; run < 2; run++) {
            assertThat(batch().code()).isZero();
            assertThat(cases())
                    .extracting(row -> row.get("warnings").split(":")[0])
                    .containsExactly(
                            "the image has no pixel size",
                            "the file does not say where it lies (qform_code and sform_code are 0)",
                            "the image has no pixel size");
            assertThat(output.resolve("report.html"))
                    .content()
                    .contains("<h2>Read with a warning</h2>", "left and right are unknown", "<td>c</td>");
        }
        assertThat(output.resolve("c/analysis.json")).content().contains("left and right are unknown", "spacing_mm");
        List<Map<String, String>> lesions = CsvTable.read(output.resolve("c/lesions.csv"));
        assertThat(lesions.get(0).get("centroid_x_mm")).isEmpty();
        assertThat(lesions.get(0).get("volume_ml")).isNotEmpty();
        byte[] mask = new GZIPInputStream(Files.newInputStream(output.resolve("c/mask.nii.gz"))).readAllBytes();
        assertThat(Arrays.copyOfRange(mask, 76, 92)).isEqualTo(Arrays.copyOfRange(phantom, 76, 92));
        assertThat(Arrays.copyOfRange(mask, 252, 328)).isEqualTo(Arrays.copyOfRange(phantom, 252, 328));
    }

    @Test
    void whereNoCaseCanBeDoneTheExitCodeSaysSo() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("a.nii"), "no NIfTI");
        assertThat(batchOf(other).code()).isEqualTo(ExitCode.NOTHING_DONE);
    }

    @Test
    void aRunGoesOnWithWhatIsNotDoneOrHasChanged() throws IOException {
        batch();
        copy("c.png");
        Files.setLastModifiedTime(cohort.resolve("a.png"), FileTime.fromMillis(1000));
        Files.delete(output.resolve("day 2_b/overview.png"));
        copy("d.png");
        CommandLineRun again = batch("--resume");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(journal()).hasSize(6);
        assertThat(batch().err()).contains("4 of 4 cases are done already");
        assertThat(journal()).hasSize(6);
        assertThat(cases()).extracting(row -> row.get("case")).containsExactly("a", "c", "d", "day 2_b");
    }

    @Test
    void otherSettingsAreRefusedUntilEverythingIsToBeMadeAnew() throws IOException {
        batch();
        CommandLineRun other = batch("--threshold", "0.4");
        assertThat(other.code()).isEqualTo(ExitCode.USAGE);
        assertThat(other.errors()).contains("threshold 0.5 there, 0.4 now").contains("--overwrite");
        assertThat(batch("--threshold", "0.4", "--overwrite").code()).isZero();
        assertThat(journal()).hasSize(2).allMatch(line -> line.contains("\"threshold\":\"0.4\""));
    }

    /** The same weights: the tables would hold both names. */
    @Test
    void aClassifierWhoseClassWasRenamedIsAnotherModel(@TempDir Path models) throws IOException {
        Path classifier = ChangedModel.copy("brain-t1ce-classifier", models, UnaryOperator.identity());
        assertThat(batch("--classifier", classifier.toString()).code()).isZero();
        Path description = classifier.resolve("rdf.yaml");
        Files.writeString(description, Files.readString(description).replace("name: meningioma", "name: meningeoma"));
        CommandLineRun again = batch("--classifier", classifier.toString(), "--resume");
        assertThat(again.code()).isEqualTo(ExitCode.USAGE);
        assertThat(again.errors())
                .contains("the model brain-t1ce-classifier has classes meningioma, glioma, pituitary there,"
                        + " classes meningeoma, glioma, pituitary now");
    }

    @Test
    void foldersThatNoBatchMadeAreNotReplaced() throws IOException {
        CommandLineRun.of("analyze", cohort.resolve("a.png"), "--output", output);
        CommandLineRun run = batch();
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("is there already");
        assertThat(batch("--resume").errors()).contains("there is no run to go on with");
    }

    @Test
    void aDryRunListsAndWritesNothing() {
        CommandLineRun run = batch("--dry-run");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("a: image, 256 x 256 x 1", "day 2_b: image", "2 cases");
        assertThat(output).doesNotExist();
    }

    @Test
    void globsChoose() {
        assertThat(batch("--dry-run", "--exclude", "day*").out()).doesNotContain("day 2_b");
        assertThat(batch("--dry-run", "--include", "day 2/*.png").out()).doesNotContain("a: image");
        assertThat(batch("--dry-run", "--include", "[").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aTableNamesCasesReferencesGroupsAndDates() throws IOException {
        Files.copy(DATA.resolve("phantom_slice_mask.png"), cohort.resolve("mask.png"));
        Path table = folder.resolve("cohort.csv");
        Files.writeString(
                table,
                "\uFEFFCase;Image;Reference;Group;Date\nP 1;cohort/a.png;cohort/mask.png;treated;2026-01-02\n"
                        + "P 2;cohort/missing.png;;control;\n");
        CommandLineRun run = batchOf(table);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(cases().get(0)).containsEntry("group", "treated").containsEntry("date", "2026-01-02");
        assertThat(Double.parseDouble(cases().get(0).get("dice"))).isBetween(0.85, 1.0);
        assertThat(cases().get(1).get("error")).contains("missing.png").contains("does not exist");
    }

    /** The image and the mask are the same files for all: the first reference is theirs, the second has a flipped grid. */
    @Test
    void aReferenceThatLiesElsewhereCostsTheDiceButNotTheResults() throws IOException {
        Path mask = DATA.resolve("phantom_mask.nii.gz");
        LabelMap labels = VolumeFiles.readLabels(mask);
        double[][] affine = labels.geometry().affine();
        affine[0][3] += 40;
        VolumeGeometry moved = VolumeGeometry.fromAffine(labels.geometry().size(), affine);
        NiftiWriter.FAST.writeMask(folder.resolve("moved.nii.gz"), new LabelMap(labels.voxels(), moved));
        Path image = DATA.resolve("phantom_t1ce.nii.gz").toAbsolutePath();
        Path table = folder.resolve("cohort.csv");
        Files.writeString(
                table,
                "case,image,reference\na," + image + "," + mask.toAbsolutePath() + "\nb," + image + ",moved.nii.gz\nc,"
                        + image + ",missing.nii.gz\n");
        CommandLineRun run = batchOf(table);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.errors()).contains("b: not compared with its reference: prediction (");
        assertThat(cases()).extracting(row -> row.get("state")).containsOnly("done");
        assertThat(Double.parseDouble(cases().get(0).get("dice"))).isBetween(0.85, 1.0);
        assertThat(cases().get(0).get("note")).isEmpty();
        assertThat(cases().get(1)).containsEntry("dice", "").containsEntry("error", "");
        assertThat(cases().get(1).get("note")).contains("do not cover the same part of the patient");
        assertThat(cases().get(2).get("note")).contains("does not exist");
        assertThat(output.resolve("b/mask.nii.gz")).exists();
        assertThat(output.resolve("report.html")).content().contains("References", "do not cover the same part");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image\na.png",
                "case,image\n../a,a.png",
                "case,image\na,x\nA,y",
                "case,image\n,x",
                "case,image\n"
            })
    void aTableThatIsWrongIsRefusedWithOneSentence(String text) throws IOException {
        Path table = Files.writeString(folder.resolve("wrong.csv"), text);
        CommandLineRun run = batchOf(table);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors().lines()).hasSize(1);
        assertThat(output).doesNotExist();
    }

    @Test
    void whatKilledRunsLeftIsRemovedButNothingElse() throws IOException {
        Path left = Files.createDirectories(output.resolve(".a.123"));
        Files.writeString(left.resolve("mask.nii.gz"), "half");
        Path replaced =
                Files.createDirectories(output.resolve(".a.old.123/replaced")).getParent();
        Path table = Files.writeString(output.resolve(".cases.csv.01234567-89ab-cdef-0123-456789abcdef.tmp"), "half");
        Path status =
                Files.writeString(output.resolve(".batch_status.csv.01234567-89ab-cdef-0123-456789abcdef.tmp"), "half");
        Path foreign = Files.createDirectories(output.resolve(".git.123"));
        batch();
        assertThat(left).doesNotExist();
        assertThat(replaced).doesNotExist();
        assertThat(table).doesNotExist();
        assertThat(status).doesNotExist();
        assertThat(foreign).exists();
    }
}
