package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.model.ModelsFrom;

/** Whatever one file, folder, leftover or model is like, the others are done. */
class BrokenAmongGoodTest {
    @TempDir
    private Path folder;

    private Path cohort;
    private Path output;

    @BeforeEach
    void fill() throws IOException {
        cohort = folder.resolve("in");
        output = folder.resolve("out");
        TinyImages.ramp(cohort.resolve("a.png"));
        TinyImages.ramp(cohort.resolve("sub/z.png"));
    }

    private CommandLineRun batch(Object... more) throws IOException {
        Path model = TinyModel.good(folder.resolve("models"), "good");
        List<Object> arguments = new ArrayList<>(
                List.of("batch", cohort, "--output", output, "--model", model, "--classifier", "none", "--threads=1"));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray());
    }

    private Map<String, String> column(String name) throws IOException {
        Map<String, String> column = new TreeMap<>();
        CsvTable.read(output.resolve(RunFiles.CASES)).forEach(row -> column.put(row.get("case"), row.get(name)));
        return column;
    }

    private void assertOnlyFailed(String name, String... said) throws IOException {
        CommandLineRun run = batch();
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(column("state")).isEqualTo(Map.of("a", "done", "sub_z", "done", name, "failed"));
        assertThat(column("error_class")).containsEntry(name, "unreadable");
        assertThat(column("error").get(name)).contains(said);
    }

    @Test
    void anImageThatCannotBeRead() throws IOException {
        Locked.unreadable(cohort.resolve("b.png"));
        assertOnlyFailed("b", "b.png");
    }

    @Test
    void aFileOfNoKindThatCannotBeRead() throws IOException {
        assumeTrue(!Locked.isRoot(), "root reads every file that has bytes");
        Locked.unreadable(cohort.resolve("sub/IM0001"));
        assertOnlyFailed("sub_IM0001", "IM0001");
    }

    @Test
    void aFolderThatCannotBeLookedInto() throws Exception {
        Path closed = Files.createDirectories(cohort.resolve("day 2"));
        TinyImages.ramp(closed.resolve("hidden.png"));
        Locked lock = Locked.closed(closed);
        assertOnlyFailed("day 2_folder", "day 2", "ask for the right to read it");
        lock.close();
    }

    @Test
    void aFolderWhoseFilesCannotBeReached() throws Exception {
        assumeTrue(!Locked.isRoot());
        Path closed = Files.createDirectories(cohort.resolve("day 2"));
        TinyImages.ramp(closed.resolve("hidden.png"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-------"));
        assertOnlyFailed("day 2_folder", "day 2");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aDicomFolderOfWhichAFileCannotBeRead() throws IOException {
        Path series = Files.createDirectories(cohort.resolve("series"));
        Path source = Path.of("test-data", "phantom_dicom");
        for (String name : AnalyzeCommandTest.files(source)) {
            Files.copy(source.resolve(name), series.resolve(name));
        }
        Locked.unreadable(series.resolve("zz"));
        assertOnlyFailed("series", "zz", "right to read it");
    }

    @Test
    void linksToNowhereAndInACircle() throws IOException {
        Files.createSymbolicLink(cohort.resolve("gone.nii.gz"), folder.resolve("not there"));
        assertOnlyFailed("gone", "does not exist");
        Files.delete(cohort.resolve("gone.nii.gz"));
        Files.createSymbolicLink(cohort.resolve("circle"), cohort.resolve("circle"));
        assertOnlyFailed("circle", "does not exist");
    }

    @Test
    void apipeIsNoImageAndNothingWaitsForIt() throws Exception {
        assumeTrue(new ProcessBuilder("mkfifo", cohort.resolve("pipe.nii").toString())
                        .start()
                        .waitFor()
                == 0);
        assertOnlyFailed("pipe", "neither a file nor a folder");
    }

    @Test
    void aLeftoverThatWasReadOnlyIsRemoved() throws IOException {
        Path leftover = Files.createDirectories(output.resolve(".a.123"));
        Files.writeString(leftover.resolve("mask.nii.gz"), "half");
        Files.setPosixFilePermissions(leftover, PosixFilePermissions.fromString("r-x------"));
        assertThat(batch().code()).isZero();
        assertThat(leftover).doesNotExist();
    }

    @Test
    void aLeftoverThatCannotBeRemovedIsToldAndInNobodysWay() throws Exception {
        Path inside = Files.createDirectories(output.resolve(".a.123/deep"));
        Files.writeString(inside.resolve("mask.nii.gz"), "half");
        assumeTrue(Locked.isRoot(), "what a user owns he can remove");
        try (Locked lock = Locked.readOnly(inside)) {
            assertThat(lock).isNotNull();
            CommandLineRun run = batch();
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.errors()).contains(".a.123 of an earlier run cannot be removed");
        }
    }

    @Test
    void resultsThatCannotBeReplacedAreAFailedCase() throws Exception {
        assertThat(batch().code()).isZero();
        Files.delete(output.resolve("a/overview.png"));
        try (Locked lock = Locked.readOnly(output.resolve("a"))) {
            assertThat(lock).isNotNull();
            TinyImages.ramp(cohort.resolve("b.png"));
            CommandLineRun run = batch();
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.SOME_FAILED);
            assertThat(column("state")).isEqualTo(Map.of("a", "failed", "b", "done", "sub_z", "done"));
            assertThat(column("error_class")).containsEntry("a", "unwritable");
        }
        assertThat(batch().code()).isZero();
        assertThat(column("state")).containsEntry("a", "done");
        assertThat(AnalyzeCommandTest.files(output)).noneMatch(name -> name.startsWith(".a."));
    }

    @Test
    void resultsWhoseTableIsDamagedAreMadeAnew() throws IOException {
        assertThat(batch().code()).isZero();
        Files.write(output.resolve("a/lesions.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        Files.write(output.resolve("sub_z/overview.png"), new byte[0]);
        CommandLineRun run = batch();
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("1 of 2 cases are done already");
    }

    @Test
    void modelsThatCannotBeUnderstoodHideNoOther() throws IOException {
        Path models = folder.resolve("more models");
        TinyModel.good(models, "zz-good");
        describe(models.resolve("empty"), "");
        describe(models.resolve("nul"), "weights: {onnx: {source: \"weights\\0.onnx\", sha256: a}}\n");
        describe(models.resolve("deep"), "a: " + "[".repeat(20_000));
        describe(models.resolve("list"), "- 1\n- 2\n");
        describe(models.resolve("bytes"), "\u0000\u0001");
        describe(models.resolve("odd-source"), good(models).replace("source: weights.onnx", "source: 'a\0b'"));
        for (String name : List.of("huge", "wide", "odd-source")) {
            Files.createDirectories(models.resolve(name));
            Files.copy(
                    models.resolve("zz-good/weights.onnx"), models.resolve(name).resolve("weights.onnx"));
        }
        describe(models.resolve("huge"), good(models).replace("stride: 16", "stride: 65536"));
        describe(models.resolve("wide"), good(models).replace("field_of_view_mm: 64", "field_of_view_mm: 1e9"));
        Files.createSymbolicLink(
                Files.createDirectories(models.resolve("link")).resolve("rdf.yaml"), models.resolve("nowhere"));
        Locked.unreadable(models.resolve("closed/rdf.yaml"));
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            CommandLineRun run = CommandLineRun.of("models");
            assertThat(run.out())
                    .contains("zz-good")
                    .contains("empty  FAILED", "nul  FAILED", "deep  FAILED", "list  FAILED", "bytes  FAILED")
                    .contains("link  FAILED", "closed  FAILED", "odd-source  FAILED")
                    .contains("must have a whole number from 1 to 1024 at /config/lesionlens/window/stride")
                    .contains("must have at most 4096 times spacing_mm at /config/lesionlens/window/field_of_view_mm");
            assertThat(run.code()).isIn(ExitCode.SOME_FAILED, ExitCode.NOTHING_DONE);
            assertThat(run.errors()).isEmpty();
        }
    }

    private static String good(Path models) throws IOException {
        return Files.readString(models.resolve("zz-good/rdf.yaml"));
    }

    private static void describe(Path model, String description) throws IOException {
        Files.createDirectories(model);
        Files.writeString(model.resolve("rdf.yaml"), description);
    }
}
