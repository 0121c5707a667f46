package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.volume.LabelMap;

/** Results as DICOM segmentations, from the command line. */
class DicomSegTest {
    private static final Path SERIES = Path.of("test-data", "phantom_dicom");
    private static final String SEGMENTATION = "segmentation.dcm";

    @TempDir
    private Path output;

    private CommandLineRun analyze(Path input, Path folder, String... options) {
        List<Object> words = new ArrayList<>(List.of("analyze", input, "--output", folder));
        words.addAll(List.of(options));
        return CommandLineRun.of(words.toArray());
    }

    /** Counts voxels of a map whose place has another label in the other. */
    private static long different(LabelMap map, LabelMap other) {
        long different = 0;
        for (int z = 0; z < map.geometry().size(2); z++) {
            for (int y = 0; y < map.geometry().size(1); y++) {
                for (int x = 0; x < map.geometry().size(0); x++) {
                    double[] index = other.geometry().toIndex(map.geometry().toWorld(x, y, z));
                    long plane = Math.round(index[2]);
                    boolean outside = plane < 0 || plane >= other.geometry().size(2);
                    int found = outside
                            ? 0
                            : other.voxels()
                                    .getAt(Math.round(index[0]), Math.round(index[1]), plane)
                                    .get();
                    different += found == map.voxels().getAt(x, y, z).get() ? 0 : 1;
                }
            }
        }
        return different;
    }

    @ParameterizedTest
    @CsvSource({"binary", "labelmap", "fractional"})
    void theSegmentationIsTheLabelImageAndAReference(String type) throws IOException {
        CommandLineRun run = analyze(SERIES, output, "--format", "nifti,dicom-seg", "--seg-type", type);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        Path results = output.resolve("phantom_dicom");
        Path segmentation = results.resolve(SEGMENTATION);
        LabelMap labels = VolumeFiles.readLabels(results.resolve("labels.nii.gz"));
        assertThat(different(labels, VolumeFiles.readLabels(segmentation))).isZero();
        Path references = Files.createDirectory(output.resolve("references"));
        Files.copy(segmentation, references.resolve("phantom_dicom.dcm"));
        Path table = output.resolve("table.csv");
        CommandLineRun evaluated = CommandLineRun.of("evaluate", output, references, "--output", table);
        assertThat(evaluated.code()).as(evaluated.err()).isEqualTo(ExitCode.DONE);
        assertThat(CsvTable.read(table).get(0).get("dice")).isEqualTo("1");
        assertThat(Files.readString(results.resolve("analysis.json")))
                .contains("\"formats\" : [ \"nifti\", \"dicom-seg\" ]");
    }

