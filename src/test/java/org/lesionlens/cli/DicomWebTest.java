package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.io.dicomweb.Orthanc;
import org.lesionlens.io.table.CsvTable;

/** Images from a real server and results to it, from the command line. */
class DicomWebTest {
    private static final Path SERIES = Path.of("test-data", "phantom_dicom");
    private static final String STUDY = "1.2.826.0.1.3680043.8.498.20261121.1";
    private static final String SEGMENTATION = "segmentation.dcm";
    /** What must be nowhere but in DICOM objects. */
    private static final String[] SECRETS = {
        STUDY, "Phantom^Head", "PHANTOM", Orthanc.PASSWORD, "cGFzcyB3b3Jk", "cmVhZGVyOnBhc3Mg"
    };

    @TempDir
    private Path folder;

    private Orthanc orthanc;
    private Path output;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        orthanc = Orthanc.start(folder.resolve("orthanc"));
        output = folder.resolve("out");
    }

    @AfterEach
    void stop() throws IOException {
        if (orthanc != null) {
            orthanc.close();
        }
    }

    /** What the program said, and how it ended. */
    private record Ended(int code, String said) {}

    private Process begin(String... words) throws IOException {
        Program program = new Program(folder, List.of("-Dlesionlens.dicomweb.timeout=6", "-Dfile.encoding=UTF-8"));
        Process process = program.start(Orthanc.environment(), words);
        process.getOutputStream().close();
        return process;
    }

    private Ended run(String... words) throws IOException, InterruptedException {
        Process process = begin(words);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(said).doesNotContain(SECRETS).doesNotContain(STUDY.substring(0, 20));
        requirePrivate();
        return new Ended(process.exitValue(), said);
    }

    /** No identifier lies in any file but DICOM's, and nothing that was fetched is left. */
    private void requirePrivate() throws IOException {
        if (Files.exists(output)) {
            try (Stream<Path> files = Files.walk(output)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    assertThat(file.toString()).doesNotContain("20261121");
                    assertThat(file.toString().endsWith(".dcm")
                                    || Stream.of(SECRETS).noneMatch(text::contains))
                            .as(file.toString())
                            .isTrue();
                }
            }
        }
        try (Stream<Path> left = Files.list(new Program(folder).temporary())) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("lesionlens-unpacked")))
                    .isEmpty();
        }
    }

    private String word(String below) {
        return "dicomweb:" + orthanc.address() + below;
    }

    private List<byte[]> segmentations() throws IOException, InterruptedException {
        return orthanc.instances().stream()
                .filter(file -> new String(file, StandardCharsets.ISO_8859_1).contains("1.2.840.10008.5.1.4.1.1.66.4"))
                .toList();
    }

    /** Another patient's study of the same images. */
    private void putStudy(int number) throws IOException, InterruptedException {
        Path series = Files.createDirectories(folder.resolve("study" + number));
        try (Stream<Path> files = Files.list(SERIES)) {
            for (Path file : files.toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                        .replace("20261121", "2026112" + number)
                        .replace("PHANTOM", "PHANTO" + number);
                Files.write(series.resolve(file.getFileName()), content.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        orthanc.put(series);
    }

    @Test
    void aSeriesOfAServerGivesWhatItsFolderGivesAndGetsTheResults() throws IOException, InterruptedException {
        orthanc.put(SERIES);
        Ended own = run(
                "analyze", SERIES.toString(), "--output", folder.resolve("own").toString());
        assertThat(own.code()).as(own.said()).isZero();
        Ended ended = run(
                "analyze",
                word("/studies/" + STUDY),
                "--output",
                output.toString(),
                "--format",
                "nifti,dicom-sr,dicom-seg,rtstruct",
                "--store");
        assertThat(ended.code()).as(ended.said()).isZero();
        Path results = only(output);
        assertThat(results.getFileName().toString()).matches("dicomweb-[0-9a-f]{12}");
        assertThat(ended.said()).contains(results.getFileName() + ": 1 lesion", ", stored: 3");
        assertThat(results.resolve("labels.nii.gz"))
                .hasSameBinaryContentAs(
                        folder.resolve("own").resolve("phantom_dicom").resolve("labels.nii.gz"));
        assertThat(orthanc.instances())
                .hasSize(20 + 3)
                .contains(
                        Files.readAllBytes(results.resolve(SEGMENTATION)),
                        Files.readAllBytes(results.resolve("report.dcm")),
                        Files.readAllBytes(results.resolve("structures.dcm")));
        assertThat(Files.readString(results.resolve("analysis.json")))
                .contains("\"server\" : \"localhost:" + orthanc.address().getPort() + "\"");
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> all = entries.filter(Files::isDirectory).toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    /** Cases that the server did not give or take are done by the same command; every result is stored once. */
    @Test
    void aRunGoesOnAfterTheServerDied() throws IOException, InterruptedException {
        int studies = 5;
        for (int number = 1; number <= studies; number++) {
            putStudy(number);
        }
        String[] command = {
            "batch",
            word("?PatientID=PHANTO*&ModalitiesInStudy=MR"),
            "--output",
            output.toString(),
            "--format",
            "dicom-seg",
            "--store",
            "--threads",
            "1"
        };
        Process process = begin(command);
        while (JournalLines.count(output) < 2) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        orthanc.kill();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(said)
                .containsPattern("refuses the connection|broke the connection off")
                .doesNotContain(SECRETS);
        orthanc.start();
        int stored = segmentations().size();
        assertThat(stored).isBetween(1, studies - 1);
        List<String> again = new ArrayList<>(List.of(command));
        again.add("--resume");
        Ended ended = run(again.toArray(String[]::new));
        assertThat(ended.code()).as(ended.said()).isZero();
        assertThat(ended.said())
                .contains(" of 5 cases are done already", "5 of 5 cases done", "DICOM objects stored: 5");
        List<byte[]> results = new ArrayList<>();
        for (Map<String, String> row : CsvTable.read(output.resolve(RunFiles.CASES))) {
            assertThat(row.get("note")).isEmpty();
            results.add(Files.readAllBytes(output.resolve(row.get("case")).resolve(SEGMENTATION)));
        }
        assertThat(segmentations()).containsExactlyInAnyOrderElementsOf(results);
        int lines = JournalLines.count(output);
        assertThat(run(again.toArray(String[]::new)).code()).isZero();
        assertThat(JournalLines.count(output)).isEqualTo(lines); // nothing was left to do or to send
        assertThat(segmentations()).hasSize(studies);
    }

    /** A table names its cases itself; one that the server has not is one that fails. */
    @Test
    void aTableMayHoldWhatLiesOnAServer() throws IOException, InterruptedException {
        orthanc.put(SERIES);
        Path table = Files.writeString(
                folder.resolve("cohort.csv"),
                "case,image\nfile," + SERIES.toAbsolutePath() + "\nserver," + word("/studies/" + STUDY) + "\nmissing,"
                        + word("/studies/1.2.3/series/1.2.4") + "\n");
        Ended ended = run("batch", table.toString(), "--output", output.toString());
        assertThat(ended.code()).as(ended.said()).isEqualTo(ExitCode.SOME_FAILED);
        List<Map<String, String>> cases = CsvTable.read(output.resolve(RunFiles.CASES));
        assertThat(cases).extracting(row -> row.get("state")).containsExactly("done", "done", "failed");
        assertThat(cases.get(0).get("total_volume_ml")).isEqualTo(cases.get(1).get("total_volume_ml"));
        assertThat(cases.get(2).get("error")).contains("localhost:").doesNotContain("1.2.3");
        Ended store = run("batch", table.toString(), "--output", output.toString(), "--format", "dicom-seg", "--store");
        assertThat(store.code()).isEqualTo(ExitCode.USAGE);
        assertThat(store.said()).contains("the case file comes from a file");
        Ended listed = run(
                "batch",
                table.toString(),
                "--output",
                output.toString(),
                "--dry-run",
                "--model",
                "brain-t1ce-segmenter");
        assertThat(listed.said()).contains("server: not looked at, on localhost:");
    }
}
