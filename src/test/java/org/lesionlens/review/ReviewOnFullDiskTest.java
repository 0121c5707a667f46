package org.lesionlens.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.Errors;
import org.lesionlens.correction.LesionSteps;
import org.lesionlens.volume.VoxelValues;

/** A disk that is full while a case is under correction: one sentence, and nothing is lost. */
class ReviewOnFullDiskTest {
    @TempDir
    private Path folder;

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    @Test
    void whatWasAcceptedBeforeStaysAndTheWorkGoesOn() throws Exception {
        AnalysedCohort analysed = AnalysedCohort.in(folder, List.of("head"));
        Path disk = Files.createDirectory(folder.resolve("small disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString()), "a disk of its own, as root");
        try {
            correct(analysed.copiedTo(disk.resolve("results")), disk.resolve("filler"));
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private static void correct(AnalysedCohort cohort, Path filler) throws IOException {
        CohortReview review = CohortReview.open(cohort.results(), "Ada");
        try (CaseInReview item = cohort.open(review, "head")) {
            item.accept("before");
            double[] accepted = AnalysedCohort.labels(cohort.accepted("Ada", "head"));
            LesionSteps.remove(item.correction(), 1);
            fill(filler);
            assertThat(Errors.sentence(catchThrowable(() -> item.accept("after"))))
                    .contains("is full: free some space");
            assertThat(Errors.sentence(catchThrowable(item::close))).contains("is full: free some space");
            assertThat(AnalysedCohort.labels(cohort.accepted("Ada", "head"))).isEqualTo(accepted);
            assertThat(item.isChanged()).isTrue();
            try (Stream<Path> files = Files.list(cohort.results().resolve("review/Ada"))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder(".lock", ".work", "head", "review.jsonl");
            }
            Files.delete(filler);
            item.accept("after");
            assertThat(VoxelValues.of(
                            AnalysedCohort.map(cohort.accepted("Ada", "head")).voxels()))
                    .containsOnly(0);
            assertThat(cohort.judgement(review, "head").orElseThrow().comment()).isEqualTo("after");
        }
    }

    /** To the last byte. */
    private static void fill(Path file) {
        for (int size = 1 << 20; size > 0; size /= 2) {
            boolean room = true;
            while (room) {
                try {
                    Files.write(file, new byte[size], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                } catch (IOException e) {
                    room = false;
                }
            }
        }
    }
}
