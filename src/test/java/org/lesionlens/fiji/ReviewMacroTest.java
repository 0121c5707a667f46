package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Verdicts on results without a screen. */
class ReviewMacroTest extends MacroFixture {
    private String review(String options) throws IOException {
        return log("run(\"Review Cohort...\", \"results=[" + path(folder("results")) + "] " + options + "\");");
    }

    private void analyse() throws IOException {
        Files.copy(DATA.resolve("phantom_t1ce.nii.gz"), folder("images").resolve("a.nii.gz"));
        log("run(\"Batch...\", \"input=[" + path(folder("images")) + "] output=[" + path(folder("results"))
                + "] model=brain-t1ce-segmenter device=cpu table=false\");");
    }

    @Test
    void aMacroAcceptsACase() throws IOException {
        analyse();
        assertThat(review("reviewer=Ada accept=a comment=[as it should be]")).isEmpty();
        Path said = folder("results").resolve("review/Ada/review.jsonl");
        assertThat(Files.readString(said)).contains("\"accepted\"", "as it should be");
        assertThat(said.resolveSibling("a").resolve("labels.nii.gz"))
                .hasSameBinaryContentAs(folder("results").resolve("a/labels.nii.gz"));
    }

    @Test
    void whatCannotBeDoneIsTold() throws IOException {
        assertThat(review("reviewer=Ada accept=a")).contains("has no cases.csv, so it is no folder of results");
        analyse();
        assertThat(review("reviewer=Ada accept=b")).contains("there is no case b");
        assertThat(review("reviewer=Ada accept=a reject=a")).contains("stands in two of accept, reject and flag");
        assertThat(review("reviewer=Ada")).contains("Review Cohort... is a window and there is no screen");
        assertThat(review("accept=a")).contains("reviewer");
    }

    /** A wrong word leaves no folder of a reviewer behind. */
    @Test
    void nothingIsWrittenBeforeAllFits() throws IOException {
        analyse();
        Path review = folder("results").resolve("review");
        assertThat(review("reviewer=Ada accept=b")).contains("there is no case b");
        assertThat(review("reviewer=Ada accept=a input=[" + path(folder("results")) + "/none]"))
                .contains("is not there: choose the folder or table of images");
        assertThat(review("reviewer=Ada accept=a input=[" + path(folder("results")) + "]"))
                .contains("the results would lie among the images");
        assertThat(review("reviewer=Ada")).contains("there is no screen");
        assertThat(review).doesNotExist();
    }

    @Test
    void workThatWasNotAcceptedIsFoundBeforeTheFirstCaseIsJudged() throws IOException {
        Files.copy(DATA.resolve("phantom_slice.png"), folder("images").resolve("b.png"));
        analyse();
        Path own = folder("results/review/Ada");
        Files.writeString(Files.createDirectory(own.resolve(".work")).resolve("b.json"), "half");
        assertThat(review("reviewer=Ada accept=a;b whose=Ada"))
                .contains("Ada has work on the case b that was not accepted");
        assertThat(folder("results").resolve("review/counting.json")).doesNotExist();
        assertThat(own.resolve("review.jsonl")).doesNotExist();
        assertThat(own.resolve("a")).doesNotExist();
        review("reviewer=Ada accept=a reject=b");
        assertThat(folder("results").resolve("review/cases.csv"))
                .content()
                .contains(",accepted,Ada,", ",rejected,Ada,");
    }

    @Test
    void whoseVerdictsCountIsRemembered() throws IOException {
        analyse();
        Path cases = folder("results").resolve("review/cases.csv");
        review("reviewer=Ada accept=a");
        review("reviewer=Ben reject=a");
        assertThat(cases).content().contains(",rejected,Ben,");
        assertThat(review("reviewer=Ben flag=a whose=Cleo")).contains("nobody called Cleo has said anything");
        review("reviewer=Ben reject=a whose=Ada");
        assertThat(cases).content().contains(",accepted,Ada,");
        review("reviewer=Ben flag=a");
        assertThat(cases).content().contains(",accepted,Ada,");
        review("reviewer=Ben flag=a whose=latest");
        assertThat(cases).content().contains(",flagged,Ben,");
    }
}
