package org.lesionlens.cohort;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.CaseRecord;
import org.lesionlens.cases.FindingKind;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.cases.Sureness;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.draw.Thumbnail;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Row;
import org.lesionlens.io.table.Table;
import org.lesionlens.review.CohortReview;
import org.lesionlens.review.Corrections;
import org.lesionlens.review.ReviewedCase;
import org.lesionlens.review.ReviewedCase.Standing;
import org.lesionlens.review.ReviewedCohort;

/**
 * The tables and the page of a cohort after its review, in the folder {@value RunFiles#REVIEW} of the results: the columns of the
 * predicted ones, and behind them what the figures are and who said so. Of the results themselves only the page gets a link.
 */
public final class ReviewTables {
    private static final String RESULT = "result";
    private static final String REVIEWER = "reviewer";

    /** What a case's row has behind those of the prediction. */
    private static final List<Column<ReviewedCase>> REVIEW = List.of(
            Column.text(RESULT, item -> item.standing().toString()),
            Column.text(REVIEWER, ReviewedCase::reviewer),
            Column.exact(
                    "voxels_added",
                    "",
                    item -> item.corrections().map(Corrections::voxelsAdded).map(BigDecimal::valueOf)),
            Column.exact(
                    "voxels_removed",
                    "",
                    item -> item.corrections().map(Corrections::voxelsRemoved).map(BigDecimal::valueOf)),
            Column.number(
                    "dice_with_prediction",
                    "",
                    item -> item.corrections().map(Corrections::dice).orElse(Double.NaN)));

    /** Figures of a case, which those of its corrected results take the place of. */
    private static final List<Column<CaseOutcome>> FIGURES = List.of(
            Column.count("lesions", outcome -> outcome.findings().size()),
            Column.exact("total_volume_ml", "ml", CaseOutcome::totalVolumeMl),
            Column.exact("largest_diameter_mm", "mm", CaseOutcome::largestDiameterMm),
            Column.text("class", CaseOutcome::mainClass),
            Column.text("dice", outcome -> ""));

    private static final List<String> FILES = List.of(
            RunFiles.CASES,
            LesionsCsv.FILE,
            ReviewerAgreement.CASES,
            ReviewerAgreement.SUMMARY,
            RunFiles.REPORT,
            TablesStamp.FILE);

    private final ReviewedCohort cohort;
    private final ReviewerAgreement agreement;
    private final Map<String, Attempt> attempts;

    private ReviewTables(ReviewedCohort cohort, ReviewerAgreement agreement) throws IOException {
        this.cohort = cohort;
        this.agreement = agreement;
        this.attempts = Journal.lastAttempts(cohort.results());
    }

    /**
     * Writes them as the review stands now, with the verdicts that {@linkplain CohortReview#whose count}; one window or machine at
     * a time, so that the last ones know of all that was said.
     */
    public static void write(CohortReview review) throws IOException {
        try (Closeable turn = review.turn()) {
            TablesStamp stamp = TablesStamp.of(review); // first: what is said from now on is not certain to be in them
            TablesStamp.remove(review.results());
            for (String file : FILES) {
                AtomicFile.removeLeftovers(
                        review.results().resolve(RunFiles.REVIEW).resolve(file));
            }
            new ReviewTables(ReviewedCohort.read(review, review.whose()), ReviewerAgreement.of(review)).write();
            stamp.write(review.results());
        }
    }

    /**
     * Whether they are others than what was said would give, or not whole, as after a process that ended without a last word.
     * Where nothing was said none are needed.
     */
    public static boolean areStale(CohortReview review) throws IOException {
        Path written = review.results().resolve(RunFiles.REVIEW).resolve(RunFiles.CASES);
        boolean areNeeded = Files.exists(written) || !review.judgements().isEmpty();
        return areNeeded && !TablesStamp.of(review).isOn(review.results());
    }

    /** The small pictures of predicted cases, as JPEG in base 64, by the names of the cases; as far as a run has kept them. */
    public static Map<String, String> pictures(CohortReview review) throws IOException {
        return Thumbnails.kept(review.results());
    }

    private void write() throws IOException {
        Path folder = cohort.results().resolve(RunFiles.REVIEW);
        writeCases(folder.resolve(RunFiles.CASES));
        writeLesions(folder.resolve(LesionsCsv.FILE));
        agreement.write(cohort.results());
        Map<String, ReviewedCase> cases = new LinkedHashMap<>();
        cohort.cases().forEach(item -> cases.put(item.name(), item));
        new CohortReport(
                        cohort.results(),
                        FindingKind.REGIONS,
                        cohort.cases().stream().map(this::outcome).toList(),
                        thumbnails(),
                        Optional.of(new CohortReport.Review(cohort.whose(), cases, agreement.html())))
                .write();
        link(cohort.results());
    }

