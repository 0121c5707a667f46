package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TrialOutcome.Kind;

class TestedModelsTest {
    private static final TrialOutcome SAME = new TrialOutcome(Kind.PASSED, "", "");
    private static final TrialOutcome CRASHED = new TrialOutcome(Kind.CRASHED, "SIGFPE", "2x1x96x96");

    @TempDir
    private Path folder;

    private String before;

    @BeforeEach
    void forget() {
        before = System.getProperty(TestedModels.PROPERTY);
        System.setProperty(TestedModels.PROPERTY, folder.toString());
    }

    @AfterEach
    void remember() {
        if (before == null) {
            System.clearProperty(TestedModels.PROPERTY);
        } else {
            System.setProperty(TestedModels.PROPERTY, before);
        }
    }

    private static TestedModels of(String sha256) {
        return new TestedModels(sha256, Device.CPU);
    }

    @Test
    void whatIsAddedIsReadByTheNextOneAndOfThisNetworkOnly() {
        of("aa").add(Map.of("1x64x64", SAME));
        of("aa").add(Map.of("1x96x96", differs("1.5E-4")));
        assertThat(of("aa").read())
                .containsExactlyInAnyOrderEntriesOf(Map.of("1x64x64", SAME, "1x96x96", differs("1.5E-4")));
        assertThat(of("ab").read()).isEmpty();
        assertThat(new TestedModels("aa", Device.CUDA).read()).isEmpty();
    }

    private static TrialOutcome differs(String difference) {
        return new TrialOutcome(Kind.DIFFERS, difference, "");
    }

    @Test
    void failuresAreKeptWithTheirReasonUntilTheyAreForgotten() {
        Map<String, TrialOutcome> failures = Map.of(
                "1x96x96",
                CRASHED,
                TestedModels.OPENING,
                new TrialOutcome(Kind.CRASHED, "", ""),
                "1x16x16",
                new TrialOutcome(Kind.TOO_LONG, "60 s", "1x1x16x16"),
                "1x32x32",
                new TrialOutcome(Kind.TOO_MUCH_MEMORY, "512 MiB of memory", "1x1x32x32"));
        of("aa").add(failures);
        of("aa").add(Map.of("1x64x64", SAME));
        assertThat(of("aa").read()).containsAllEntriesOf(failures).hasSize(5);
        of("aa").forgetFailures();
        assertThat(of("aa").read()).containsExactly(Map.entry("1x64x64", SAME));
    }

    @Test
    void linesOfOthersAreLeftOut() throws IOException {
        of("aa").add(Map.of("1x64x64", SAME));
        Path file = files().get(0);
        String good = Files.readString(file);
        Files.writeString(
                file,
                "passed\n1x1\n\0\n1x2 failed\n1x2x3 differs much\n1x4 differs\n1x6 crashed\n1x7 crashed - "
                        + "\u0007\n1x8 too-long x 60 s\n../x crashed -\n1x5 passed " + "x".repeat(1000) + "\n"
                        + good + "1x128x128 differs Infinity\n");
        assertThat(of("aa").read())
                .containsOnlyKeys("1x64x64", "1x128x128")
                .containsEntry("1x128x128", differs("Infinity"));
        Files.writeString(file, good.repeat(100_000));
        assertThat(of("aa").read()).as("larger than any of ours").isEmpty();
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(of("aa").read()).isEmpty();
        of("aa").add(Map.of("1x64x64", SAME));
        assertThat(of("aa").read()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoError() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        System.setProperty(TestedModels.PROPERTY, file.resolve("inside").toString());
        of("aa").add(Map.of("1x64x64", SAME));
        assertThat(of("aa").read()).isEmpty();
    }

    @Test
    void severalMayWriteAtOnceAndAFileIsNeverHalf() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> writing = IntStream.range(0, 200)
                .<Future<?>>mapToObj(i -> threads.submit(() -> {
                    of("aa").add(Map.of("1x16x" + (1 + i), SAME));
                    assertThat(of("aa").read()).isNotEmpty();
                }))
                .toList();
        for (Future<?> one : writing) {
            one.get();
        }
        threads.shutdown();
        assertThat(files()).hasSize(1);
        assertThat(Files.readString(files().get(0)).lines()).allMatch(line -> line.matches("1x16x\\d+ passed"));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
