package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.cases.ClassProbabilities;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.metric.ComparedMasks;
import org.lesionlens.metric.Comparison;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** The phantom of test-data, whose lesion is an ellipsoid: see test-data/generate.py and truth.json. */
class AnalyzeCommandTest {
    private static final Path DATA = Path.of("test-data");

    @TempDir
    private Path output;

    private static JsonNode truth() throws IOException {
        return new ObjectMapper().readTree(DATA.resolve("truth.json").toFile());
    }

    @Test
    void theNiftiPhantomIsFoundAndMeasured() throws IOException {
        CommandLineRun run = CommandLineRun.of("analyze", DATA.resolve("phantom_t1ce.nii.gz"), "--output", output);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        Path results = output.resolve("phantom_t1ce");
        assertThat(files(results))
                .containsExactlyInAnyOrder(
                        "mask.nii.gz",
                        "labels.nii.gz",
                        "probability.nii.gz",
                        "lesions.csv",
                        "analysis.json",
                        "overview.png");
        LabelMap mask = VolumeFiles.readLabels(results.resolve("mask.nii.gz"));
        LabelMap truth = VolumeFiles.readLabels(DATA.resolve("phantom_mask.nii.gz"));
        assertThat(mask.geometry().sameGrid(truth.geometry(), 1e-4)).isTrue();
        assertThat(ComparedMasks.of(mask, truth)
                        .compare("", "", Comparison.USUAL)
                        .dice())
                .isGreaterThan(0.99);
        assertMeasurements(CsvTable.read(results.resolve("lesions.csv")), 1);
        assertThat(CsvTable.read(results.resolve("lesions.csv")))
                .extracting(row -> row.get("class"))
                .containsExactly("meningioma");
    }

    @Test
    void theShippedModelsFindThePhantomToo() throws IOException {
        try (ModelsFrom shipped = ModelsFrom.shipped()) {
            assertThat(shipped).isNotNull();
            CommandLineRun run = CommandLineRun.of("analyze", DATA.resolve("phantom_t1ce.nii.gz"), "--output", output);
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        }
        Path results = output.resolve("phantom_t1ce");
        LabelMap mask = VolumeFiles.readLabels(results.resolve("mask.nii.gz"));
        LabelMap truth = VolumeFiles.readLabels(DATA.resolve("phantom_mask.nii.gz"));
        assertThat(ComparedMasks.of(mask, truth)
                        .compare("", "", Comparison.USUAL)
                        .dice())
                .isGreaterThan(0.85);
        assertMeasurements(CsvTable.read(results.resolve("lesions.csv")), 2);
        Model segmenter = Model.read(Path.of("models", TinyModels.SEGMENTER));
        assertThat(Files.readString(results.resolve("analysis.json")))
                .contains(segmenter.network().weights().get(0).sha256());
    }

    @Test
    void theObliqueDicomSeriesGivesTheSameLesion() throws IOException {
        CommandLineRun run = CommandLineRun.of("analyze", DATA.resolve("phantom_dicom"), "--output", output);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertMeasurements(CsvTable.read(output.resolve("phantom_dicom").resolve("lesions.csv")), 1);
        Volume series = VolumeFiles.read(DATA.resolve("phantom_dicom"), Optional.empty())
                .volume();
        VolumeGeometry mask = VolumeFiles.readLabels(
                        output.resolve("phantom_dicom").resolve("mask.nii.gz"))
                .geometry();
        assertThat(mask.sameGrid(series.geometry(), 1e-3)).isTrue();
    }

