package org.lesionlens.cohort.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.cli.ExitCode;
import org.lesionlens.cli.JournalLines;
import org.lesionlens.cli.Program;
import org.lesionlens.cohort.Cohort;
import org.lesionlens.cohort.CohortPlan;
import org.lesionlens.cohort.EndedCase;
import org.lesionlens.inference.Device;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.pipeline.AnalysisChoices;
import org.lesionlens.pipeline.ChosenModels;

/** What comes out of Apache Spark is what comes out of one machine. */
class SparkBatchTest {
    private static final Path DATA = Path.of("test-data");
    private static final int SIDE = 160;

    @TempDir
    private Path folder;

    private Path cohort;

    @BeforeEach
    void fill() throws IOException {
        cohort = Files.createDirectory(folder.resolve("cohort"));
        Files.write(cohort.resolve("slice_broken.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
        Files.copy(DATA.resolve("phantom_t1ce.nii.gz"), cohort.resolve("volume.nii.gz"));
    }

    private void addSlices(int count) throws IOException {
        BufferedImage slice = ImageIO.read(DATA.resolve("phantom_slice.png").toFile());
        for (int i = 0; i < count; i++) {
            BufferedImage part = slice.getSubimage(30 + 3 * i, 40 + 2 * i, SIDE, SIDE);
            ImageIO.write(part, "png", cohort.resolve("slice" + i + ".png").toFile());
        }
    }

    private Process start(List<String> options, Path source, Path output, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "batch", source.toString(), "--output", output.toString(), "--device", "cpu", "--engine", "spark"));
        arguments.addAll(List.of(more));
        return new Program(folder, options).start(arguments.toArray(String[]::new));
    }

    private static List<String> embedded() throws IOException {
        List<String> options = new ArrayList<>(SparkCluster.javaOptions());
        options.add("-Dspark.master=local[2]");
        return options;
    }

    private static String end(Process process, int code) throws Exception {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isEqualTo(code);
        return text;
    }

    private void assertSameAsOnOneMachine(Path source, Path output) throws IOException {
        Path local = folder.resolve("local");
        CommandLineRun.of("batch", source, "--output", local, "--device", "cpu");
        for (String table : List.of(LesionsCsv.FILE, RunFiles.CASES)) {
            assertThat(output.resolve(table)).hasSameBinaryContentAs(local.resolve(table));
        }
        for (String file : List.of("mask.nii.gz", "labels.nii.gz", "probability.nii.gz", "overview.png")) {
            assertThat(output.resolve("volume").resolve(file))
                    .hasSameBinaryContentAs(local.resolve("volume").resolve(file));
        }
        assertThat(names(output)).isEqualTo(names(local));
    }

