package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.DiskFull;
import org.lesionlens.cases.ErrorClass;
import org.lesionlens.cases.Errors;
import org.lesionlens.cases.FaultFile;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.io.table.CsvTable;

class DiskFullTest {
    private static final int CASES = 12;

    @TempDir
    private Path folder;

    @Test
    void whatSystemsSayOfAFullDiskIsOneSentence() {
        List<Exception> errors = List.of(
                new IOException("No space left on device"),
                new FileSystemException("/out/mask.nii.gz", null, "No space left on device"),
                new IIOException("I/O error writing PNG file!", new IOException("Disk quota exceeded")),
                new UncheckedIOException(new IOException("There is not enough space on the disk")));
        for (Exception error : errors) {
            assertThat(Errors.sentence(error)).startsWith("the disk of the results is full: free some space");
            assertThat(ErrorClass.ofWriting(error)).isEqualTo(ErrorClass.UNWRITABLE);
        }
        assertThat(Errors.sentence(new IOException("Input/output error"))).doesNotContain("full");
        assertThat(DiskFull.is(new IllegalStateException("No space left on device")))
                .isFalse();
    }

    private boolean mount(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    private static void fill(Path file) {
        try {
            Files.write(file, new byte[1 << 20]);
        } catch (IOException e) {
            assertThat(DiskFull.is(e)).isTrue();
        }
    }

    /** The stack traces of errors that nobody explains: the disk is gone when the test has ended. */
    private static String faults(Path output) throws IOException {
        Path file = output.resolve(FaultFile.NAME);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private CommandLineRun run(String command, Path output, List<Path> inputs) throws IOException {
        Path model = TinyModel.good(folder.resolve("models"), "good");
        List<Object> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(inputs);
        arguments.addAll(List.of("--output", output, "--model", model, "--classifier", "none"));
        return CommandLineRun.of(arguments.toArray());
    }

    @Test
    void aRunEndsAtTheFirstCaseThatDoesNotFitAndGoesOnWhenThereIsRoom() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small disk"));
        assumeTrue(
                mount("mount", "-t", "tmpfs", "-o", "size=192k", "tmpfs", small.toString()),
                "a disk of its own, as root");
        try {
            List<Path> images = new ArrayList<>();
            for (int i = 0; i < CASES; i++) {
                images.add(TinyImages.ramp(folder.resolve("in").resolve("c" + (char) ('a' + i) + ".png")));
            }
            Path cohort = folder.resolve("in");
            CommandLineRun full = run("batch", small.resolve("out"), List.of(cohort));
            assertThat(full.code()).as(full.err()).isEqualTo(ExitCode.SOME_FAILED);
            assertThat(full.errors()).contains("the disk of the results is full");
            long done = JournalLines.states(small.resolve("out")).values().stream()
                    .filter("done"::equals)
                    .count();
            assertThat(done).isBetween(1L, CASES - 2L);
            assertThat(full.out()).contains(done + " of " + CASES + " cases done");
            assertThat(JournalLines.states(small.resolve("out")))
                    .as("one fails in each of those that are side by side")
                    .hasSizeLessThanOrEqualTo((int) done + Runtime.getRuntime().availableProcessors());
            assertThat(mount("mount", "-o", "remount,size=64m", small.toString()))
                    .isTrue();
            CommandLineRun room = run("batch", small.resolve("out"), List.of(cohort));
            assertThat(room.code())
                    .as(room.err() + faults(small.resolve("out")))
                    .isZero();
            assertThat(room.err()).contains(done + " of " + CASES + " cases are done already");
            assertThat(CsvTable.read(small.resolve("out").resolve(RunFiles.CASES)))
                    .hasSize(CASES)
                    .allMatch(row -> row.get("state").equals("done"));
            assertThat(mount("mount", "-o", "remount,size=1m", small.toString()))
                    .isTrue();
            fill(small.resolve("ballast"));
            CommandLineRun analyzed = run("analyze", small.resolve("analyzed"), images);
            assertThat(analyzed.errors().lines().filter(line -> line.contains("is full")))
                    .hasSize(1);
            assertThat(analyzed.code()).isNotZero();
        } finally {
            mount("umount", small.toString());
        }
    }
}