    private void writeCases(Path file) throws IOException {
        List<Column<ReviewedCase>> columns = new ArrayList<>();
        for (String name : CohortTables.header()) {
            columns.add(Column.text(name, item -> field(item, name)));
        }
        Map<String, Sureness> sureness = sureness();
        new Table<>(columns)
                .and(REVIEW)
                .and(List.of(
                        Column.number(
                                Sureness.THRESHOLDS,
                                "",
                                item -> sureness.get(item.name()).thresholds().orElse(Double.NaN)),
                        Column.number(
                                Sureness.MIRRORS,
                                "nat",
                                item -> sureness.get(item.name()).mirrors().orElse(Double.NaN))))
                .write(file, cohort.cases());
    }

    /** Of the predictions, whatever became of them. */
    private Map<String, Sureness> sureness() throws IOException {
        Map<String, Sureness> sureness = new LinkedHashMap<>();
        for (ReviewedCase item : cohort.cases()) {
            Path predicted = cohort.results().resolve(item.name());
            boolean isThere = Files.exists(predicted.resolve(CaseFolder.SIDECAR));
            sureness.put(item.name(), isThere ? Sureness.read(predicted) : Sureness.UNKNOWN);
        }
        return sureness;
    }

    private String field(ReviewedCase item, String name) {
        Optional<Column<CaseOutcome>> figure =
                FIGURES.stream().filter(column -> column.name().equals(name)).findFirst();
        if (figure.isPresent() && item.standing() == Standing.REJECTED) {
            return "";
        }
        return figure.isPresent() && item.standing() == Standing.CORRECTED
                ? text(figure.get().cell().apply(outcome(item)))
                : item.fields().getOrDefault(name, "");
    }

    private static String text(Object cell) {
        return cell instanceof BigDecimal number ? number.toPlainString() : cell.toString();
    }

    /** Those of cases that were rejected are left out. */
    private void writeLesions(Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (ReviewedCase item : cohort.cases()) {
            for (Row lesion : item.standing() == Standing.REJECTED
                    ? List.<Row>of()
                    : item.found().rows()) {
                Map<String, Object> cells = new LinkedHashMap<>(lesion.cells());
                cells.put(RESULT, item.standing().toString());
                cells.put(REVIEWER, item.reviewer());
                rows.add(new Row(cells));
            }
        }
        LesionsCsv.TABLE
                .and(List.of(Column.text(RESULT, lesion -> ""), Column.text(REVIEWER, lesion -> "")))
                .writeRows(file, rows);
    }

    /** As the page has it; a case that was rejected has no figures. */
    private CaseOutcome outcome(ReviewedCase item) {
        Case.About about = new Case.About(
                Optional.empty(),
                item.fields().getOrDefault("group", ""),
                item.fields().getOrDefault("date", ""));
        Case named = new Case(item.name(), List.of(), about);
        boolean counts = item.standing() != Standing.REJECTED;
        Optional<Attempt> last = Optional.ofNullable(attempts.get(item.name())).filter(attempt -> counts);
        return new CaseOutcome(named, last, counts ? item.found() : CaseRecord.NONE, false);
    }

    /** Puts the link into the page of the prediction, if there is one; nothing else of it is changed. */
    private static void link(Path results) throws IOException {
        Path page = results.resolve(RunFiles.REPORT);
        if (!Files.exists(page)) {
            return;
        }
        String text = Files.readString(page);
        String linked = text.replace(CohortReport.NO_LINK, CohortReport.LINK);
        if (!linked.equals(text)) {
            AtomicFile.write(page, out -> out.write(linked.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Those of the run, and of what was corrected. */
    private Map<String, String> thumbnails() throws IOException {
        Map<String, String> pictures = new LinkedHashMap<>(Thumbnails.kept(cohort.results()));
        for (ReviewedCase item : cohort.cases()) {
            if (item.standing() == Standing.CORRECTED) {
                Path large = cohort.results().resolve(item.folder()).resolve(OverviewPicture.FILE);
                pictures.remove(item.name());
                Thumbnail.of(large).ifPresent(jpeg -> pictures.put(item.name(), jpeg));
            }
        }
        return pictures;
    }
}