    @Test
    void theSegmentationNamesLesionPatientAndModelAndNothingElseNamesThePatient() throws IOException {
        CommandLineRun run = analyze(SERIES, output, "--format", "nifti,dicom-seg");
        Path results = output.resolve("phantom_dicom");
        String stored = new String(Files.readAllBytes(results.resolve(SEGMENTATION)), StandardCharsets.ISO_8859_1);
        assertThat(stored)
                .contains("Phantom^Head", "1.2.826.0.1.3680043.8.498.20261121.1", "1 meningioma", "302820008")
                .contains("AUTOMATIC", "lesion 1", "DERIVED\\PRIMARY");
        try (Stream<Path> files = Files.walk(output)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                boolean dicom = file.endsWith(SEGMENTATION);
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(dicom || !text.contains("Phantom^Head") && !text.contains("20261121"))
                        .as(file.toString())
                        .isTrue();
            }
        }
        assertThat(run.out() + run.err()).doesNotContain("Phantom^Head", "20261121");
    }

    @Test
    void lesionsOfOneClassMayBeOneSegmentAndAllSlicesHaveFrames() throws IOException {
        analyze(SERIES, output, "--format", "nifti,dicom-seg", "--seg-by", "class", "--all-frames");
        Path results = output.resolve("phantom_dicom");
        LabelMap classes = VolumeFiles.readLabels(results.resolve(SEGMENTATION));
        assertThat(different(VolumeFiles.readLabels(results.resolve("mask.nii.gz")), classes))
                .isZero();
        assertThat(classes.geometry()
                        .sameGrid(
                                VolumeFiles.readLabels(results.resolve("mask.nii.gz"))
                                        .geometry(),
                                1e-3))
                .isTrue();
        assertThat(new String(Files.readAllBytes(results.resolve(SEGMENTATION)), StandardCharsets.ISO_8859_1))
                .contains("class meningioma");
        assertThat(Files.readString(results.resolve("analysis.json"))).contains("\"dicom\" : \"all frames, by class\"");
    }

    @Test
    void twoRunsWithSeedsWriteTheSameBytesAndWithoutThemOtherIdentifiers() throws IOException {
        byte[][] written = new byte[4][];
        for (int i = 0; i < written.length; i++) {
            Path folder = output.resolve("run" + i);
            String[] options = {"--format", "dicom-seg", "--seed-uids"};
            analyze(SERIES, folder, i < 2 ? options : new String[] {"--format", "dicom-seg"});
            written[i] = Files.readAllBytes(folder.resolve("phantom_dicom").resolve(SEGMENTATION));
        }
        assertThat(written[0]).isEqualTo(written[1]);
        assertThat(written[2]).isNotEqualTo(written[3]);
    }

    @Test
    void anInputThatIsNotDicomIsRefusedBeforeItIsAnalysed() {
        CommandLineRun run =
                analyze(Path.of("test-data", "phantom_t1ce.nii.gz"), output, "--format", "nifti,dicom-seg");
        assertThat(run.code()).isNotEqualTo(ExitCode.DONE);
        assertThat(run.err())
                .contains("the format dicom-seg refers to the DICOM images that were segmented but the image does not"
                        + " come from DICOM: name the DICOM series, or choose nifti, nrrd or slicer for it");
        assertThat(output.resolve("phantom_t1ce")).doesNotExist();
    }

    /** The same voxels, but said to lie in another space: they cannot be compared, in evaluate and in batch. */
    @Test
    void aReferenceInAnotherFrameOfReferenceIsRefused() throws IOException {
        analyze(SERIES, output.resolve("own"), "--format", "dicom-seg");
        Path own = output.resolve("own").resolve("phantom_dicom").resolve(SEGMENTATION);
        String space = "UI$\0" + "1.2.826.0.1.3680043.8.498.20261121.2"; // with its length
        String bytes = new String(Files.readAllBytes(own), StandardCharsets.ISO_8859_1);
        assertThat(bytes.split(Pattern.quote(space), -1)).hasSize(2);
        String moved = bytes.replace(space, space.replace("1121.2", "1121.3"));
        Path references = Files.createDirectory(output.resolve("references"));
        Files.write(references.resolve("phantom_dicom.dcm"), moved.getBytes(StandardCharsets.ISO_8859_1));
        Path predictions = Files.createDirectory(output.resolve("predictions"));
        Files.copy(own, predictions.resolve("phantom_dicom.dcm"));
        CommandLineRun evaluated =
                CommandLineRun.of("evaluate", predictions, references, "--output", output.resolve("table.csv"));
        assertThat(evaluated.out() + evaluated.err()).contains("lie in two frames of reference (FrameOfReferenceUID)");
        Path cohort = Files.writeString(
                output.resolve("cohort.csv"),
                "case,image,reference\na," + SERIES.toAbsolutePath() + "," + references.resolve("phantom_dicom.dcm")
                        + "\nb," + SERIES.toAbsolutePath() + "," + own + "\n");
        CommandLineRun batch =
                CommandLineRun.of("batch", cohort, "--output", output.resolve("batch"), "--format", "dicom-seg");
        assertThat(batch.code()).as(batch.err()).isEqualTo(ExitCode.DONE);
        assertThat(CsvTable.read(output.resolve("batch").resolve("cases.csv")))
                .extracting(row -> row.get("dice"))
                .containsExactly("", "1");
        assertThat(Files.readString(output.resolve("batch").resolve("cases.csv")))
                .contains("lie in two frames of reference")
                .doesNotContain("20261121");
        assertThat(output.resolve("batch").resolve("b").resolve(SEGMENTATION)).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seg-type binary|they are none of the formats: add dicom-seg",
                "--format nifti --all-frames|they are none of the formats: add dicom-seg",
                "--seed-uids|--format names no format of DICOM",
                "--format dicom-seg --seg-type octal|must be of [binary, fractional, labelmap]",
                "--format dicom-seg --seg-by organ|by \"organ\" but must be by one of [lesion, class]",
                "--format dicom-seg --seg-rle|run-length coding is for the types fractional and labelmap"
            })
    void optionsThatDoNotFitAreRefused(String options, String said) {
        CommandLineRun run = analyze(SERIES, output, options.split(" "));
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(said);
    }
}
