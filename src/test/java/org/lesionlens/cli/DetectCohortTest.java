package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.FindingKind;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.review.CohortReview;

/** Many pictures through a detector. */
class DetectCohortTest {
    private static final Path BRIGHT = TinyDetectors.FOLDER.resolve(TinyDetectors.BRIGHT);

    @TempDir
    private Path folder;

    private CommandLineRun batch(Path cohort, String... options) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of("batch", cohort, "--model", BRIGHT, "--output", folder.resolve("results")),
                        Stream.of(options))
                .toArray());
    }

    private List<Map<String, String>> table(String name) throws IOException {
        return CsvTable.read(folder.resolve("results").resolve(name));
    }

    /** A rectangle of a brightness; of 40 the detector sees nothing. */
    private void picture(String name, int brightness) throws IOException {
        BufferedImage image = new BufferedImage(128, 96, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 30; y < 50; y++) {
            for (int x = 20; x < 44; x++) {
                image.getRaster().setSample(x, y, 0, brightness);
            }
        }
        Path file = folder.resolve("eyes").resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    private void pictures() throws IOException {
        picture("a.png", 255);
        picture("b.png", 40);
        picture("c.png", 200);
    }

    @Test
    void tablesCountBoxesAndNameCasesWithout() throws IOException {
        pictures();
        Files.writeString(folder.resolve("eyes/d.png"), "no picture");
        CommandLineRun run = batch(folder.resolve("eyes"));
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        List<Map<String, String>> cases = table("cases.csv");
        assertThat(cases).extracting(row -> row.get("state")).containsExactly("done", "done", "done", "failed");
        assertThat(cases).extracting(row -> row.get("boxes")).containsExactly("1", "0", "1", "");
        assertThat(cases).extracting(row -> row.get("class")).containsExactly("bright", "", "grey", "");
        assertThat(cases).extracting(row -> row.get("score")).containsExactly("1", "", "0.5686275", "");
        assertThat(cases.get(0)).doesNotContainKeys("lesions", "total_volume_ml", "dice");
        assertThat(table("boxes.csv"))
                .extracting(row -> row.get("case") + " " + row.get("x_min"))
                .containsExactly("a 20", "b ", "c 20");
        assertThat(folder.resolve("results/lesions.csv")).doesNotExist();
        assertThat(folder.resolve("results/report.html"))
                .content()
                .contains("Cases by number of boxes", "Best score", "without box", "surest box")
                .doesNotContain("Volume (ml)", "Dice");
    }

    /** Tables of truth and of boxes to start from are called so too. */
    @Test
    void aTableOfTheUserStaysBesideTheResultsOfTheOtherKind() throws IOException {
        pictures();
        Path own = Files.createDirectories(folder.resolve("results")).resolve("lesions.csv");
        Files.writeString(own, "mine\n");
        assertThat(batch(folder.resolve("eyes")).code()).isZero();
        assertThat(own).content().isEqualTo("mine\n");
        assertThat(FindingKind.in(folder.resolve("results"))).isEqualTo(FindingKind.BOXES);
        Files.writeString(folder.resolve("results/cases.csv"), "case,state,lesions\n");
        assertThat(FindingKind.in(folder.resolve("results")))
                .as("with a boxes.csv of somebody")
                .isEqualTo(FindingKind.REGIONS);
    }

    @Test
    void aRunGoesOnWhereItsSettingsAreTheSame() throws IOException {
        pictures();
        assertThat(batch(folder.resolve("eyes")).code()).isZero();
        Path journal = folder.resolve("results/journal.jsonl");
        String once = Files.readString(journal);
        assertThat(batch(folder.resolve("eyes"), "--resume").code()).isZero();
        assertThat(journal).content().isEqualTo(once);
        CommandLineRun other = batch(folder.resolve("eyes"), "--threshold", "0.9");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.errors()).contains("threshold of the model there, 0.9 now");
        Files.delete(folder.resolve("results/a/boxes.csv"));
        assertThat(batch(folder.resolve("eyes")).code()).isZero();
        assertThat(Files.readString(journal).lines()).hasSize(4);
        assertThat(table("boxes.csv")).hasSize(3);
    }

    @Test
    void theTableOfAllCasesIsEvaluated() throws IOException {
        pictures();
        batch(folder.resolve("eyes"));
        Path truth = Files.writeString(
                folder.resolve("truth.csv"), "case,x_min,y_min,x_max,y_max\na,20,30,44,50\nb,,,,\nc,20,30,44,50\n");
        for (Path predictions : List.of(folder.resolve("results"), folder.resolve("results/boxes.csv"))) {
            CommandLineRun run =
                    CommandLineRun.of("evaluate", predictions, truth, "--output", folder.resolve("scores.csv"));
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.errors()).doesNotContain("without boxes");
            assertThat(CsvTable.read(folder.resolve("scores-summary.csv")))
                    .filteredOn(row -> row.get("metric").matches("ap_box|ar_box|lesion_f1"))
                    .hasSize(3)
                    .allSatisfy(row -> assertThat(row).containsEntry("pooled", "1"));
        }
    }

    @Test
    void aReferenceMaskIsNotedRatherThanCompared() throws IOException {
        pictures();
        Path cohort =
                Files.writeString(folder.resolve("cohort.csv"), "case,image,reference\na,eyes/a.png,eyes/b.png\n");
        assertThat(batch(cohort).code()).isZero();
        assertThat(table("cases.csv").get(0).get("note")).contains("boxes have no Dice", "evaluate");
    }

    @Test
    void sparkRunsNoDetector() throws IOException {
        pictures();
        CommandLineRun run = batch(folder.resolve("eyes"), "--engine", "spark");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errors()).contains("--engine spark runs models that segment", "leave --engine out");
    }

    @Test
    void whatNeedsRegionsIsRefused() throws IOException {
        pictures();
        batch(folder.resolve("eyes"));
        Path results = folder.resolve("results");
        assertThat(catchThrowable(() -> CohortReview.open(results, "me")))
                .hasMessageContaining("has boxes of a detector, and what is reviewed are regions");
        Path dates = Files.writeString(
                folder.resolve("dates.csv"),
                "patient,date,image,mask\np,2024-01-01,eyes/a.png,results/a\n" + "p,2024-02-01,eyes/c.png,results/c\n");
        CommandLineRun followup = CommandLineRun.of("followup", dates, "--output", folder.resolve("followed"));
        assertThat(followup.code()).isNotZero();
        assertThat(followup.errors()).contains("has boxes of a detector, and lesions are followed by their regions");
        Files.writeString(folder.resolve("dates.csv"), "patient,date,image\np,2024-01-01,eyes/a.png\n");
        CommandLineRun model = CommandLineRun.of(
                "followup", dates, "--output", folder.resolve("followed"), "--model", BRIGHT, "--overwrite");
        assertThat(model.code()).isEqualTo(2);
        assertThat(model.errors()).contains("draws boxes: name one that segments");
    }
}
