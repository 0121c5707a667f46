package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.io.table.CsvTable;

/** A run that is killed (SIGKILL) and gone on with, again and again, ends as one that was left alone. */
class CohortKilledTest {
    private static final Path DATA = Path.of("test-data");
    private static final int KILLS = 12;
    private static final int SIDE = 96;

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostOrHalfWrittenAfterManyKills() throws Exception {
        Path cohort = cohort();
        Path whole = folder.resolve("whole");
        long begun = System.nanoTime();
        assertThat(finish(cohort, whole)).isEqualTo(ExitCode.SOME_FAILED);
        long millis = millisSince(begun);

        Path output = folder.resolve("killed");
        Random random = new Random(7);
        for (int kills = 0; kills < KILLS; ) {
            begun = System.nanoTime();
            Process process = start(cohort, output);
            boolean ended = process.waitFor((long) (millis * random.nextDouble()), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            if (ended) {
                assertSameResults(output, whole);
                delete(output);
                millis = millisSince(begun); // the machine has become faster
            } else {
                kills++;
            }
        }
        assertThat(finish(cohort, output)).isEqualTo(ExitCode.SOME_FAILED);
        assertSameResults(output, whole);
        try (Stream<Path> left = Files.walk(new Program(folder).temporary())) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    @Test
    void aRunThatIsAskedToEndLeavesItsTables() throws Exception {
        Path output = folder.resolve("out");
        Process process = start(cohort(), output);
        while (JournalLines.count(output) == 0) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        process.destroy(); // SIGTERM
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        List<Map<String, String>> cases = CsvTable.read(output.resolve(RunFiles.CASES));
        assertThat(cases).hasSize(12).anyMatch(row -> row.get("state").equals("done"));
        assertThat(cases).anyMatch(row -> row.get("state").equals("pending"));
        assertThat(tree(output)).noneMatch(name -> name.matches("\\.(slice|volume).*"));
    }

    private Path cohort() throws IOException {
        Path cohort = Files.createDirectory(folder.resolve("cohort"));
        BufferedImage slice = ImageIO.read(DATA.resolve("phantom_slice.png").toFile());
        for (int i = 0; i < 9; i++) {
            BufferedImage part = slice.getSubimage(96 + 4 * i, 60 + 3 * i, SIDE, SIDE);
            ImageIO.write(part, "png", cohort.resolve("slice" + i + ".png").toFile());
        }
        copySeries(Files.createDirectory(cohort.resolve("volume1")));
        copySeries(Files.createDirectory(cohort.resolve("volume2")));
        Files.write(cohort.resolve("slice_broken.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
        return cohort;
    }

    private static void copySeries(Path folder) throws IOException {
        Path series = DATA.resolve("phantom_dicom_implicit");
        for (String file : AnalyzeCommandTest.files(series)) {
            Files.copy(series.resolve(file), folder.resolve(file));
        }
    }

    private Process start(Path cohort, Path output) throws IOException {
        Process process =
                new Program(folder).start("batch", cohort.toString(), "--output", output.toString(), "--device", "cpu");
        process.getOutputStream().close();
        return process;
    }

    private int finish(Path cohort, Path output) throws Exception {
        Process process = start(cohort, output);
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).contains("11 of 12 cases done, 1 failed {unreadable=1}");
        return process.waitFor();
    }

    private static void assertSameResults(Path actual, Path expected) throws IOException {
        assertThat(tree(actual)).isEqualTo(tree(expected));
        for (String table : List.of(LesionsCsv.FILE, RunFiles.CASES)) {
            assertThat(actual.resolve(table)).hasSameBinaryContentAs(expected.resolve(table));
        }
    }

    private static List<String> tree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
