package org.lesionlens.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.correction.LesionSteps;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.UserMessageException;

/** What a reviewer did and did not accept: it is saved, offered again, and mended after a kill. */
class UnfinishedReviewTest extends CopiedCohortFixture {
    @Test
    void workThatWasNotAcceptedIsThereAgain() throws IOException {
        double[] drawn;
        CohortReview review = review("Ada");
        CaseInReview item = cohort.open(review, "head");
        AnalysedCohort.paint(item.correction(), item.correction().nextNumber(), 4);
        LesionSteps.classify(item.correction(), 1, "pituitary");
        drawn = AnalysedCohort.labels(item);
        item.close();
        CohortReview again = review("Ada");
        try (CaseInReview reopened = cohort.open(again, "head")) {
            assertThat(reopened.autosaved().orElseThrow())
                    .isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
            assertThat(AnalysedCohort.labels(reopened))
                    .isEqualTo(AnalysedCohort.labels(cohort.results().resolve("head")));
            int next = reopened.correction().nextNumber();
            reopened.restore();
            assertThat(AnalysedCohort.labels(reopened)).isEqualTo(drawn);
            assertThat(reopened.correction().lesionClass(1)).isEqualTo("pituitary");
            assertThat(reopened.correction().nextNumber()).isEqualTo(next + 1);
            reopened.accept("");
            assertThat(reopened.autosaved()).isEmpty();
        }
        assertThat(AnalysedCohort.labels(cohort.accepted("Ada", "head"))).isEqualTo(drawn);
    }

    /** As a macro would, which says nothing of other cases then either. */
    @Test
    void acceptingWithoutOpeningDoesNotPassOverWork() throws IOException {
        CohortReview review = review("Ada");
        CaseInReview item = cohort.open(review, "head");
        AnalysedCohort.erase(item.correction(), 4);
        assertThatThrownBy(() -> review.requireAcceptable(item.seen())).hasMessageContaining("open already");
        item.close();
        CaseForReview seen = review.find("head");
        assertThatThrownBy(() -> review.requireAcceptable(seen))
                .isInstanceOf(UserMessageException.class)
                .hasMessageContaining("Ada has work on the case head that was not accepted");
        assertThatThrownBy(() -> review.accept(seen, "")).hasMessageContaining("that was not accepted");
        assertThat(cohort.judgement(review, "head")).isEmpty();
        try (CaseInReview again = cohort.open(review, "head")) {
            again.dropAutosaved();
        }
        review.accept(seen, "");
        assertThat(cohort.judgement(review, "head")).isPresent();
    }