    /**
     * Against the closed form, within what 6.5 mm slices and 1.5 mm pixels allow.
     *
     * @param mm how far the centre may be off
     */
    private static void assertMeasurements(List<Map<String, String>> lesions, double mm) throws IOException {
        assertThat(lesions).hasSize(1);
        Map<String, String> lesion = lesions.get(0);
        JsonNode truth = truth();
        double volume = truth.get("volume_ml").asDouble();
        assertThat(number(lesion, "volume_ml")).isCloseTo(volume, within(0.075 * mm * volume));
        for (int axis = 0; axis < 3; axis++) {
            double centre = truth.get("centre_lps_mm").get(axis).asDouble();
            assertThat(number(lesion, "centroid_" + "xyz".charAt(axis) + "_mm")).isCloseTo(centre, within(mm));
        }
        assertThat(number(lesion, "diameter_mm"))
                .isCloseTo(truth.get("axial_diameter_mm").asDouble(), within(2 * mm));
        assertThat(number(lesion, "perpendicular_mm"))
                .isCloseTo(truth.get("axial_perpendicular_mm").asDouble(), within(2 * mm));
        assertThat(lesion.get("class")).isIn("meningioma", "glioma", "pituitary");
        Map<String, Double> classes = ClassProbabilities.parse(lesion.get("class_probabilities"));
        assertThat(classes.keySet()).containsExactly("meningioma", "glioma", "pituitary");
        assertThat(classes.get(lesion.get("class"))).isEqualTo(number(lesion, "class_probability"));
        assertThat(classes.values().stream().mapToDouble(each -> each).sum()).isCloseTo(1, within(1e-6));
    }

    /** A wide lesion that the slices above and below do not show is none, unless the user wants to see those too. */
    @Test
    void whatIsWideInOneSliceOnlyIsNoLesion() throws IOException {
        Volume phantom = VolumeFiles.read(DATA.resolve("phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
        Volume alone = Volume.allocate(phantom.geometry());
        for (long slice = 0; slice < 20; slice++) {
            Cursor<FloatType> source = Views.flatIterable(Views.hyperSlice(phantom.voxels(), 2, slice == 10 ? 14 : 9))
                    .cursor();
            Views.flatIterable(Views.hyperSlice(alone.voxels(), 2, slice)).forEach(voxel -> voxel.set(source.next()));
        }
        Path input = VolumeFiles.writeMap(output, "alone", alone, VolumeFormat.NIFTI);
        assertThat(lesionsOf(input)).isEmpty();
        assertThat(lesionsOf(input, "--max-flatness", "0")).hasSize(1);
    }

    private List<Map<String, String>> lesionsOf(Path input, String... options) throws IOException {
        Path folder = Files.createTempDirectory(output, "results");
        CommandLineRun run = CommandLineRun.of(Stream.concat(
                        Stream.of("analyze", input, "--output", folder, "--classifier", "none"), Stream.of(options))
                .toArray());
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        return CsvTable.read(folder.resolve("alone").resolve("lesions.csv"));
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }

    @Test
    void aPlainImageHasImagesAsResultsAndNoMillimetres() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY); // a comma for decimals must not reach any file
        try {
            CommandLineRun run = CommandLineRun.of("analyze", DATA.resolve("phantom_slice.png"), "--output", output);
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        } finally {
            Locale.setDefault(before);
        }
        Path results = output.resolve("phantom_slice");
        assertThat(files(results)).contains("mask.png", "labels.png", "probability.tif");
        LabelMap mask = VolumeFiles.readLabels(results.resolve("mask.png"));
        LabelMap truth = VolumeFiles.readLabels(DATA.resolve("phantom_slice_mask.png"));
        assertThat(ComparedMasks.of(mask, truth)
                        .compare("", "", Comparison.USUAL)
                        .dice())
                .isGreaterThan(0.95);
        Map<String, String> lesion =
                CsvTable.read(results.resolve("lesions.csv")).get(0);
        assertThat(lesion.get("volume_ml")).isEmpty();
        assertThat(lesion.get("diameter_mm")).isEmpty();
        assertThat(Integer.parseInt(lesion.get("voxels"))).isGreaterThan(300);
        assertThat(lesion.get("mean_probability")).startsWith("0.");
    }

    @Test
    void theSidecarTracesTheResultWithoutNamingThePatientOrThePath() throws IOException {
        CommandLineRun.of("analyze", DATA.resolve("phantom_dicom_implicit"), "--output", output, "--threshold", "0.4");
        String text = Files.readString(output.resolve("phantom_dicom_implicit").resolve("analysis.json"));
        JsonNode sidecar = new ObjectMapper().readTree(text);
        assertThat(sidecar.at("/models/0/sha256").asText()).hasSize(64);
        assertThat(sidecar.at("/models/0/device").asText()).isNotEmpty();
        assertThat(sidecar.at("/settings/threshold").asDouble()).isEqualTo(0.4);
        assertThat(sidecar.at("/input/sha256_of_voxels").asText()).hasSize(64);
        assertThat(sidecar.at("/notice").asText()).contains("not a medical device");
        assertThat(text).doesNotContain("Phantom^Head", "PHANTOM", "test-data");
    }

