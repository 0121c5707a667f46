package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyModel;

/** Systems that let nothing run from the home, or nothing be written for a while: one good place is enough. */
@Timeout(180)
class FoldersOfTheSystemTest {
    @TempDir
    private Path folder;

    private final List<Path> mounted = new java.util.ArrayList<>();

    private void mount(Path place, String options) throws IOException, InterruptedException {
        Files.createDirectories(place);
        assumeTrue(
                Locked.isRoot() && run("mount", "-t", "tmpfs", "-o", "size=128m," + options, "tmpfs", place.toString()),
                "a disk of its own, as root");
        mounted.add(place);
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    @AfterEach
    void unmount() throws Exception {
        for (Path place : mounted) {
            assertThat(run("umount", "-l", place.toString())).isTrue();
        }
    }

    private Process start(Path temporary, String model) throws IOException {
        Path image = TinyImages.withOutlier(folder.resolve("in/a.png"));
        Path segmenter = model.equals("good")
                ? TinyModel.good(folder.resolve("models"), "good")
                : TinyModel.endless(folder.resolve("models"), model);
        ProcessBuilder builder = new ProcessBuilder(new Program(folder)
                .command(
                        temporary,
                        "analyze",
                        image.toString(),
                        "--output",
                        folder.resolve("out").toString(),
                        "--model",
                        segmenter.toString(),
                        "--classifier",
                        "none"));
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return builder.redirectErrorStream(true).start();
    }

    private void assertWorks(Path temporary) throws Exception {
        Process process = start(temporary, "good");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(folder.resolve("out/a/overview.png")).exists();
    }

    @Test
    void aCacheFromWhichNothingMayRun() throws Exception {
        mount(folder.resolve("cache"), "noexec");
        assertWorks(Files.createDirectories(folder.resolve("tmp")));
    }

    @Test
    void aCacheThatCannotBeWritten() throws Exception {
        Files.writeString(folder.resolve("cache"), "no folder");
        assertWorks(Files.createDirectories(folder.resolve("tmp")));
    }

    @Test
    void aFolderForTemporaryFilesThatCannotBeWritten() throws Exception {
        mount(folder.resolve("tmp"), "ro");
        assertWorks(folder.resolve("tmp"));
        assertNothingIsLeft();
    }

    @Test
    void aFolderForTemporaryFilesFromWhichNothingMayRun() throws Exception {
        mount(folder.resolve("tmp"), "noexec");
        assertWorks(folder.resolve("tmp"));
    }

    @Test
    void aFolderForTemporaryFilesThatIsNotThere() throws Exception {
        assertWorks(folder.resolve("nowhere"));
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("cache/lesionlens"))) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("onnxruntime") || name.equals("tested-models"));
        }
    }

    @Test
    void theSecondProcessEndsWithTheFirst() throws Exception {
        Process process = start(folder.resolve("nowhere"), "endless");
        InputStream said = process.getInputStream();
        String seen = "";
        while (!seen.contains("segmenting slices")) {
            int next = said.read();
            assertThat(next).as("the program ended early: " + seen).isNotNegative();
            seen += (char) next;
        }
        ProcessHandle second = process.children().findFirst().orElseThrow();
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        second.onExit().get(60, TimeUnit.SECONDS);
        assertThat(folder.resolve("out")).doesNotExist();
        assertNothingIsLeft();
    }

    @Test
    void whereNoPlaceIsGoodTheSentenceSaysWhatToDo() throws Exception {
        Files.writeString(folder.resolve("cache"), "no folder");
        Process process = start(folder.resolve("nowhere"), "good");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(said)
                .contains("native library cannot be loaded")
                .contains("java -Djava.io.tmpdir=FOLDER")
                .doesNotContain("\tat ");
        assertWorks(Files.createDirectories(folder.resolve("tmp")));
    }
}
