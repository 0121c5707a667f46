package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.Provenance;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.nrrd.NrrdWriter;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.io.table.JsonLines;
import org.lesionlens.io.tiff.PlanarImages;
import org.lesionlens.review.CohortReview;
import org.lesionlens.review.Corrections;
import org.lesionlens.review.Judgement;
import org.lesionlens.review.Verdict;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** Five cases of one lesion of 10 ml, of which one failed; Ada and Ben judge them. */
class ReviewTablesTest {
    private static final String PAGE = "<html>" + CohortReport.NO_LINK + "</html>";

    @TempDir
    private Path results;

    private final List<String> table = new ArrayList<>();

    @BeforeEach
    void writeResults() throws IOException {
        table.add(
                "case,group,date,state,lesions,total_volume_ml,largest_diameter_mm,class,dice,error_class,error,warnings,note");
        try (Journal journal = Journal.open(results)) {
            for (String name : List.of("a", "b", "c", "d")) {
                lesion(results.resolve(name), name, 10, "glioma");
                table.add(name + ",P1,,done,1,10,20,glioma,0.9,,,,");
                journal.add(attempt(name, Attempt.DONE));
            }
            table.add("broken,,,failed,,,,,,unreadable,it is cut off,,");
            journal.add(attempt("broken", Attempt.FAILED));
        }
        Files.write(results.resolve("cases.csv"), table);
        Files.writeString(results.resolve("lesions.csv"), "case,label\na,1\n");
        Files.writeString(results.resolve("report.html"), PAGE);
    }

    private static Attempt attempt(String name, String state) {
        boolean failed = state.equals(Attempt.FAILED);
        return new Attempt(
                name,
                state,
                failed ? "unreadable" : "",
                failed ? "it is cut off" : "",
                new Provenance("", Map.of(), Map.of()),
                "cpu",
                null,
                "",
                "2026-01-01T00:00:00Z",
                1,
                Storing.NONE);
    }

