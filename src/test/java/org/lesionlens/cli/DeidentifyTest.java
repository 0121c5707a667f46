package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.cases.ResultFormat;
import org.lesionlens.io.dicom.EchoSeries;
import org.lesionlens.io.dicom.IdentifiedImages;
import org.lesionlens.io.file.Removal;

/** Results that lead to no patient, from the command line. */
class DeidentifyTest {
    private static final Path SERIES = Path.of("test-data", "phantom_dicom");
    private static final String EXPLICIT = "1.2.840.10008.1.2.1";
    private static final String IMPLICIT = "1.2.840.10008.1.2";
    private static final String SECRET = "a secret of more than sixteen letters";
    private static final String DICOM = Arrays.stream(ResultFormat.values())
            .filter(ResultFormat::isDicom)
            .map(ResultFormat::toString)
            .collect(Collectors.joining(","));

    @TempDir
    private Path folder;

    private static CommandLineRun run(String command, Path input, Path output, String... options) {
        List<Object> words = new ArrayList<>(List.of(command, input, "--output", output, "--device", "cpu"));
        words.addAll(List.of(options));
        return CommandLineRun.of(words.toArray());
    }

    private static void requireNothingOfThePatientIn(Path results) throws IOException {
        try (Stream<Path> files = Files.walk(results)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                byte[] content = file.toString().endsWith(".gz")
                        ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes()
                        : bytes;
                assertThat(new String(content, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContainIgnoringCase(IdentifiedImages.MARK)
                        .doesNotContain(IdentifiedImages.ROOT, IdentifiedImages.MONTH, "19600229", SECRET);
            }
        }
    }

    /** For {@code src/test/python/cross_check_dicom.py} too, which knows nothing of this program. */
    @ParameterizedTest
    @CsvSource({
        "mr, " + EXPLICIT,
        "implicit, " + IMPLICIT,
        "big, 1.2.840.10008.1.2.2",
        "deflated, 1.2.840.10008.1.2.1.99"
    })
    void resultsAndImagesLeadToNoPatient(String name, String syntax) throws IOException {
        Path judged = Path.of("target", "cross-check", "deidentified", name);
        if (Files.exists(judged)) {
            Removal.of(judged);
        }
        Path source = IdentifiedImages.write(SERIES, judged.resolve("source").resolve("case_17"), "one", syntax);
        Path output = judged.resolve("results");
        CommandLineRun run = run(
                "analyze",
                source,
                output,
                "--format",
                "nifti," + DICOM,
                "--deidentify",
                "--with-images",
                "--seed-uids");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.err())
                .contains("cannot be matched with another's: set LESIONLENS_DEID_KEY", "a face can be made visible");
        Path results = output.resolve("case_17");
        Files.writeString(results.resolve("said.txt"), run.out() + run.err());
        requireNothingOfThePatientIn(output);
        assertThat(Files.readString(results.resolve("analysis.json")))
                .contains("\"deidentified\" : \"results and images\"", "a face can be made visible");
        assertThat(Files.readString(results.resolve("deidentification.csv")))
                .startsWith("attribute,name,action\n")
                .contains("PatientName,replaced by a pseudonym", "private,,removed");
        Path again = folder.resolve("again");
        run("analyze", results.resolve("images"), again);
        assertThat(Files.readString(again.resolve("images").resolve("lesions.csv"))
                        .replace("images,", "case_17,"))
                .isEqualTo(Files.readString(results.resolve("lesions.csv")));
    }

