package org.lesionlens.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cli.Program;
import org.lesionlens.lesion.Lesion;

/** A reviewer's process that is killed (SIGKILL) while a case is under correction costs nothing that was accepted or saved. */
@Timeout(300)
class ReviewKilledTest {
    private static final int KILLS = 5;
    private static final int LONGEST_MS = 400;

    @TempDir
    private static Path once;

    private static AnalysedCohort analysed;

    @TempDir
    private Path folder;

    private AnalysedCohort cohort;
    private final Random random = new Random(25);

    @BeforeAll
    static void analyse() throws IOException {
        analysed = AnalysedCohort.in(once, List.of("head"));
    }

    @BeforeEach
    void copyResults() throws IOException {
        cohort = analysed.copiedTo(folder.resolve("results"));
    }

    private Path said() {
        return folder.resolve("said.txt");
    }

    private Process start(String what) throws IOException {
        List<String> command = Program.java();
        command.addAll(List.of(
                "-Djava.awt.headless=true",
                CorrectingProcess.class.getName(),
                cohort.images().toString(),
                cohort.results().toString(),
                what));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said().toFile())
                .start();
    }

    private List<String> lines() throws IOException {
        return Files.exists(said()) ? Files.readAllLines(said()) : List.of();
    }

    /** Returns what the process said until it was killed, a while after it had done its work once. */
    private List<String> kill(Process process) throws Exception {
        while (lines().stream().noneMatch(line -> line.startsWith("end"))) {
            assertThat(process.isAlive()).as("%s", lines()).isTrue();
            Thread.sleep(5);
        }
        Thread.sleep(random.nextInt(LONGEST_MS));
        process.destroyForcibly().waitFor();
        return lines();
    }

    /** What may be found after a kill: what was done last, or what was begun after it. */
    private static List<String> possible(List<String> said) {
        List<String> whole = said.stream()
                .filter(line -> line.matches("(begin|end) [0-9a-f]+"))
                .toList();
        int end = whole.size() - 1;
        while (!whole.get(end).startsWith("end")) {
            end--;
        }
        return whole.subList(end, whole.size()).stream()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    @Test
    void whatWasAcceptedStays() throws Exception {
        for (int kills = 0; kills < KILLS; kills++) {
            Files.deleteIfExists(said());
            List<String> possible = possible(kill(start("accept")));
            CohortReview review = CohortReview.open(cohort.results(), "Ada");
            Judgement judgement = cohort.judgement(review, "head").orElseThrow();
            try (CaseInReview item = cohort.open(review, "head")) {
                assertThat(CorrectingProcess.state(item)).isIn(possible);
                assertThat(judgement.corrections()).isEqualTo(item.corrections());
                assertThat(LesionsCsv.TABLE.read(review.folder(judgement).resolve(LesionsCsv.FILE)))
                        .extracting(row -> row.text(LesionsCsv.VOXELS))
                        .containsExactlyElementsOf(item.lesions().stream()
                                .map(Lesion::measurements)
                                .map(measured -> String.valueOf(measured.voxels()))
                                .toList());
            }
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void whatWasSavedIsOffered() throws Exception {
        for (int kills = 0; kills < 3; kills++) {
            Files.deleteIfExists(said());
            List<String> possible = possible(kill(start("save")));
            CohortReview review = CohortReview.open(cohort.results(), "Ada");
            try (CaseInReview item = cohort.open(review, "head")) {
                assertThat(item.autosaved()).isPresent();
                item.restore();
                assertThat(CorrectingProcess.state(item)).isIn(possible);
            }
            assertThat(left()).isEmpty();
        }
    }

    /** What a killed process left half-written. */
    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.walk(cohort.results().resolve("review"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\..*[0-9]{4,}|.*\\.tmp"))
                    .toList();
        }
    }

    @Test
    void aCaseThatAnotherProcessHasIsRefused() throws Exception {
        Process process = start("save");
        try {
            while (!lines().contains("open")) {
                assertThat(process.isAlive()).as("%s", lines()).isTrue();
                Thread.sleep(5);
            }
            CohortReview ada = CohortReview.open(cohort.results(), "Ada");
            CohortReview ben = CohortReview.open(cohort.results(), "Ben");
            assertThatThrownBy(() -> cohort.open(ada, "head")).hasMessageContaining("Ada has the case head open");
            cohort.open(ben, "head").close();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