    @Test
    void workThatIsUndoneOrDiscardedIsNotSaved() throws IOException {
        CohortReview review = review("Ada");
        CaseInReview item = cohort.open(review, "head");
        AnalysedCohort.erase(item.correction(), 4);
        item.autosave();
        item.correction().undo();
        assertThat(item.isChanged()).isFalse();
        item.close();
        item = cohort.open(review, "head");
        assertThat(item.autosaved()).isEmpty();
        AnalysedCohort.erase(item.correction(), 4);
        item.autosave();
        item.discard();
        try (CaseInReview again = cohort.open(review, "head")) {
            assertThat(again.autosaved()).isEmpty();
            assertThatThrownBy(again::restore).hasMessageContaining("there is no work of Ada on the case head");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{\"name\": \"head\"}", "half", "digit", "beyond"})
    void aDamagedFileOfSavedWorkCostsNothingElse(String damage) throws IOException {
        CohortReview review = review("Ada");
        CaseInReview item = cohort.open(review, "head");
        AnalysedCohort.erase(item.correction(), 4);
        item.close();
        Path file = cohort.results().resolve("review/Ada/.work/head.json");
        Files.writeString(file, damaged(Files.readString(file), damage));
        try (CaseInReview again = cohort.open(review, "head")) {
            double[] before = AnalysedCohort.labels(again);
            assertThat(again.autosaved()).isPresent();
            assertThatThrownBy(again::restore)
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageStartingWith(file.toString());
            assertThat(AnalysedCohort.labels(again)).isEqualTo(before);
            again.accept("");
        }
    }

    private static String damaged(String text, String damage) {
        return switch (damage) {
            case "half" -> text.substring(0, text.length() / 2);
            case "digit" -> text.replaceFirst("(\"runs\" : \\[ [0-9]+, )[0-9]+", "$199");
            case "beyond" -> text.replaceFirst("\"runs\" : \\[ [0-9]+", "\"runs\" : [ 99999999");
            default -> damage;
        };
    }

    @Test
    void oneWindowOfAReviewerHasACaseAtATime() throws IOException {
        CohortReview ada = review("Ada");
        CohortReview same = review("Ada");
        CohortReview ben = review("Ben");
        try (CaseInReview head = cohort.open(ada, "head");
                CaseInReview slice = cohort.open(same, "slice");
                CaseInReview other = cohort.open(ben, "head")) {
            assertThatThrownBy(() -> cohort.open(same, "head"))
                    .isInstanceOf(UserMessageException.class)
                    .hasMessageContaining("Ada has the case head open already");
            head.accept("");
            other.accept("");
            slice.accept("");
            same.say(same.find("head"), Verdict.REJECTED, "");
            assertThat(ada.find("head").verdicts()).containsOnlyKeys("Ada", "Ben");
        }
        CohortReview again = review("Ada");
        cohort.open(again, "head").close();
        assertThat(again.find("slice").by("Ada").verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void aFolderThatIsGoneIsSaidAndNotMadeAnew() throws IOException {
        CohortReview review = review("Ada");
        CaseInReview item = cohort.open(review, "head");
        AnalysedCohort.erase(item.correction(), 4);
        Path aside = temporary.resolve("aside");
        Files.move(cohort.results(), aside);
        assertThatThrownBy(() -> item.accept("")).hasMessageContaining("are not in");
        assertThatThrownBy(item::autosave).hasMessageContaining("is not there any more");
        assertThatThrownBy(item::close).hasMessageContaining("is not there any more");
        assertThatThrownBy(() -> review.say(item.seen(), Verdict.REJECTED, "")).hasMessageContaining("are not in");
        assertThatThrownBy(review::turn).hasMessageContaining("is not there any more");
        assertThat(cohort.results()).doesNotExist();
        Files.move(aside, cohort.results());
        item.accept("");
        item.close();
        assertThat(AnalysedCohort.labels(cohort.accepted("Ada", "head"))).isEqualTo(AnalysedCohort.labels(item));
    }

    /** As a process that is killed between the two renames, or before its line, leaves them. */
    @Test
    void whatAKillLeavesIsMended() throws IOException {
        double[] drawn;
        CohortReview review = review("Ada");
        try (CaseInReview item = cohort.open(review, "head")) {
            AnalysedCohort.erase(item.correction(), 4);
            item.accept("mine");
            drawn = AnalysedCohort.labels(item);
        }
        Path own = cohort.results().resolve("review/Ada");
        Files.delete(own.resolve("review.jsonl"));
        Path aside = Files.createDirectory(own.resolve(".head.old.123"));
        Files.move(own.resolve("head"), aside.resolve("replaced"));
        Files.createDirectory(own.resolve(".head.77"));
        Path half = Files.createDirectories(own.resolve(".work"))
                .resolve(".head.json.01234567-89ab-cdef-0123-456789abcdef.tmp");
        Files.writeString(half, "{");
        Path foreign = Files.writeString(own.resolve(".work/.head.json.mine.tmp"), "not ours");
        CohortReview again = review("Ada");
        cohort.open(again, "head").close();
        CohortReview third = review("Ada");
        assertThat(cohort.judgement(third, "head").orElseThrow().comment()).isEqualTo("mine");
        assertThat(AnalysedCohort.labels(own.resolve("head"))).isEqualTo(drawn);
        assertThat(AnalysedCohort.names(own)).noneMatch(name -> name.startsWith(".head"));
        assertThat(half).doesNotExist();
        assertThat(foreign).exists();
    }
}