    /** What tells volumes of a series apart may be a description. */
    @Test
    void theSidecarDoesNotSayWhatTellsAVolume() throws IOException {
        EchoSeries.write(folder.resolve("echoes"), IdentifiedImages.ROOT + "78", 5);
        Path source = IdentifiedImages.write(folder.resolve("echoes"), folder.resolve("case_18"), "one", EXPLICIT);
        Path output = folder.resolve("out");
        CommandLineRun run = run(
                "analyze", source, output, "--volume", "2", "--format", "dicom-seg", "--deidentify", "--with-images");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(Files.readString(output.resolve("case_18").resolve("analysis.json")))
                .contains("\"volume_of_series\"", "\"told_by\" : [ ]");
        try (Stream<Path> images = Files.list(output.resolve("case_18").resolve("images"))) {
            assertThat(images).hasSize(4); // those of the other echo are none of the volume
        }
        requireNothingOfThePatientIn(output);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--with-images | add --deidentify",
                "--deidentify | none of their formats is one of DICOM",
                "--deidentify --format nifti,nrrd | none of their formats is one of DICOM"
            })
    void optionsThatDoNotGoTogetherAreRefused(String options, String sentence) {
        for (String command : List.of("analyze", "batch")) {
            CommandLineRun run = run(command, SERIES, folder.resolve("out"), options.split(" "));
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains(sentence);
        }
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void theServerOfThePatientGetsNoObjectsOfAPseudonym() {
        CommandLineRun run =
                run("analyze", SERIES, folder.resolve("out"), "--format", "dicom-seg", "--deidentify", "--store");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--deidentify makes them of another one", "leave one of the two out");
    }

    @Test
    void imagesThatAreNotDicomOrGoneAreRefused() throws IOException {
        Path nifti = Path.of("test-data", "phantom_t1ce.nii.gz");
        CommandLineRun run = run("analyze", nifti, folder.resolve("out"), "--deidentify", "--with-images");
        assertThat(run.err()).contains("--with-images writes DICOM images but the image does not come from DICOM");
        Path zip = folder.resolve("series.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
                Stream<Path> files = Files.list(SERIES)) {
            for (Path file : files.toList()) {
                out.putNextEntry(new ZipEntry(file.getFileName().toString()));
                Files.copy(file, out);
            }
        }
        CommandLineRun packed = run("analyze", zip, folder.resolve("out"), "--deidentify", "--with-images");
        assertThat(packed.err()).contains("as those out of an archive are: unpack it and name the folder");
        CommandLineRun capture = run("analyze", nifti, folder.resolve("out"), "--format", "secondary-capture");
        assertThat(capture.err()).contains("the format secondary-capture refers to the DICOM images");
        assertThat(folder.resolve("out").resolve("series")).doesNotExist();
    }

    @Test
    void aRunGoesOnWithItsOwnSecretAlone() throws IOException, InterruptedException {
        Path cohort = folder.resolve("cohort");
        IdentifiedImages.write(Path.of("test-data", "phantom_dicom_implicit"), cohort.resolve("a"), "one", EXPLICIT);
        IdentifiedImages.write(Path.of("test-data", "phantom_dicom_implicit"), cohort.resolve("b"), "one", IMPLICIT);
        Path output = folder.resolve("out");
        assertThat(batch(cohort, output, SECRET)).contains("2 of 2 cases done");
        requireNothingOfThePatientIn(output);
        assertThat(said(output.resolve("a").resolve("segmentation.dcm"), "LL-"))
                .isEqualTo(said(output.resolve("b").resolve("segmentation.dcm"), "LL-"));
        byte[] journal = Files.readAllBytes(output.resolve("journal.jsonl"));
        assertThat(batch(cohort, output, SECRET)).contains("2 of 2 cases done");
        assertThat(Files.readAllBytes(output.resolve("journal.jsonl"))).isEqualTo(journal);
        assertThat(batch(cohort, output, SECRET + "!")).contains("made in another way (deidentified results, key ");
        assertThat(batch(cohort, output, "")).contains("needs that run's secret in LESIONLENS_DEID_KEY");
        assertThat(batch(cohort, output, "short")).contains("has 5 characters but must have at least 16");
        assertThat(batch(cohort, output, SECRET, "--engine", "spark")).contains("choose --engine local");
    }

    /** A process, since its environment holds the secret; what it says. */
    private String batch(Path cohort, Path output, String secret, String... more)
            throws IOException, InterruptedException {
        Program program = new Program(folder.resolve("program"));
        List<String> words = new ArrayList<>(List.of(
                "batch", cohort.toString(), "--output", output.toString(), "--format", "dicom-seg", "--deidentify"));
        words.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(
                program.command(Files.createDirectories(program.temporary()), words.toArray(String[]::new)));
        builder.environment().put("LESIONLENS_DEID_KEY", secret);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assertThat(said).doesNotContain(SECRET);
        return said;
    }

    /** What begins so in a file, the next 16 letters of it. */
    private static String said(Path file, String begin) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int at = text.indexOf(begin);
        assertThat(at).isPositive();
        return text.substring(at, at + begin.length() + 16);
    }
}
