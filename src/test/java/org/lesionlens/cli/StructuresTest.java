package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VoxelValues;

/** Results as RT structure sets, and structure sets as masks, from the command line. */
class StructuresTest {
    private static final Path SERIES = Path.of("test-data", "phantom_dicom");
    private static final String STRUCTURES = "structures.dcm";

    /** The series, analysed once: its results, which no test changes. */
    @TempDir
    private static Path analysed;

    private static CommandLineRun analysis;

    @TempDir
    private Path output;

    @BeforeAll
    static void analyse() {
        analysis = analyze(SERIES, analysed, "--format", "nifti,rtstruct");
        assertThat(analysis.code()).as(analysis.err()).isEqualTo(ExitCode.DONE);
    }

    private static CommandLineRun analyze(Path input, Path folder, String... options) {
        List<Object> words = new ArrayList<>(List.of("analyze", input, "--output", folder));
        words.addAll(List.of(options));
        return CommandLineRun.of(words.toArray());
    }

    private static Path results() {
        return analysed.resolve("phantom_dicom");
    }

    private List<Map<String, String>> evaluated(Path predictions, Path references) throws IOException {
        Path table = output.resolve("table.csv");
        CommandLineRun run = CommandLineRun.of("evaluate", predictions, references, "--output", table);
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(ExitCode.DONE);
        return CsvTable.read(table);
    }

    @Test
    void theContoursAreTheLabelImage() throws IOException {
        LabelMap labels = VolumeFiles.readLabels(results().resolve("labels.nii.gz"));
        LabelMap contoured = VolumeFiles.readLabels(results().resolve(STRUCTURES));
        assertThat(VoxelValues.of(labels.voxels())).contains(1);
        assertThat(VoxelValues.of(contoured.voxels())).isEqualTo(VoxelValues.of(labels.voxels()));
        String stored = new String(Files.readAllBytes(results().resolve(STRUCTURES)), StandardCharsets.ISO_8859_1);
        assertThat(stored).contains("Phantom^Head", "1 meningioma", "302820008", "AUTOMATIC", "lesion 1");
        assertThat(analysis.out() + analysis.err() + Files.readString(results().resolve("analysis.json")))
                .doesNotContain("Phantom^Head", "20261121");
    }

    /** Prediction, reference, or both, with a mask that has voxels or without. */
    @ParameterizedTest
    @CsvSource({"structures.dcm, mask.nii.gz", "mask.nii.gz, structures.dcm", "structures.dcm, structures.dcm"})
    void contoursAreComparedLikeMasks(String prediction, String reference) throws IOException {
        Path predictions = Files.createDirectories(output.resolve("p").resolve("case"));
        Path references = Files.createDirectories(output.resolve("r"));
        Files.copy(results().resolve(prediction), predictions.resolve(prediction));
        Files.copy(
                results().resolve(reference), references.resolve("case" + reference.substring(reference.indexOf('.'))));
        assertThat(evaluated(output.resolve("p"), references).get(0)).containsEntry("dice", "1");
    }

    /** Whatever format the results were written in, but for those that say no mask of the lesions alone. */
    @ParameterizedTest
    @ValueSource(strings = {"nifti", "nrrd", "itk-snap", "dicom-seg", "dicom-sr", "rtstruct"})
    void resultsOfEveryFormatAreCompared(String format) throws IOException {
        Path references = Files.createDirectories(output.resolve("r"));
        Files.copy(results().resolve(STRUCTURES), references.resolve("phantom_dicom.dcm"));
        analyze(SERIES, output.resolve("p"), "--format", format);
        assertThat(evaluated(output.resolve("p"), references).get(0)).containsEntry("dice", "1");
    }

    @Test
    void aCaseWithoutAPredictionIsScoredByItsContours() throws IOException {
        Path references = Files.createDirectories(output.resolve("r"));
        Files.copy(results().resolve(STRUCTURES), references.resolve("case.dcm"));
        Path none = Files.createDirectories(output.resolve("none"));
        assertThat(evaluated(none, references).get(0).get("dice")).isEqualTo("0");
    }

    @Test
    void ofTwoObjectsOfACaseTheSegmentationIsCompared() throws IOException {
        analyze(SERIES, output.resolve("p"), "--format", "dicom-seg,rtstruct");
        Path references = Files.createDirectories(output.resolve("r").resolve("phantom_dicom"));
        Files.copy(results().resolve(STRUCTURES), references.resolve(STRUCTURES));
        assertThat(evaluated(output.resolve("p"), output.resolve("r")).get(0)).containsEntry("dice", "1");
    }

    @Test
    void aReferenceOfABatchMayBeContoursAndAnotherSpaceIsRefused() throws IOException {
        Path own = results().resolve(STRUCTURES);
        String bytes = new String(Files.readAllBytes(own), StandardCharsets.ISO_8859_1);
        Path moved = Files.write(
                output.resolve("moved.dcm"),
                bytes.replace("8.498.20261121.2", "8.498.20261121.3").getBytes(StandardCharsets.ISO_8859_1));
        Path cohort = Files.writeString(
                output.resolve("cohort.csv"),
                "case,image,reference\na," + SERIES.toAbsolutePath() + "," + own + "\nb," + SERIES.toAbsolutePath()
                        + "," + moved + "\n");
        Path folder = output.resolve("batch");
        CommandLineRun batch = CommandLineRun.of("batch", cohort, "--output", folder, "--format", "rtstruct");
        assertThat(batch.code()).as(batch.err()).isEqualTo(ExitCode.DONE);
        assertThat(CsvTable.read(folder.resolve("cases.csv")))
                .extracting(row -> row.get("dice"))
                .containsExactly("1", "");
        assertThat(Files.readString(folder.resolve("cases.csv"))).contains("lie in two frames of reference");
        assertThat(folder.resolve("a").resolve(STRUCTURES)).exists();
    }

    @Test
    void twoRunsWithSeedsWriteTheSameBytes() throws IOException {
        byte[][] written = new byte[2][];
        for (int i = 0; i < written.length; i++) {
            Path folder = output.resolve("run" + i);
            analyze(SERIES, folder, "--format", "rtstruct", "--seed-uids");
            written[i] = Files.readAllBytes(folder.resolve("phantom_dicom").resolve(STRUCTURES));
        }
        assertThat(written[0]).isEqualTo(written[1]);
    }

    @Test
    void whatHasNoContoursIsRefusedBeforeItIsAnalysed() {
        CommandLineRun run = analyze(Path.of("test-data", "phantom_t1ce.nii.gz"), output, "--format", "rtstruct");
        assertThat(run.code()).isNotEqualTo(ExitCode.DONE);
        assertThat(run.err())
                .contains("the format rtstruct refers to the DICOM images that were segmented but the image does not"
                        + " come from DICOM");
        CommandLineRun options = analyze(SERIES, output, "--format", "rtstruct", "--seg-by", "class");
        assertThat(options.code()).isEqualTo(ExitCode.USAGE);
        assertThat(options.err()).contains("they are none of the formats: add dicom-seg to these");
    }
}
