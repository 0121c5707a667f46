package org.lesionlens.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.cli.Program;
import org.lesionlens.correction.Brush;
import org.lesionlens.correction.Ink;
import org.lesionlens.correction.Stroke;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.DicomIdentity;
import org.lesionlens.io.dicom.IdentifiedImages;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.NearestLabels;
import org.lesionlens.volume.VoxelValues;

/** Corrected results of a DICOM series, in the formats that the predicted ones have. */
class CorrectedDicomTest {
    @TempDir
    private Path folder;

    /** Returns the labels that were accepted. */
    private LabelMap correct(AnalysedCohort cohort) throws IOException {
        CohortReview review = CohortReview.open(cohort.results(), "Ada");
        try (CaseInReview item = cohort.open(review, "series")) {
            BoundingBox box = item.correction().box(1);
            int next = item.correction().nextNumber();
            Stroke stroke = Stroke.begin(item.correction(), Brush.ball(8), Ink.paint(next));
            stroke.to(box.xMin(), box.yMin(), box.zMin());
            stroke.end();
            assertThat(item.correction().voxels(next)).isPositive();
            item.accept("");
            return item.correction().labels();
        }
    }

    @Test
    void segmentationReportAndStructuresSayWhatTheReaderDrew() throws IOException {
        AnalysedCohort cohort =
                AnalysedCohort.in(folder, List.of("series"), "--format", "nifti,dicom-seg,dicom-sr,rtstruct,slicer");
        Path predicted = cohort.results().resolve("series");
        LabelMap drawn = correct(cohort);
        Path accepted = cohort.accepted("Ada", "series");
        assertThat(names(accepted)).isEqualTo(names(predicted));
        requireSame(accepted.resolve("labels.nii.gz"), drawn);
        requireSame(accepted.resolve("segmentation.dcm"), drawn);
        for (String file : List.of("segmentation.dcm", "structures.dcm")) {
            assertThat(text(accepted.resolve(file))).contains("SEMIAUTOMATIC");
            assertThat(text(predicted.resolve(file))).contains("AUTOMATIC").doesNotContain("SEMIAUTOMATIC");
        }
        assertThat(JsonFiles.texts(accepted.resolve("analysis.json"), "formats"))
                .containsExactly("nifti", "dicom-seg", "dicom-sr", "rtstruct", "slicer");
    }

    /** A reader says no probabilities. */
    @ParameterizedTest
    @ValueSource(strings = {"fractional", "labelmap", "binary"})
    void resultsOfDicomAloneAreCorrectedAndCorrectedAgain(String type) throws IOException {
        AnalysedCohort cohort =
                AnalysedCohort.in(folder, List.of("series"), "--format", "dicom-seg", "--seg-type", type);
        LabelMap drawn = correct(cohort);
        Path accepted = cohort.accepted("Ada", "series");
        requireSame(accepted.resolve("segmentation.dcm"), drawn);
        requireSame(accepted.resolve("labels.nii.gz"), drawn);
        CohortReview review = CohortReview.open(cohort.results(), "Ada");
        try (CaseInReview item = cohort.open(review, "series")) {
            requireSame(item.correction().labels(), drawn);
            assertThat(item.lesions().get(0).measurements().meanProbability()).isPositive();
        }
    }

    /** Their secret is gone, and what is written without it would name the patient. */
    @Test
    void ofDeidentifiedResultsNoDicomIsWritten() throws IOException {
        AnalysedCohort cohort =
                AnalysedCohort.in(folder, List.of("series"), "--format", "nifti,dicom-seg", "--deidentify");
        LabelMap drawn = correct(cohort);
        Path accepted = cohort.accepted("Ada", "series");
        assertThat(names(accepted)).noneMatch(name -> name.endsWith(".dcm"));
        requireSame(accepted.resolve("labels.nii.gz"), drawn);
        assertThat(JsonFiles.texts(accepted.resolve("analysis.json"), "input", "warnings"))
                .anyMatch(warning -> warning.contains("none of DICOM were written"));
    }

