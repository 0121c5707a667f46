package org.lesionlens.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nine cases of about 10 ml, one of 900 ml, one with a warning, one that is uncertain, and one that failed. */
class CohortReviewTest {
    @TempDir
    private Path results;

    private final List<String> table = new ArrayList<>();

    @BeforeEach
    void writeResults() throws IOException {
        table.add(
                "case,group,date,state,lesions,total_volume_ml,largest_diameter_mm,class,dice,error_class,error,warnings,note");
        for (int i = 1; i <= 9; i++) {
            done("p" + i, 9 + i * 0.2, 0.95, "");
        }
        done("huge", 900, 0.95, "");
        done("warned", 10, 0.95, "the image has no pixel size.");
        done("unsure", 10, 0.4, "");
        table.add("broken,,,failed,,,,,,unreadable,broken.nii is cut off,,");
        Files.write(results.resolve("cases.csv"), table);
    }

    private void done(String name, double ml, double sure, String warning) throws IOException {
        Path folder = Files.createDirectory(results.resolve(name));
        Files.writeString(
                folder.resolve("lesions.csv"),
                "case,label,class,class_probability,volume_ml,mean_probability\n" + name + ",1,glioma," + sure + ","
                        + ml + ",0.9\n");
        Files.writeString(
                folder.resolve("analysis.json"),
                "{\"case\": \"" + name + "\", \"input\": {\"warnings\": ["
                        + (warning.isEmpty() ? "" : "\"" + warning + "\"") + "]}}");
        table.add(name + ",,,done,1," + ml + ",20,glioma,,,,,");
    }

    private CohortReview open(String reviewer) throws IOException {
        return CohortReview.open(results, reviewer);
    }

