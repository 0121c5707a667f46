package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.io.table.CsvTable;

/** The program as a process of its own that is told to end while a network is at work. */
@Timeout(180)
class EndedRunTest {
    @TempDir
    private Path folder;

    private Process start(String command, Path input, Path model, String... more) throws IOException {
        String[] arguments = Stream.concat(
                        Stream.of(
                                command,
                                input.toString(),
                                "--output",
                                folder.resolve("out").toString(),
                                "--model",
                                model.toString(),
                                "--classifier",
                                "none"),
                        Stream.of(more))
                .toArray(String[]::new);
        return new Program(folder, List.of("-Xmx1g")).start(arguments);
    }

    private static String awaitText(InputStream stream, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        byte[] buffer = new byte[256];
        while (seen.indexOf(text) < 0) {
            int count = stream.read(buffer);
            assertThat(count).as("the program ended early: " + seen).isPositive();
            seen.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
        return seen.toString();
    }

    /** Seconds until the process has ended after SIGTERM. */
    private static double seconds(Process process) throws InterruptedException {
        long start = System.nanoTime();
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        return (System.nanoTime() - start) / 1e9;
    }

    @Test
    void aNetworkThatNeverEndsEndsWithTheProgram() throws Exception {
        Path image = TinyImages.withOutlier(folder.resolve("in/a.png"));
        Process process = start("analyze", image, TinyModel.endless(folder.resolve("models"), "endless"));
        awaitText(process.getInputStream(), "segmenting slices");
        assertThat(seconds(process)).isLessThan(30);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aNetworkThatDoesNotEvenAnswerZerosEndsWithTheProgram() throws Exception {
        Path image = TinyImages.ramp(folder.resolve("in/a.png"));
        Process process = start("analyze", image, TinyModel.neverAnswering(folder.resolve("models"), "never"));
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isFalse();
        assertThat(seconds(process)).isLessThan(30);
    }

    @Test
    void aStepThatCannotBeEndedDoesNotHoldTheProgramAndFinishedCasesAreKept() throws Exception {
        Path images = TinyImages.ramp(folder.resolve("in/a.png")).getParent();
        TinyImages.withOutlier(images.resolve("b.png"));
        Process process =
                start("batch", images, TinyModel.slow(folder.resolve("models"), "slow", 40), "--case-timeout=100");
        awaitText(process.getInputStream(), ""); // whatever it says first
        while (!folder.resolve("out/a/overview.png").toFile().exists()) {
            Thread.sleep(50);
        }
        Thread.sleep(1000);
        assertThat(seconds(process)).isLessThan(30);
        assertThat(JournalLines.states(folder.resolve("out"))).containsOnlyKeys("a");
        assertThat(CsvTable.read(folder.resolve("out").resolve(RunFiles.CASES)))
                .extracting(row -> row.get("state"))
                .containsExactly("done", "pending");
    }

    @Test
    void aRunWhoseLastStepIsLeftBehindEndsByItself() throws Exception {
        Path images = TinyImages.withOutlier(folder.resolve("in/a.png")).getParent();
        TinyImages.ramp(images.resolve("b.png"));
        long start = System.nanoTime();
        Process process =
                start("batch", images, TinyModel.slow(folder.resolve("models"), "slow", 15), "--case-timeout=3");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(ExitCode.SOME_FAILED);
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(90);
        assertThat(said).contains("1 of 2 cases done").contains("a step of a network could not be ended");
        assertThat(JournalLines.states(folder.resolve("out"))).containsOnlyKeys("a", "b");
    }
}