    /** Of a run whose secret is there again: patient and study are called as in the predicted results. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withTheSecretOfTheRunDeidentifiedResultsAreCorrectedInDicomToo(boolean same) throws Exception {
        AnalysedCohort cohort = new AnalysedCohort(folder.resolve("images"), folder.resolve("results"));
        Path series = Files.createDirectories(cohort.images().resolve("series"));
        IdentifiedImages.write(Path.of("test-data", "phantom_dicom_implicit"), series, "one", "1.2.840.10008.1.2.1");
        run(
                "a secret of sixteen letters",
                "org.lesionlens.cli.LesionLens",
                "batch",
                cohort.images().toString(),
                "--output",
                cohort.results().toString(),
                "--device",
                "cpu",
                "--format",
                "nifti,dicom-seg,dicom-sr",
                "--deidentify");
        run(
                same ? "a secret of sixteen letters" : "another secret of as many",
                CorrectingProcess.class.getName(),
                cohort.images().toString(),
                cohort.results().toString(),
                "once");
        Path predicted = cohort.results().resolve("series");
        Path accepted = cohort.accepted("Ada", "series");
        if (same) {
            assertThat(names(accepted)).isEqualTo(names(predicted));
            assertThat(DicomIdentity.of(accepted.resolve("segmentation.dcm")).study())
                    .isEqualTo(DicomIdentity.of(predicted.resolve("segmentation.dcm"))
                            .study());
            assertThat(text(accepted.resolve("segmentation.dcm"))).contains("SEMIAUTOMATIC");
            for (String name : names(accepted)) {
                assertThat(text(accepted.resolve(name))).doesNotContain(IdentifiedImages.MARK, IdentifiedImages.ROOT);
            }
        } else {
            assertThat(names(accepted)).noneMatch(name -> name.endsWith(".dcm"));
        }
    }

    private static void run(String secret, String... words) throws Exception {
        List<String> command = Program.java();
        command.add("-Dlesionlens.models=" + System.getProperty("lesionlens.models"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LESIONLENS_DEID_KEY", secret);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** It says itself where it lies, and the voxels of the image fit it wherever in the image it is. */
    @Test
    void aSegmentationThatWasMovedInTheImageIsNoticed() throws IOException {
        AnalysedCohort cohort = AnalysedCohort.in(folder, List.of("series"), "--format", "dicom-seg");
        Path file = cohort.results().resolve("series/segmentation.dcm");
        CohortReview review = CohortReview.open(cohort.results(), "Ada");
        cohort.open(review, "series").close();
        move(file);
        assertThatThrownBy(() -> cohort.open(review, "series"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("has the lesion 1 elsewhere than lesions.csv says (bbox_x_min");
    }

    /** By three pixels along x, in every frame. */
    private void move(Path file) throws IOException {
        double step = 3
                * VolumeFiles.read(folder.resolve("images/series"), Optional.empty())
                        .volume()
                        .geometry()
                        .spacingMm(0);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int moved = 0;
        for (int at = 0; at + 8 < bytes.length; at++) {
            if (little.getInt(at) == 0x00320020 && bytes[at + 4] == 'D' && bytes[at + 5] == 'S') {
                int length = little.getShort(at + 6);
                String[] place = new String(bytes, at + 8, length, StandardCharsets.US_ASCII)
                        .strip()
                        .split("\\\\");
                place[0] = BigDecimal.valueOf(Double.parseDouble(place[0]) + step)
                        .stripTrailingZeros()
                        .toPlainString();
                byte[] text = String.join("\\", place).getBytes(StandardCharsets.US_ASCII);
                assertThat(text.length).isLessThanOrEqualTo(length);
                Arrays.fill(bytes, at + 8, at + 8 + length, (byte) ' ');
                System.arraycopy(text, 0, bytes, at + 8, text.length);
                moved++;
            }
        }
        assertThat(moved).isPositive();
        Files.write(file, bytes);
    }

    @Test
    void theCorrectedReportSaysThePartOfTheBodyToo() throws IOException {
        AnalysedCohort cohort = AnalysedCohort.in(folder, List.of("series"), "--format", "nifti,dicom-seg,dicom-sr");
        correct(cohort);
        for (Path results : List.of(cohort.results().resolve("series"), cohort.accepted("Ada", "series"))) {
            assertThat(text(results.resolve("report.dcm")))
                    .as(results.toString())
                    .contains("Finding Site", "Brain");
        }
    }

    /** Nobody has drawn anything: all is as the networks found it, de-identified DICOM too. */
    @Test
    void whatIsAcceptedAsItIsKeepsItsDicom() throws IOException {
        AnalysedCohort cohort =
                AnalysedCohort.in(folder, List.of("series"), "--format", "nifti,dicom-seg", "--deidentify");
        CohortReview review = CohortReview.open(cohort.results(), "Ada");
        try (CaseInReview item = cohort.open(review, "series")) {
            item.accept("");
        }
        assertThat(cohort.accepted("Ada", "series").resolve("segmentation.dcm"))
                .hasSameBinaryContentAs(cohort.results().resolve("series/segmentation.dcm"));
    }

    /** A segmentation has the frames only that hold something. */
    private static void requireSame(Path file, LabelMap drawn) throws IOException {
        requireSame(NearestLabels.on(drawn.geometry(), VolumeFiles.readLabels(file)), drawn);
    }

    private static void requireSame(LabelMap map, LabelMap drawn) {
        assertThat(Arrays.equals(VoxelValues.of(map.voxels()), VoxelValues.of(drawn.voxels())))
                .isTrue();
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
