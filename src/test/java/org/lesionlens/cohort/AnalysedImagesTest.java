package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.Fingerprint;
import org.lesionlens.cases.InputReading;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.cli.SequenceFiles;
import org.lesionlens.correction.Change;
import org.lesionlens.correction.LesionSteps;
import org.lesionlens.correction.SegmentAgain;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.inference.TwoChannelModel;
import org.lesionlens.io.ImageFiles;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.DicomBytes;
import org.lesionlens.io.dicom.DicomSeriesReader;
import org.lesionlens.io.dicom.EchoSeries;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.review.CaseInReview;
import org.lesionlens.review.CohortReview;
import org.lesionlens.volume.Box;

/** Cases that were analysed with a choice of the user are found again, and read as they were. */
class AnalysedImagesTest {
    @TempDir
    private Path folder;

    private Path images;
    private Path results;

    @BeforeEach
    void write() throws IOException {
        images = folder.resolve("images");
        results = folder.resolve("results");
        EchoSeries.write(images.resolve("study"), "1.2.6", 6);
        EchoSeries.write(images.resolve("study"), "1.2.7", 7);
    }

    private void analyse(Object... options) {
        List<Object> words = new ArrayList<>(List.of("batch", images, "--output", results, "--device", "cpu"));
        words.addAll(List.of(options));
        CommandLineRun run = CommandLineRun.of(words.toArray());
        assertThat(run.code()).as(run.err()).isZero();
    }

    private Map<String, Case> found(String name) throws IOException {
        List<String> channels = CohortReview.channels(results.resolve(name));
        ReadOptions options = new ReadOptions(Optional.empty(), false);
        InputReading reading =
                channels.isEmpty() ? InputReading.of(options) : new InputReading(channels, options, Map.of());
        return Cohort.analysed(images, results, reading, CohortReview.done(results));
    }

    /** Opening it holds the image against the fingerprint of that which was analysed. */
    private void accept(String name) throws IOException {
        CohortReview review = CohortReview.open(results, "Ada");
        try (CaseInReview item =
                CaseInReview.open(review, review.find(name), found(name).get(name))) {
            item.accept("");
        }
    }

    @Test
    void aSeriesAndAVolumeOfAStudyAreFoundAgain() throws IOException {
        analyse("--series", "1.2.7", "--volume", "2");
        accept("study");
        assertThat(results.resolve("study/analysis.json"))
                .content()
                .contains("read_with")
                .doesNotContain("1.2.7");
        assertThat(results.resolve("review/Ada/study/analysis.json")).exists();
    }

    @Test
    void framesAreReadAgainAsTheyWereSeen() throws IOException {
        images = Files.createDirectories(folder.resolve("frames"));
        SequenceFiles.write(folder);
        Path first = SequenceFiles.inFourDimensions(folder, "cine", 1, 4);
        Path second = SequenceFiles.inFourDimensions(folder, "second", 1, 4);
        images = Files.writeString(images.resolve("cases.csv"), "case,first,second\na," + first + "," + second + "\n");
        analyse("--model", TinyModels.FOLDER.resolve("neighbours/weighted-frames"), "--threshold", 0.45);
        assertThat(results.resolve("a/analysis.json")).content().contains("in_time");
        accept("a");
        LoadedImage again = ImageFiles.read(found("a").get("a").inputs(), List.of("first", "second"));
        assertThat(again.volume().geometry().size()).containsExactly(32, 20, 4);
    }

    /** Slices 2.5 mm apart that a model took for frames: that is no depth. */
    @Test
    void aSequenceUnderCorrectionHasNoVolume() throws IOException {
        images = Files.createDirectories(folder.resolve("frames"));
        SequenceFiles.write(folder);
        String files = folder.resolve("cine.nii.gz") + "," + folder.resolve("second.nii.gz");
        images = Files.writeString(images.resolve("cases.csv"), "case,first,second\na," + files + "\n");
        analyse("--model", TinyModels.FOLDER.resolve("neighbours/weighted-frames"), "--threshold", 0.45);
        CohortReview review = CohortReview.open(results, "Ada");
        try (CaseInReview item =
                CaseInReview.open(review, review.find("a"), found("a").get("a"))) {
            assertThat(item.isInTime()).isTrue();
            Box all = new Box(0, 0, 0, 32, 20, 4);
            assertThat(SegmentAgain.inFrames(
                            item.correction(), all, item.probability().orElseThrow(), 0.45, 0))
                    .as("lesions that touch from frame to frame are two, as they were found")
                    .isEqualTo(Change.NONE);
            LesionSteps.remove(item.correction(), 2);
            assertThat(item.lesions()).singleElement().satisfies(lesion -> {
                assertThat(lesion.measurements().volumeMl()).isNaN();
                assertThat(lesion.measurements().areaMm2()).isEqualTo(4);
            });
            item.accept("");
        }
        Path accepted = results.resolve("review/Ada/a");
        List<String> before = column(results.resolve("a/lesions.csv"), "volume_ml");
        assertThat(column(accepted.resolve("lesions.csv"), "volume_ml"))
                .isEqualTo(before.subList(0, 1))
                .containsExactly("");
        assertThat(column(accepted.resolve("lesions.csv"), "area_mm2")).containsExactly("4");
        assertThat(VolumeFiles.read(accepted.resolve("labels.nii.gz"), Optional.empty())
                        .volume()
                        .geometry()
                        .spacingMm(2))
                .isEqualTo(2.5);
    }