    private static void lesion(Path folder, String name, double ml, String kind) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("lesions.csv"),
                "case,label,class,voxels,volume_ml,diameter_mm\n" + name + ",1," + kind + "," + Math.round(1000 * ml)
                        + "," + ml + ",20\n");
        Files.writeString(folder.resolve("analysis.json"), "{\"case\": \"" + name + "\"}");
    }

    /** As if the reviewer had mended the case and accepted it. */
    private void correct(String reviewer, String name, double ml, String at) throws Exception {
        Path folder = results.resolve("review").resolve(reviewer);
        lesion(folder.resolve(name), name, ml, "meningioma");
        String print = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(Files.readAllBytes(results.resolve(name).resolve("analysis.json"))));
        try (JsonLines<Judgement> lines = JsonLines.open(folder.resolve("review.jsonl"))) {
            lines.append(new Judgement(
                    name,
                    reviewer,
                    "accepted",
                    "",
                    at,
                    print,
                    new Corrections(5, 7, 0, Map.of(1, "meningioma"), 0.75, 2)));
        }
    }

    private static void say(CohortReview review, String name, Verdict verdict) throws IOException {
        review.say(review.find(name), verdict, "");
    }

    @Test
    void howSureTheNetworksWereStandsBehindWhatWasSaid() throws IOException {
        Files.writeString(
                results.resolve("a").resolve("analysis.json"),
                "{\"case\": \"a\", \"dice_of_thresholds\": 0.75, \"mirror_entropy\": 0.25}");
        CohortReview review = CohortReview.open(results, "Ada");
        say(review, "a", Verdict.REJECTED);
        ReviewTables.write(review);
        assertThat(row("a")).containsEntry("dice_of_thresholds", "0.75").containsEntry("mirror_entropy", "0.25");
        assertThat(row("b")).containsEntry("dice_of_thresholds", "").containsEntry("mirror_entropy", "");
        assertThat(row("broken")).containsEntry("mirror_entropy", "");
    }

    @Test
    void whatKilledWritersOfTheTablesLeftIsRemoved() throws IOException {
        CohortReview review = CohortReview.open(results, "Ada");
        say(review, "a", Verdict.ACCEPTED);
        ReviewTables.write(review);
        Path folder = results.resolve("review");
        for (String whole : regularFiles(folder)) {
            Files.writeString(folder.resolve("." + whole + ".01234567-89ab-cdef-0123-456789abcdef.tmp"), "half");
        }
        ReviewTables.write(review);
        assertThat(regularFiles(folder)).contains("cases.csv", "report.html").noneMatch(name -> name.endsWith(".tmp"));
    }

    private static List<String> regularFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(".lock"))
                    .toList();
        }
    }

    private Map<String, String> row(String name) throws IOException {
        return CsvTable.read(results.resolve("review/cases.csv")).stream()
                .filter(row -> row.get("case").equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** So that a window that never closed, as of a process that was killed, costs the tables nothing. */
    @Test
    void tablesAreStaleOnceSomethingWasSaid() throws IOException {
        CohortReview review = CohortReview.open(results, "Ada");
        assertThat(ReviewTables.areStale(review)).isFalse();
        say(review, "b", Verdict.REJECTED);
        assertThat(ReviewTables.areStale(review)).isTrue();
        ReviewTables.write(review);
        assertThat(ReviewTables.areStale(review)).isFalse();
        say(review, "c", Verdict.ACCEPTED);
        assertThat(ReviewTables.areStale(review)).isTrue();
    }

    @Test
    void tablesAreStaleOnceOthersVerdictsCount() throws IOException {
        CohortReview review = CohortReview.open(results, "Ada");
        say(review, "b", Verdict.REJECTED);
        ReviewTables.write(review);
        review.count("Ada");
        assertThat(ReviewTables.areStale(review)).isTrue();
    }

    /** As what is said between the reading of the verdicts and the writing of the tables. */
    @Test
    void tablesAreStaleWithoutAVerdictThatIsOlderThanThey() throws IOException {
        CohortReview review = CohortReview.open(results, "Ada");
        say(review, "b", Verdict.REJECTED);
        ReviewTables.write(review);
        say(review, "c", Verdict.REJECTED);
        FileTime later = FileTime.from(Instant.now().plusSeconds(60));
        Files.setLastModifiedTime(results.resolve("review/cases.csv"), later);
        assertThat(ReviewTables.areStale(review)).isTrue();
    }

    /** What counts is what counted before, but some tables are of the time between. */
    @Test
    void tablesOfWhichSomeCouldNotBeWrittenAreStale() throws IOException {
        CohortReview review = CohortReview.open(results, "Ada");
        say(review, "b", Verdict.REJECTED);
        say(CohortReview.open(results, "Ben"), "b", Verdict.FLAGGED);
        ReviewTables.write(review);
        review.count("Ada");
        Path page = results.resolve("review/report.html");
        Files.delete(page);
        Files.createDirectories(page.resolve("in the way"));
        assertThatThrownBy(() -> ReviewTables.write(review)).isInstanceOf(IOException.class);
        assertThat(row("b")).containsEntry("reviewer", "Ada");
        review.count("latest");
        assertThat(ReviewTables.areStale(review)).isTrue();
        Files.delete(page.resolve("in the way"));
        Files.delete(page);
        ReviewTables.write(review);
        assertThat(ReviewTables.areStale(review)).isFalse();
        Files.writeString(results.resolve("review/written.json"), "{");
        assertThat(ReviewTables.areStale(review)).as("which nobody can tell").isTrue();
    }

    @Test
    void figuresAreThoseThatCount() throws Exception {
        correct("Ada", "a", 4, "2026-01-01T00:00:00Z");
        CohortReview review = CohortReview.open(results, "Ada");
        say(review, "b", Verdict.REJECTED);
        say(review, "c", Verdict.ACCEPTED);
        ReviewTables.write(review);
        assertThat(row("a"))
                .containsEntry("result", "corrected")
                .containsEntry("reviewer", "Ada")
                .containsEntry("total_volume_ml", "4")
                .containsEntry("class", "meningioma")
                .containsEntry("group", "P1")
                .containsEntry("dice", "")
                .containsEntry("voxels_added", "5")
                .containsEntry("voxels_removed", "7")
                .containsEntry("dice_with_prediction", "0.75");
        assertThat(row("b"))
                .containsEntry("result", "rejected")
                .containsEntry("state", "done")
                .containsEntry("lesions", "")
                .containsEntry("total_volume_ml", "")
                .containsEntry("class", "");
        assertThat(row("c")).containsEntry("result", "accepted").containsEntry("total_volume_ml", "10");
        assertThat(row("d")).containsEntry("result", "predicted").containsEntry("reviewer", "");
        assertThat(row("broken")).containsEntry("result", "").containsEntry("state", "failed");
        assertThat(CsvTable.read(results.resolve("review/lesions.csv")))
                .extracting(row -> row.get("case") + " " + row.get("volume_ml") + " " + row.get("result"))
                .containsExactly("a 4 corrected", "c 10 accepted", "d 10 predicted");
    }

    @Test
    void predictedTablesStayAndThePageGetsOneLine() throws Exception {
        byte[] lesions = Files.readAllBytes(results.resolve("lesions.csv"));
        CohortReview review = CohortReview.open(results, "Ada");
        say(review, "a", Verdict.REJECTED);
        ReviewTables.write(review);
        ReviewTables.write(review);
        assertThat(Files.readAllLines(results.resolve("cases.csv"))).isEqualTo(table);
        assertThat(Files.readAllBytes(results.resolve("lesions.csv"))).isEqualTo(lesions);
        assertThat(results.resolve("report.html")).hasContent("<html>" + CohortReport.LINK + "</html>");
    }

    @Test
    void thePageSaysTheSame() throws Exception {
        correct("Ada", "a", 4, "2026-01-01T00:00:00Z");
        CohortReview review = CohortReview.open(results, "Ada");
        say(review, "b", Verdict.REJECTED);
        ReviewTables.write(review);
        assertThat(results.resolve("review/report.html"))
                .content()
                .contains("<b>1</b>corrected", "<b>1</b>rejected", "<b>2</b>not judged", "<b>3</b>lesions")
                .contains("href=\"./Ada/a/overview.png\"", "href=\"./../c/overview.png\"")
                .contains("<td>corrected</td><td>meningioma</td>", "<td>rejected</td><td></td>", "it is cut off");
    }

    @Test
    void ofTwoReviewersTheLastOneCountsOrTheOneThatIsChosen() throws Exception {
        correct("Ada", "a", 4, "2026-01-01T00:00:00Z");
        correct("Ben", "a", 6, "2026-01-02T00:00:00Z");
        labels("Ada", new int[] {1, 2}, "glioma", "glioma");
        labels("Ben", new int[] {1, 2}, "glioma", "glioma");
        lesion(results.resolve("review/Ada/a"), "a", 4, "glioma");
        lesion(results.resolve("review/Ben/a"), "a", 6, "glioma");
        CohortReview review = CohortReview.open(results, "Ada");
        ReviewTables.write(review);
        assertThat(row("a")).containsEntry("reviewer", "Ben").containsEntry("total_volume_ml", "6");
        review.count("Ada");
        ReviewTables.write(review);
        assertThat(row("a")).containsEntry("reviewer", "Ada").containsEntry("total_volume_ml", "4");
        assertThatThrownBy(() -> review.count("Cleo"))
                .hasMessage("nobody called Cleo has said anything of these results: take latest or one of [Ada, Ben]");
    }

    /** Ada's first lesion is two thirds of Ben's; their second ones are one, and each calls it otherwise. */
    @Test
    void reviewersAreComparedWhereBothHaveJudged() throws Exception {
        correct("Ada", "a", 4, "2026-01-01T00:00:00Z");
        correct("Ben", "a", 6, "2026-01-02T00:00:00Z");
        labels("Ada", new int[] {1, 1, 0, 0, 2, 0}, "glioma", "glioma");
        labels("Ben", new int[] {7, 7, 7, 0, 2, 0}, "glioma", "meningioma");
        CohortReview ada = CohortReview.open(results, "Ada");
        CohortReview ben = CohortReview.open(results, "Ben");
        say(ada, "b", Verdict.REJECTED);
        say(ben, "b", Verdict.FLAGGED);
        say(ada, "c", Verdict.REJECTED);
        ReviewTables.write(ada);
        List<Map<String, String>> cases = CsvTable.read(results.resolve("review/agreement.csv"));
        assertThat(cases).hasSize(2);
        assertThat(Double.parseDouble(cases.get(0).get("dice"))).isEqualTo(6 / 7.0, within(1e-6));
        assertThat(cases.get(0)).containsEntry("matched_lesions", "2").containsEntry("same_class", "1");
        assertThat(cases.get(1))
                .containsEntry("verdict_a", "rejected")
                .containsEntry("verdict_b", "flagged")
                .containsEntry("dice", "");
        assertThat(CsvTable.read(results.resolve("review/agreement_summary.csv"))
                        .get(0))
                .containsEntry("cases", "2")
                .containsEntry("kappa_verdicts", "0.3333333")
                .containsEntry("kappa_classes", "0");
        assertThat(results.resolve("review/report.html")).content().contains("Agreement of reviewers", "Ada, Ben");
    }

    /** Of c the labels are DICOM only: its Dice is unknown, and the mean says that it is without it. */
    @Test
    void theMeanDiceSaysOfHowManyCases() throws Exception {
        for (String name : List.of("a", "c")) {
            correct("Ada", name, 4, "2026-01-01T00:00:00Z");
            correct("Ben", name, 6, "2026-01-02T00:00:00Z");
        }
        labels("Ada", new int[] {1, 1, 0, 0, 2, 0}, "glioma", "glioma");
        labels("Ben", new int[] {7, 7, 7, 0, 2, 0}, "glioma", "meningioma");
        for (String reviewer : List.of("Ada", "Ben")) {
            Path folder = results.resolve("review").resolve(reviewer).resolve("a");
            LabelMap map = VolumeFiles.readLabels(folder.resolve("labels.png"));
            NrrdWriter.writeLabels(folder.resolve("labels.nrrd"), map, Map.of());
            Files.delete(folder.resolve("labels.png"));
        }
        CohortReview review = CohortReview.open(results, "Ada");
        ReviewTables.write(review);
        Map<String, String> row =
                CsvTable.read(results.resolve("review/agreement_summary.csv")).get(0);
        assertThat(row).containsEntry("cases", "2").containsEntry("cases_with_dice", "1");
        assertThat(Double.parseDouble(row.get("mean_dice"))).isEqualTo(6 / 7.0, within(1e-6));
    }

    private void labels(String reviewer, int[] numbers, String first, String second) throws IOException {
        Path folder = results.resolve("review").resolve(reviewer).resolve("a");
        LabelMap map = LabelMap.allocate(VolumeGeometry.uncalibrated(numbers.length, 1));
        Cursor<UnsignedShortType> voxel = Views.flatIterable(map.voxels()).cursor();
        for (int number : numbers) {
            voxel.next().set(number);
        }
        PlanarImages.writeLabels(folder.resolve("labels.png"), map);
        Files.writeString(
                folder.resolve("lesions.csv"),
                "case,label,class,voxels\na," + numbers[0] + "," + first + ",2\na,2," + second + ",1\n");
    }

    @Test
    void aCorrectedCaseWhoseResultsAreGoneIsNotTakenForThePredictedOne() throws Exception {
        correct("Ada", "a", 4, "2026-01-01T00:00:00Z");
        Files.delete(results.resolve("review/Ada/a/analysis.json"));
        CohortReview review = CohortReview.open(results, "Ada");
        assertThatThrownBy(() -> ReviewTables.write(review))
                .hasMessageContaining("corrected results of the case a were accepted but");
    }
}