    @Test
    void theOverviewIsAPictureOfTheSlicesWithTheLesion() throws IOException {
        CommandLineRun.of("analyze", DATA.resolve("phantom_t1ce.nii.gz"), "--output", output);
        var picture = ImageIO.read(
                output.resolve("phantom_t1ce").resolve("overview.png").toFile());
        int outline = 0xFF000000 | OverviewPicture.color(1).getRGB();
        long coloured = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                coloured += (picture.getRGB(x, y) | 0xFF000000) == outline ? 1 : 0;
            }
        }
        assertThat(coloured).isGreaterThan(200);
    }

    @Test
    void resultsThatAreThereAreKeptUnlessOverwritten() throws IOException {
        Path input = DATA.resolve("phantom_slice.png");
        CommandLineRun.of("analyze", input, "--output", output);
        Path marker = Files.writeString(output.resolve("phantom_slice").resolve("my notes.txt"), "mine");
        CommandLineRun again = CommandLineRun.of("analyze", input, "--output", output);
        assertThat(again.code()).isEqualTo(ExitCode.USAGE);
        assertThat(again.errors()).contains("is there already").contains("--overwrite");
        assertThat(marker).exists();
        assertThat(CommandLineRun.of("analyze", input, "--output", output, "--overwrite")
                        .code())
                .isZero();
        assertThat(marker).doesNotExist();
        assertThat(files(output)).containsExactly("phantom_slice");
    }

    @Test
    void anInputIsNeverReplacedByItsResults() throws IOException {
        Path series = Files.createDirectory(output.resolve("patient"));
        try (Stream<Path> files = Files.list(DATA.resolve("phantom_dicom_implicit"))) {
            for (Path file : files.toList()) {
                Files.copy(file, series.resolve(file.getFileName()));
            }
        }
        List<String> before = files(series);
        assertThat(CommandLineRun.of("analyze", series, "--output", output, "--overwrite")
                        .code())
                .isEqualTo(ExitCode.USAGE);
        Files.writeString(series.resolve("analysis.json"), "{}");
        CommandLineRun again = CommandLineRun.of("analyze", series, "--output", output, "--overwrite");
        assertThat(again.code()).isEqualTo(ExitCode.USAGE);
        assertThat(again.errors()).contains("would replace the input");
        assertThat(files(series)).containsAll(before);
    }

    @Test
    void twoInputsOfOneNameAreRefusedBeforeAnythingIsDone() throws IOException {
        Path copy = Files.copy(
                DATA.resolve("phantom_slice.png"),
                Files.createDirectory(output.resolve("in")).resolve("phantom_slice.png"));
        CommandLineRun run = CommandLineRun.of(
                "analyze", DATA.resolve("phantom_slice.png"), copy, "--output", output.resolve("out"));
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("two inputs are called phantom_slice");
        assertThat(output.resolve("out")).doesNotExist();
    }

    @Test
    void oneBadCaseDoesNotStopTheOthers() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "analyze", output.resolve("missing.nii.gz"), DATA.resolve("phantom_slice.png"), "--output", output);
        assertThat(run.code()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(run.errors()).contains("missing.nii.gz").contains("does not exist");
        assertThat(files(output)).containsExactly("phantom_slice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--threshold 1.5",
                "--threshold 0",
                "--threshold high",
                "--min-volume -1",
                "--max-flatness -1",
                "--device abacus",
                "--threads -1",
                "--model spleen",
                "--classifier spleen",
                "--model brain-t1ce-classifier",
                "--colour red"
            })
    void wrongUsageHasCodeTwoAndOneSentence(String options) throws IOException {
        CommandLineRun run = CommandLineRun.of(Stream.concat(
                        Stream.of("analyze", DATA.resolve("phantom_slice.png"), "--output", output),
                        Stream.of(options.split(" ")))
                .toArray());
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors().lines()).hasSize(1);
        assertThat(files(output)).isEmpty();
    }

    @Test
    void anOutputThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(output.resolve("file"), "x");
        CommandLineRun run = CommandLineRun.of("analyze", DATA.resolve("phantom_slice.png"), "--output", file);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("is a file: name a folder");
    }

    static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