    private static CaseForReview of(CohortReview review, String name) throws IOException {
        return review.cases().stream()
                .filter(item -> item.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatNeedsALookComesFirst() throws IOException {
        CohortReview review = open("Ada");
        List<CaseForReview> cases = review.cases();
        assertThat(cases)
                .extracting(CaseForReview::name)
                .startsWith("broken")
                .hasSize(13)
                .element(1, org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .isIn("huge", "warned", "unsure");
        assertThat(cases.subList(4, 13)).allMatch(item -> item.reasons().isEmpty());
        assertThat(of(review, "broken").reasons()).containsExactly("failed: broken.nii is cut off");
        assertThat(of(review, "huge").reasons())
                .containsExactly("900.00 ml is far more than the median of the cohort, 10.00 ml");
        assertThat(of(review, "warned").reasons()).containsExactly("the image has no pixel size.");
        assertThat(of(review, "unsure").reasons()).containsExactly("a class is only 40 % probable");
    }

    @Test
    void itsOwnResultsAreThoseThatThisReviewerAcceptedAndSaysSo() throws IOException {
        CohortReview review = open("Ada");
        CohortReview other = open("Bob");
        assertThat(OwnResults.of(review, "p1").whose()).isEqualTo("predicted");
        review.accept(of(review, "p1"), "");
        other.say(of(other, "p1"), Verdict.FLAGGED, "");
        assertThat(OwnResults.of(review, "p1").whose()).isEqualTo("accepted by you");
        assertThat(OwnResults.of(review, "p1").folder()).isEqualTo(review.own().accepted("p1"));
        assertThat(OwnResults.of(other, "p1").whose()).isEqualTo("predicted, which you flagged");
        review.say(of(review, "p1"), Verdict.REJECTED, "");
        assertThat(OwnResults.of(review, "p1").whose()).isEqualTo("predicted, which you rejected");
        assertThat(OwnResults.of(review, "p1").folder()).isEqualTo(results.resolve("p1"));
    }

    @Test
    void aMaskThatDependsOnItsThresholdNeedsALook() throws IOException {
        Files.writeString(
                results.resolve("p1").resolve("analysis.json"), "{\"case\": \"p1\", \"dice_of_thresholds\": 0.42}");
        Files.writeString(
                results.resolve("p2").resolve("analysis.json"), "{\"case\": \"p2\", \"dice_of_thresholds\": 0.9}");
        CohortReview review = open("Ada");
        assertThat(of(review, "p1").reasons())
                .containsExactly("a threshold 0.1 lower or higher gives other masks (Dice 0.42 of both)");
        assertThat(of(review, "p2").sureness().thresholds()).hasValue(0.9);
        assertThat(of(review, "p2").reasons()).isEmpty();
        assertThat(of(review, "p3").sureness().thresholds())
                .as("of results of before")
                .isEmpty();
    }

    @Test
    void lesionsThatMirroringMakesUnsureNeedALook() throws IOException {
        Files.writeString(results.resolve("p1").resolve("analysis.json"), "{\"mirror_entropy\": 0.52}");
        Files.writeString(results.resolve("p2").resolve("analysis.json"), "{\"mirror_entropy\": 0.2}");
        CohortReview review = open("Ada");
        assertThat(of(review, "p1").reasons())
                .containsExactly(
                        "of its lesions the network is unsure, mirrored or not (mean entropy 0.52, at most 0.69)");
        assertThat(of(review, "p2").sureness().mirrors()).hasValue(0.2);
        assertThat(of(review, "p2").reasons()).isEmpty();
        assertThat(of(review, "p3").sureness().mirrors())
                .as("without mirrored views")
                .isEmpty();
    }

    @Test
    void whatIsSaidIsThereWhenTheFolderIsOpenedAgain() throws IOException {
        CohortReview review = open("Ada");
        review.say(of(review, "p1"), Verdict.ACCEPTED, "");
        review.say(of(review, "p2"), Verdict.FLAGGED, "which side?");
        review.say(of(review, "p1"), Verdict.REJECTED, "a vessel");
        CohortReview again = open("Ada");
        assertThat(of(again, "p1").by("Ada")).isEqualTo(new CaseForReview.Said(Verdict.REJECTED, "a vessel"));
        assertThat(of(again, "p2").by("Ada")).isEqualTo(new CaseForReview.Said(Verdict.FLAGGED, "which side?"));
        assertThat(of(again, "p3").by("Ada").verdict()).isEqualTo(Verdict.OPEN);
    }

    /** A process that is killed may leave half a line; all lines before it count. */
    @Test
    void aLineThatWasTornCostsNothingElse() throws IOException {
        CohortReview review = open("Ada");
        review.say(of(review, "p1"), Verdict.ACCEPTED, "");
        Path file = results.resolve("review").resolve("Ada").resolve("review.jsonl");
        Files.writeString(file, Files.readString(file) + "{\"name\": \"p2\", \"rev");
        CohortReview again = open("Ada");
        again.say(of(again, "p3"), Verdict.ACCEPTED, "");
        assertThat(of(again, "p1").by("Ada").verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(of(again, "p3").by("Ada").verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void aVerdictIsAboutTheResultsThatWereSeen() throws IOException {
        CohortReview review = open("Ada");
        review.say(of(review, "p1"), Verdict.ACCEPTED, "");
        Files.writeString(results.resolve("p1").resolve("analysis.json"), "{\"case\": \"p1\", \"created\": \"later\"}");
        assertThat(of(review, "p1").by("Ada").verdict()).isEqualTo(Verdict.OPEN);
    }

    @Test
    void resultsThatWereReplacedWhileTheyWereLookedAtAreNotAccepted() throws IOException {
        CohortReview review = open("Ada");
        CaseForReview seen = review.find("p1");
        Files.writeString(results.resolve("p1").resolve("analysis.json"), "{\"case\": \"p1\", \"created\": \"later\"}");
        assertThatThrownBy(() -> review.say(seen, Verdict.ACCEPTED, ""))
                .hasMessageContaining("the case p1 was analysed anew since its results were read here");
    }

    @Test
    void linesThatSomebodyEditedDoNotCount() throws IOException {
        CohortReview review = open("Ada");
        review.say(of(review, "p1"), Verdict.ACCEPTED, "");
        Path file = results.resolve("review").resolve("Ada").resolve("review.jsonl");
        Files.writeString(file, Files.readString(file) + "{\"state\": \"rejected\"}\n[]\n");
        CohortReview again = open("Ada");
        assertThat(of(again, "p1").by("Ada").verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void severalReviewersWorkAtATimeAndSeeOneAnother() throws IOException {
        CohortReview ada = open("Ada");
        CohortReview ben = open("Ben");
        ada.say(of(ada, "p1"), Verdict.ACCEPTED, "");
        ben.say(of(ben, "p1"), Verdict.REJECTED, "");
        assertThat(of(ada, "p1").verdicts()).containsOnlyKeys("Ada", "Ben");
        assertThat(of(ben, "p1").by("Ada").verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    /** Windows and processes of one reviewer: none loses another's line. */
    @Test
    void severalWindowsOfOneReviewerSpeakAtATime() throws Exception {
        CohortReview first = open("Ada");
        CohortReview second = open("Ada");
        CaseForReview seen = first.find("p1");
        ExecutorService both = Executors.newFixedThreadPool(2);
        List<Future<?>> speaking = new ArrayList<>();
        for (CohortReview review : List.of(first, second)) {
            speaking.add(both.submit(() -> {
                for (int i = 0; i < 20; i++) {
                    review.say(seen, Verdict.FLAGGED, "look " + i);
                }
                return null;
            }));
        }
        for (Future<?> each : speaking) {
            each.get();
        }
        both.shutdown();
        second.say(seen, Verdict.ACCEPTED, "");
        assertThat(of(first, "p1").by("Ada").verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(Files.readAllLines(results.resolve("review/Ada/review.jsonl")))
                .hasSize(41);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "../x", "a/b", ".hidden", "a\nb", "Ada "})
    void aNameThatCannotBeAFolderIsRefused(String name) {
        assertThatThrownBy(() -> open(name)).hasMessageContaining("use letters, numbers, - and _");
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "cases.csv", "report.html"})
    void aNameThatStandsForSomethingElseIsRefused(String name) {
        assertThatThrownBy(() -> open(name)).hasMessageContaining("which stands for something else here");
    }

    @Test
    void whatCannotBeSaidIsRefused() throws IOException {
        CohortReview review = open("Ada");
        assertThatThrownBy(() -> review.find("p99")).hasMessageContaining("there is no case p99");
        CaseForReview broken = review.find("broken");
        assertThatThrownBy(() -> review.say(broken, Verdict.ACCEPTED, ""))
                .hasMessageContaining("has no results that could be accepted");
        review.say(of(review, "broken"), Verdict.FLAGGED, "scan again");
        assertThat(of(review, "broken").by("Ada").comment()).isEqualTo("scan again");
    }

    @Test
    void aFolderThatHoldsNoResultsIsRefused(@TempDir Path other) {
        assertThatThrownBy(() -> CohortReview.open(other, "Ada"))
                .hasMessageContaining("has no cases.csv, so it is no folder of results");
        assertThat(Optional.of(other.resolve("review")))
                .hasValueSatisfying(folder -> assertThat(folder).doesNotExist());
    }
}
