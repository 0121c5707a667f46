package org.lesionlens.cohort;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.FindingKind;
import org.lesionlens.cases.Provenance;
import org.lesionlens.cases.RunFiles;
import org.lesionlens.draw.BarChart;
import org.lesionlens.draw.Html;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.pipeline.SoftwareVersion;
import org.lesionlens.review.Corrections;
import org.lesionlens.review.ReviewedCase;
import org.lesionlens.review.ReviewedCase.Standing;
import org.lesionlens.review.ReviewedCohort;

/**
 * A page to look a cohort over ({@value RunFiles#REPORT}): sums, failures first, distributions, all cases with a small picture.
 *
 * <p>It needs nothing but itself and, for the large pictures, the folders of the cases beside it. Of patients it says the
 * names of the cases, groups and dates.
 *
 * @param output the folder of results
 * @param kind what was looked for
 * @param thumbnails by the name of the case, see {@link Thumbnails}
 * @param review of a page after a review, which lies in its folder; empty of one of predictions
 */
record CohortReport(
        Path output,
        FindingKind kind,
        List<CaseOutcome> outcomes,
        Map<String, String> thumbnails,
        Optional<Review> review) {
    /** Stands where a page of predictions gets its {@link #LINK} once there is a review. */
    static final String NO_LINK = "<p id=\"review\"></p>";

    static final String LINK = "<p id=\"review\">These are predictions. What reviewers made of them: <a href=\""
            + Html.link(RunFiles.REVIEW + "/" + RunFiles.REPORT) + "\">" + RunFiles.REVIEW + "/" + RunFiles.REPORT
            + "</a>.</p>";

    /**
     * What a review says.
     *
     * @param whose verdicts count, see {@link ReviewedCohort}
     * @param cases by name
     * @param agreement of several reviewers, HTML; empty of one
     */
    record Review(String whose, Map<String, ReviewedCase> cases, String agreement) {}

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final List<String> OF_REGIONS =
            List.of("Lesions", "Volume (ml)", "Largest diameter (mm)", "Dice", "Seconds");
    private static final List<String> OF_BOXES = List.of("Boxes", "Best score", "Seconds");
    private static final List<String> CHANGES = List.of("Voxels added", "Voxels removed", "Dice with prediction");

    void write() throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("written", LocalDateTime.now().format(TIME));
        parts.put("review", review.map(CohortReport::words).orElseGet(this::link));
        parts.put("tiles", tiles());
        parts.put("provenance", provenance());
        parts.put("failures", review.map(Review::agreement).orElse("") + failures() + comparisons());
        parts.put("warnings", warnings());
        parts.put("charts", charts());
        parts.put("states", options(this::state));
        parts.put("classes", options(CaseOutcome::mainClass));
        parts.put("columns", columns());
        parts.put("rows", rows());
        String page = Html.fill(Html.template(CohortReport.class, RunFiles.REPORT), parts);
        AtomicFile.write(folder().resolve(RunFiles.REPORT), out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
    }

    private Path folder() {
        return review.isPresent() ? output.resolve(RunFiles.REVIEW) : output;
    }

    private String link() {
        return Files.exists(output.resolve(RunFiles.REVIEW).resolve(RunFiles.REPORT)) ? LINK : NO_LINK;
    }

    private static String words(Review review) {
        return "<p>After review: the figures are the corrected ones where a reviewer corrected them, and there are none where he"
                + " rejected the case. "
                + (review.whose().equals(ReviewedCohort.LATEST)
                        ? "Of several reviewers the one counts who spoke last."
                        : "The verdicts are those of " + Html.escape(review.whose()) + ".")
                + "</p>";
    }

    /** What a case is: done or failed, or after a review what its figures are. */
    private String state(CaseOutcome outcome) {
        return reviewed(outcome)
                .map(item -> item.standing().toString())
                .filter(standing -> !standing.isEmpty())
                .orElseGet(outcome::state);
    }

    private Optional<ReviewedCase> reviewed(CaseOutcome outcome) {
        return review.map(said -> said.cases().get(outcome.name()));
    }

    private long count(Standing standing) {
        return outcomes.stream()
                .flatMap(outcome -> reviewed(outcome).stream())
                .filter(item -> item.standing() == standing)
                .count();
    }

    private String tiles() {
        List<CaseOutcome> done = done();
        long failed = outcomes.stream().filter(CaseOutcome::isFailed).count();
        long rejected = count(Standing.REJECTED);
        long pending = outcomes.size() - done.size() - failed - rejected;
        return tile("cases", outcomes.size(), "")
                + tile("done", done.size(), "")
                + tile("failed", failed, failed > 0 ? " bad" : "")
                + (pending > 0 ? tile("not yet done", pending, "") : "")
                + (review.isEmpty()
                        ? ""
                        : tile("accepted as predicted", count(Standing.ACCEPTED), "")
                                + tile("corrected", count(Standing.CORRECTED), "")
                                + tile("rejected", rejected, rejected > 0 ? " bad" : "")
                                + tile("flagged", count(Standing.FLAGGED), "")
                                + tile("not judged", count(Standing.PREDICTED), ""))
                + tile(
                        kind.several(),
                        done.stream()
                                .mapToLong(outcome -> outcome.findings().size())
                                .sum(),
                        "")
                + tile(
                        "without " + kind.one(),
                        done.stream()
                                .filter(outcome -> outcome.findings().isEmpty())
                                .count(),
                        "");
    }

    private static String tile(String what, long count, String kind) {
        return "<div class=\"tile" + kind + "\"><b>" + count + "</b>" + what + "</div>\n";
    }

    private List<CaseOutcome> done() {
        return outcomes.stream().filter(CaseOutcome::isDone).toList();
    }

    private String provenance() {
        return term(
                        "Models",
                        attempt -> attempt.from().models().entrySet().stream()
                                .map(model -> model.getKey() + " (" + model.getValue() + ")"))
                + term(
                        "Settings",
                        attempt -> Stream.of(attempt.from().settings().entrySet().stream()
                                .filter(setting -> !Provenance.PARTS.contains(setting.getKey()))
                                .map(setting -> setting.getKey() + " " + setting.getValue())
                                .collect(Collectors.joining(", "))))
                + term("Device", attempt -> Stream.of(attempt.device()))
                + "<dt>Software</dt><dd>LesionLens " + Html.escape(SoftwareVersion.text()) + "</dd>";
    }

    private String term(String name, Function<Attempt, Stream<String>> texts) {
        String values = outcomes.stream()
                .flatMap(outcome -> outcome.last().stream())
                .flatMap(texts)
                .distinct()
                .map(Html::escape)
                .collect(Collectors.joining("<br>"));
        return "<dt>" + name + "</dt><dd>" + values + "</dd>\n";
    }

    private String failures() {
        List<CaseOutcome> failed =
                outcomes.stream().filter(CaseOutcome::isFailed).toList();
        if (failed.isEmpty()) {
            return "";
        }
        return failed.stream()
                .map(outcome -> "<tr><td>" + Html.escape(outcome.name()) + "</td><td>"
                        + outcome.errorClass().replace('_', ' ') + "</td><td>" + Html.escape(outcome.error())
                        + "</td></tr>\n")
                .collect(Collectors.joining(
                        "",
                        "<h2>Failed</h2>\n<table><thead><tr><th>Case</th><th>Kind</th><th>What happened</th></tr>"
                                + "</thead><tbody>\n",
                        "</tbody></table>"));
    }

    /** Each warning once, with the cases that it is about. */
    private String warnings() {
        Map<String, List<String>> cases = new TreeMap<>();
        for (CaseOutcome outcome : outcomes) {
            for (String warning : outcome.warnings()) {
                cases.computeIfAbsent(warning, first -> new ArrayList<>()).add(outcome.name());
            }
        }
        return cases.entrySet().stream()
                .map(warning -> "<tr><td>" + Html.escape(warning.getKey()) + "</td><td>"
                        + Html.escape(String.join(", ", warning.getValue())) + "</td></tr>\n")
                .reduce(String::concat)
                .map(rows -> "<h2>Read with a warning</h2>\n<table><thead><tr><th>Warning</th><th>Cases</th></tr>"
                        + "</thead><tbody>\n" + rows + "</tbody></table>")
                .orElse("");
    }

    /** What is to be known of the comparisons with references, and which were refused. */
    private String comparisons() {
        List<CaseOutcome> noted =
                outcomes.stream().filter(outcome -> !outcome.note().isEmpty()).toList();
        return noted.isEmpty()
                ? ""
                : noted.stream()
                        .map(outcome -> "<tr><td>" + Html.escape(outcome.name()) + "</td><td>"
                                + Html.escape(outcome.note()) + "</td></tr>\n")
                        .collect(Collectors.joining(
                                "",
                                "<h2>References</h2>\n<table><thead><tr><th>Case</th><th>Note</th></tr></thead><tbody>\n",
                                "</tbody></table>"));
    }

    private String charts() {
        List<CaseOutcome> done = done();
        List<Double> volumes = new ArrayList<>();
        List<Double> dices = new ArrayList<>();
        Map<String, Long> counts = new LinkedHashMap<>();
        Stream.of("0", "1", "2", "3", "4", "5+").forEach(label -> counts.put(label, 0L));
        Map<String, Long> classes = new TreeMap<>();
        for (CaseOutcome outcome : done) {
            outcome.totalVolumeMl()
                    .map(BigDecimal::doubleValue)
                    .filter(ml -> ml > 0)
                    .ifPresent(volumes::add);
            outcome.last().map(Attempt::dice).ifPresent(dices::add);
            counts.merge(outcome.findings().size() < 5 ? "" + outcome.findings().size() : "5+", 1L, Long::sum);
            String main = outcome.findings().isEmpty() ? "no " + kind.one() : outcome.mainClass();
            classes.merge(main.isEmpty() ? "unknown" : main, 1L, Long::sum);
        }
        return (volumes.isEmpty()
                        ? ""
                        : BarChart.histogram("Cases by total volume (ml)", volumes, 1, 5, 10, 20, 50, 100)
                                .html())
                + new BarChart("Cases by number of " + kind.several(), counts).html()
                + new BarChart(
                                "Cases by class (" + (kind == FindingKind.BOXES ? "surest box" : "largest lesion")
                                        + ")",
                                classes)
                        .html()
                + (dices.isEmpty()
                        ? ""
                        : BarChart.histogram("Cases by Dice", dices, 0.5, 0.6, 0.7, 0.8, 0.9)
                                .html());
    }

    private String options(Function<CaseOutcome, String> value) {
        return outcomes.stream()
                .map(value)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .map(text -> "<option>" + Html.escape(text) + "</option>")
                .collect(Collectors.joining());
    }

    private List<String> numbers() {
        return kind == FindingKind.BOXES ? OF_BOXES : OF_REGIONS;
    }

    private String columns() {
        Stream<String> ofReview =
                review.isEmpty() ? Stream.of() : Stream.concat(CHANGES.stream(), Stream.of("Reviewer", "Comment"));
        return Stream.of(Stream.of("Case", "Group", "Date", "State", "Class"), numbers().stream(), ofReview)
                .flatMap(names -> names)
                .map(name -> "<th" + (numbers().contains(name) || CHANGES.contains(name) ? " class=\"number\"" : "")
                        + "><button type=\"button\">" + name + "</button></th>")
                .collect(Collectors.joining());
    }

    private String rows() {
        return outcomes.stream().map(this::row).collect(Collectors.joining("\n"));
    }

    private String row(CaseOutcome outcome) {
        Case item = outcome.item();
        Case.About about = item.about();
        String texts = Stream.of(item.name(), about.group(), about.date(), state(outcome), outcome.mainClass())
                .map(text -> "<td" + (text.equals(Attempt.FAILED) ? " class=\"failed\"" : "") + ">" + Html.escape(text)
                        + "</td>")
                .collect(Collectors.joining());
        return "<tr data-state=\"" + state(outcome) + "\" data-class=\"" + Html.escape(outcome.mainClass())
                + "\" data-text=\"" + Html.escape(item.name() + " " + about.group() + " " + about.date()) + "\"><td>"
                + (outcome.isDone() ? picture(outcome) : "") + "</td>" + texts
                + number(
                        outcome.isDone()
                                ? Optional.of((double) outcome.findings().size())
                                : Optional.empty(),
                        0)
                + (kind == FindingKind.BOXES
                        ? number(outcome.bestScore().map(BigDecimal::doubleValue), 2)
                        : number(outcome.totalVolumeMl().map(BigDecimal::doubleValue), 2)
                                + number(outcome.largestDiameterMm().map(BigDecimal::doubleValue), 1)
                                + number(outcome.last().map(Attempt::dice), 3))
                + number(outcome.last().map(Attempt::seconds), 1)
                + reviewed(outcome).map(CohortReport::changes).orElse("")
                + "</tr>";
    }

    private static String changes(ReviewedCase item) {
        Optional<Corrections> made = item.corrections();
        return number(made.map(corrections -> (double) corrections.voxelsAdded()), 0)
                + number(made.map(corrections -> (double) corrections.voxelsRemoved()), 0)
                + number(made.map(Corrections::dice), 3)
                + "<td>" + Html.escape(item.reviewer()) + "</td><td>" + Html.escape(item.comment()) + "</td>";
    }

    private static String number(Optional<Double> number, int decimals) {
        return number.map(n -> "<td class=\"number\" data-value=\"" + CsvTable.number(n) + "\">"
                        + String.format(Locale.ROOT, "%." + decimals + "f", n) + "</td>")
                .orElse("<td class=\"number\"></td>");
    }

    private String picture(CaseOutcome outcome) {
        String jpeg = thumbnails.get(outcome.name());
        Path large = output.resolve(reviewed(outcome).map(ReviewedCase::folder).orElse(Path.of(outcome.name())))
                .resolve(OverviewPicture.FILE);
        String from = folder().relativize(large).toString().replace('\\', '/');
        return "<a href=\"" + Html.link(from) + "\">"
                + (jpeg == null ? "overview" : "<img alt=\"overview\" src=\"data:image/jpeg;base64," + jpeg + "\">")
                + "</a>";
    }
}
