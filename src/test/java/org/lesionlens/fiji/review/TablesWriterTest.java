package org.lesionlens.fiji.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.review.CohortReview;
import org.lesionlens.review.Verdict;

/** What keeps the tables of a review from being written, and what becomes of them. */
class TablesWriterTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    private Path results;

    private CohortReview review;
    private final BlockingQueue<String> whose = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> trouble = new LinkedBlockingQueue<>();

    @BeforeEach
    void sayOneThing() throws IOException {
        Files.write(
                results.resolve("cases.csv"),
                List.of(
                        "case,group,date,state,lesions,total_volume_ml,largest_diameter_mm,class,dice,error_class,error,warnings,note",
                        "a,,,failed,,,,,,unreadable,it is cut off,,"));
        review = CohortReview.open(results, "Ada");
        review.say(review.find("a"), Verdict.REJECTED, "");
    }

    private static String next(BlockingQueue<String> told) throws InterruptedException {
        return told.poll(LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void whatCouldNotBeWrittenIsTriedAgainWithoutANewVerdict() throws Exception {
        Path inTheWay = Files.createDirectories(results.resolve("review/cases.csv/folder"));
        TablesWriter tables = new TablesWriter(review, whose::add, trouble::add);
        tables.news();
        assertThat(next(trouble)).startsWith("the tables are not written: ");
        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        assertThat(next(whose)).isEqualTo("latest");
        assertThat(results.resolve("review/cases.csv")).content().contains("rejected,Ada");
        tables.close();
        assertThat(trouble).isEmpty();
    }

    @Test
    void aChoiceThatFailsIsToldAsOne() throws Exception {
        TablesWriter tables = new TablesWriter(review, whose::add, trouble::add);
        tables.count("Ben");
        assertThat(next(trouble))
                .isEqualTo("whose verdicts count stays as it was: nobody called Ben has said anything of these results:"
                        + " take latest or one of [Ada]");
        assertThat(next(whose)).isEqualTo("latest");
        tables.close();
    }
}