    private static List<String> names(Path output) throws IOException {
        try (Stream<Path> entries = Files.list(output)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aRunThatIsAskedToEndGoesOnToTheTablesOfOneMachine() throws Exception {
        addSlices(8);
        Path table = table();
        Path output = folder.resolve("out");
        Process process = start(embedded(), table, output);
        while (JournalLines.count(output) == 0) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        process.destroy(); // SIGTERM
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(CsvTable.read(output.resolve(RunFiles.CASES)))
                .extracting(row -> row.get("state"))
                .contains("done", "pending");
        assertThat(names(output)).noneMatch(name -> name.matches("\\.(slice|volume).*"));

        assertThat(end(start(embedded(), table, output, "--resume"), ExitCode.SOME_FAILED))
                .contains("cases are done already", "9 of 10 cases done, 1 failed {unreadable=1}")
                .doesNotContain("internal error");
        assertSameAsOnOneMachine(table, output);
    }

    /** The good cases before the broken one, with a reference and groups. */
    private Path table() throws IOException {
        Files.copy(DATA.resolve("phantom_mask.nii.gz"), folder.resolve("mask.nii.gz"));
        StringBuilder rows =
                new StringBuilder("case,image,reference,group\nvolume,cohort/volume.nii.gz,mask.nii.gz,treated\n");
        for (int i = 0; i < 8; i++) {
            rows.append("slice" + i + ",cohort/slice" + i + ".png,,control\n");
        }
        return Files.writeString(folder.resolve("cohort.csv"), rows + "broken,cohort/slice_broken.png,,\n");
    }

    @Test
    void aRunThatLosesOneOfItsTwoWorkersHalfWayLosesNothing() throws Exception {
        addSlices(20);
        Path output = folder.resolve("out");
        try (SparkCluster cluster = new SparkCluster(Files.createDirectory(folder.resolve("spark")), 2)) {
            Process process = start(cluster.applicationOptions(), cohort, output);
            while (JournalLines.count(output) < 2) {
                assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
            }
            cluster.kill(0);
            assertThat(end(process, ExitCode.SOME_FAILED)).contains("21 of 22 cases done, 1 failed {unreadable=1}");
        }
        assertThat(JournalLines.count(output)).isEqualTo(22);
        assertSameAsOnOneMachine(cohort, output);
    }

    /** As speculation has it: a second worker is given a case that a first one has in work; only one of them is told of. */
    @Test
    void twoCopiesOfATaskDoNotTouchEachOther() throws Exception {
        Path output = Files.createDirectory(folder.resolve("out"));
        ReadOptions reading = new ReadOptions(Optional.empty(), false);
        Cohort cases = Cohort.of(cohort, output, InputReading.of(reading), List.of(), List.of("*broken*"));
        ChosenModels models = ChosenModels.find(Optional.empty(), Optional.of(ChosenModels.NONE));
        WorkOrder order = WorkOrder.of(
                new CohortPlan(
                        cases,
                        output,
                        new CohortPlan.Networks(models, Device.parse("cpu"), 1),
                        CaseSettings.of(AnalysisChoices.NONE.resolvedFor(models.segmenter())),
                        new CohortPlan.Handling(new SparkEngine(), Duration.ofHours(1), false, true)),
                1);
        Callable<EndedCase> copy = () -> SparkWorker.of(order).run(cases.cases().get(0), () -> false);
        ExecutorService workers = Executors.newFixedThreadPool(2);
        List<Path> aside = new ArrayList<>();
        for (Future<EndedCase> one : workers.invokeAll(List.of(copy, copy))) {
            aside.add(output.resolve(one.get().folder()));
            assertThat(one.get().found().rows())
                    .isEqualTo(LesionsCsv.TABLE.read(aside.get(aside.size() - 1).resolve(LesionsCsv.FILE)))
                    .isNotEmpty();
        }
        workers.shutdown();
        CaseFolder.publish(aside.get(0), output.resolve("volume"), true);
        assertThat(aside.get(1).resolve("lesions.csv"))
                .hasSameBinaryContentAs(output.resolve("volume").resolve("lesions.csv"));
        CaseFolder.removeLeftovers(output, Set.of("volume"));
        assertThat(names(output)).containsExactly("volume");
    }

    @Test
    void withoutSparkOneSentenceSaysSo() throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("spark-core"))
                .collect(Collectors.joining(File.pathSeparator));
        Path output = folder.resolve("out");
        String text = end(start(List.of("-cp", classPath), cohort, output), ExitCode.USAGE);
        assertThat(text.lines())
                .singleElement()
                .asString()
                .startsWith("lesionlens: --engine spark needs Apache Spark, whose classes are not there")
                .contains("-Pspark", "spark-submit");
        assertThat(output).doesNotExist();
    }

    @Test
    void aCaseThatEndsOneWorkerAfterTheOtherIsFoundAndOtherFaultsEndTheRun() {
        List<Case> cases = Stream.of("a", "b", "c")
                .map(name -> new Case(name, cohort, new ReadOptions(Optional.empty(), false)))
                .toList();
        String before = "Job aborted due to stage failure: Task 1 in stage 0.0 failed 4 times, most recent failure: "
                + "Lost task 1.3 in stage 0.0 (TID 6) (127.0.0.1 executor 56): ";
        assertThat(SparkBatch.fatal(
                        new SparkException(before
                                + "ExecutorLostFailure (executor 56 exited caused by one of the running tasks)"
                                + " Reason: Command exited with code 137"),
                        cases))
                .isEqualTo(cases.get(1));
        assertThatThrownBy(() -> SparkBatch.fatal(new SparkException(before + "java.lang.Error"), cases))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("java.lang.Error")
                .hasMessageContaining("goes on from here");
        EngineException worker = new EngineException("a worker cannot open the networks", null);
        assertThatThrownBy(() -> SparkBatch.fatal(new SparkException(before, worker), cases))
                .isSameAs(worker);
    }

    @Test
    void anUnknownEngineIsRefused() {
        CommandLineRun run = CommandLineRun.of("batch", cohort, "--output", folder.resolve("out"), "--engine", "flink");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("--engine is flink but must be local or spark");
    }
}
