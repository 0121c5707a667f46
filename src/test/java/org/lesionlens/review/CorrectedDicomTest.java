package org.lesionlens.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.correction.Brush;
import org.lesionlens.correction.Ink;
import org.lesionlens.correction.Stroke;
import org.lesionlens.io.VolumeFiles;
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
        try (CohortReview review = CohortReview.open(cohort.results(), "Ada");
                CaseInReview item = cohort.open(review, "series")) {
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
        try (CohortReview review = CohortReview.open(cohort.results(), "Ada");
                CaseInReview item = cohort.open(review, "series")) {
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