    @Test
    void anOrganOfASequenceUnderCorrectionHasNoVolume() throws IOException {
        images = Files.createDirectories(folder.resolve("frames"));
        SequenceFiles.write(folder);
        String files = folder.resolve("cine.nii.gz") + "," + folder.resolve("second.nii.gz");
        images = Files.writeString(images.resolve("cases.csv"), "case,t1,flair\na," + files + "\n");
        analyse("--model", TwoChannelModel.writeOfFrames(folder.resolve("models"), "frames"));
        CohortReview review = CohortReview.open(results, "Ada");
        try (CaseInReview item =
                CaseInReview.open(review, review.find("a"), found("a").get("a"))) {
            LesionSteps.remove(item.correction(), 2);
            item.accept("");
        }
        Path accepted = results.resolve("review/Ada/a/context.csv");
        assertThat(column(accepted, "voxels")).containsExactly("4");
        assertThat(column(results.resolve("a/context.csv"), "volume_ml")).containsExactly("");
        assertThat(column(accepted, "volume_ml")).containsExactly("");
    }

    private static List<String> column(Path table, String name) throws IOException {
        List<String> rows = Files.readAllLines(table);
        int column = List.of(rows.get(0).split(",", -1)).indexOf(name);
        return rows.stream().skip(1).map(row -> row.split(",", -1)[column]).toList();
    }

    @Test
    void partsOfAStudyThatWereSeenTogetherAreFoundAgain() throws IOException {
        Path model = TwoChannelModel.write(folder.resolve("models"), "two");
        analyse("--model", model, "--series", "t1=1.2.6,flair=1.2.7", "--volume", "t1=1,flair=2");
        accept("study");
        LoadedImage again = ImageFiles.read(found("study").get("study").inputs(), List.of("t1", "flair"));
        assertThat(again.channels())
                .extracting(channel -> Fingerprint.of(channel.loaded().volume()))
                .isEqualTo(JsonFiles.textsOfEach(
                        "sha256_of_voxels", results.resolve("study/analysis.json"), "input", "channels"))
                .doesNotHaveDuplicates();
    }

    @Test
    void aSeriesWithATiltIsInterpolatedAgain() throws IOException {
        Path tilted = Files.createDirectories(folder.resolve("other").resolve("tilted"));
        images = tilted.getParent();
        int[] pixels = IntStream.range(0, 24 * 24).map(i -> i % 97).toArray();
        for (int k = 0; k < 6; k++) {
            Files.write(
                    tilted.resolve(k + ".dcm"),
                    DicomBytes.slice(5 * k)
                            .text(0x00200032, "DS", k + "\\0\\" + 5 * k)
                            .text(0x00280030, "DS", "4\\4")
                            .shorts(0x00280010, "US", 24)
                            .shorts(0x00280011, "US", 24)
                            .shorts(0x7fe00010, "OW", pixels)
                            .array());
        }
        analyse("--resample");
        accept("tilted");
    }

    /** A hash of an identifier leads whoever has the images to them, which is not meant of what is de-identified. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deidentifiedResultsDoNotTellTheSeries(boolean deidentified) throws IOException {
        Path head = folder.resolve("head").resolve("series");
        Files.createDirectories(head);
        for (String file : AnalysedImagesTest.files(Path.of("test-data/phantom_dicom_implicit"))) {
            Files.copy(Path.of("test-data/phantom_dicom_implicit", file), head.resolve(file));
        }
        images = head.getParent();
        String uid =
                DicomSeriesReader.volumeCounts(head).keySet().iterator().next().uid();
        analyse(Stream.concat(
                        Stream.of("--series", uid, "--format", "nifti,dicom-seg"),
                        deidentified ? Stream.of("--deidentify") : Stream.of())
                .toArray());
        String told = Files.readString(results.resolve("series/analysis.json"));
        assertThat(told).doesNotContain(uid);
        assertThat(told.contains("read_with")).isEqualTo(!deidentified);
    }

    private static List<String> files(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void whereNothingWasChosenNothingIsSaid() throws IOException {
        images = Files.createDirectories(folder.resolve("slices"));
        Files.copy(Path.of("test-data/phantom_slice.png"), images.resolve("slice.png"));
        analyse();
        assertThat(results.resolve("slice/analysis.json")).content().doesNotContain("read_with");
        accept("slice");
    }
}
