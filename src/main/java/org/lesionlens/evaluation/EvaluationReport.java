package org.lesionlens.evaluation;

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
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lesionlens.draw.Figure;
import org.lesionlens.draw.Html;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.metric.EmptyCases;
import org.lesionlens.pipeline.SoftwareVersion;

/**
 * A page to look an evaluation over ({@value #FILE}), and its charts as SVG in the folder {@value #FIGURES} beside it.
 *
 * <p>The page needs nothing but itself. Of patients it says the names of cases and the words of the column that groups them.
 */
public final class EvaluationReport {
    public static final String FILE = "report.html";
    public static final String FIGURES = "report-figures";

    /** What the page begins with. */
    public static final String BEGINNING = "<!DOCTYPE html>\n<!-- lesionlens evaluate -->\n";

    /** As the page says it. */
    private static final Pattern LINK = Pattern.compile(Pattern.quote(FIGURES) + "/([a-z0-9-]+[.]svg)\"");

    /** Of so many kinds of lesions charts are drawn: more would make the page slow. */
    private static final int MOST_KINDS = 8;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final Evaluation evaluation;
    private final Setup setup;
    private final List<ReportFigures.Shown> figures = new ArrayList<>();

    private EvaluationReport(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.setup = evaluation.setup();
    }

    /**
     * Writes the page and its charts into a folder, which is created.
     *
     * @param told is told what takes a while, a sentence each
     */
    public static void write(Path folder, Evaluation evaluation, Consumer<String> told) throws IOException {
        EvaluationReport report = new EvaluationReport(evaluation);
        String page = report.page(WorstCases.of(evaluation, told));
        deleteCharts(folder);
        for (ReportFigures.Shown shown : report.figures) {
            shown.figure().write(folder.resolve(FIGURES));
        }
        AtomicFile.write(folder.resolve(FILE), out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
    }

    /** Those of an earlier page, which is about to be replaced. */
    private static void deleteCharts(Path folder) throws IOException {
        Path earlier = folder.resolve(FILE);
        if (Files.isRegularFile(earlier)) {
            Matcher link = LINK.matcher(new String(Files.readAllBytes(earlier), StandardCharsets.ISO_8859_1));
            while (link.find()) {
                Files.deleteIfExists(folder.resolve(FIGURES).resolve(link.group(1)));
            }
        }
    }

    private String page(WorstCases worst) throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("title", Html.escape(setup.predictions() + " against " + setup.references()));
        parts.put("written", LocalDateTime.now().format(TIME));
        parts.put("tiles", tiles());
        parts.put("settings", settings());
        parts.put("refused", refused());
        parts.put("notes", notes());
        parts.put("summaries", summaries());
        parts.put("named", Integer.toString(Figure.MOST_NAMED));
        parts.put("figures", figures());
        parts.put("classes", classes());
        parts.put("comparison", comparison());
        parts.put("worst", worst.html());
        CaseRows rows = new CaseRows(evaluation);
        parts.put("kinds", rows.kindOptions());
        parts.put("columns", rows.columns());
        parts.put("rows", rows.rows());
        parts.put("definitions", ReportTables.definitions(evaluation));
        return Html.fill(Html.template(EvaluationReport.class, FILE), parts);
    }

    private String tiles() {
        long missing = evaluation.cases().stream()
                .filter(each -> each.pair().prediction().isEmpty())
                .count();
        return tile("cases compared", evaluation.cases().size(), "")
                + (setup.byPatient() ? tile("patients", setup.groups(), "") : "")
                + tile(
                        "not compared",
                        evaluation.refused().size(),
                        evaluation.refused().isEmpty() ? "" : " bad")
                + (missing > 0 ? tile("without a prediction", missing, " bad") : "")
                + (setup.kinds().isEmpty() ? emptyTiles() : "");
    }

    private String emptyTiles() {
        EmptyCases empty = EmptyCases.of(evaluation.agreements(""));
        return tile("reference and prediction empty", empty.both(), "")
                + tile("only the reference empty", empty.referenceOnly(), "")
                + tile("only the prediction empty", empty.predictionOnly(), "");
    }

    private static String tile(String what, long count, String kind) {
        return "<div class=\"tile" + kind + "\"><b>" + count + "</b>" + what + "</div>\n";
    }

    private String settings() {
        Map<String, String> terms = new LinkedHashMap<>();
        terms.put("Predictions", setup.predictions());
        terms.put("References", setup.references());
        evaluation.comparison().ifPresent(other -> terms.put("Compared with", other.second()));
        terms.put("Intervals", ReportTables.intervals(setup));
        double least = setup.how().minimumLesion();
        terms.put(
                "Smallest lesion",
                least == 0 ? "one voxel" : plain(least) + " mm3 (mm2 of a single slice, pixels if not calibrated)");
        terms.put(
                "Tolerances",
                setup.how().tolerances().stream().map(EvaluationReport::plain).collect(Collectors.joining(", "))
                        + " mm (pixels if not calibrated)");
        setup.how().hit().ifPresent(rule -> terms.put("Hit of a box", rule.words() + " (" + rule.text() + ")"));
        if (!setup.kinds().isEmpty()) {
            terms.put(
                    "Kinds of lesions",
                    setup.kinds().stream()
                            .map(kind -> kind.value() + " = " + kind.name())
                            .collect(Collectors.joining(", ")));
        }
        terms.put("Software", "LesionLens " + SoftwareVersion.text());
        return terms.entrySet().stream()
                .map(term -> "<dt>" + term.getKey() + "</dt><dd>" + Html.escape(term.getValue()) + "</dd>\n")
                .collect(Collectors.joining());
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private String refused() {
        return evaluation.refused().isEmpty()
                ? ""
                : evaluation.refused().stream()
                        .map(each -> "<tr><td>" + Html.escape(each.name()) + "</td><td>"
                                + Html.escape(ReportText.why(each)) + "</td></tr>\n")
                        .collect(Collectors.joining(
                                "",
                                "<h2>Not compared</h2>\n<p>In none of the figures below.</p>\n<table><thead><tr><th>Case</th>"
                                        + "<th>Why</th></tr></thead><tbody>\n",
                                "</tbody></table>\n"));
    }

    private String notes() {
        return evaluation.notes().isEmpty()
                ? ""
                : evaluation.notes().stream()
                        .map(note -> "<li>" + Html.escape(note) + "</li>\n")
                        .collect(Collectors.joining("", "<h2>To be known</h2>\n<ul>\n", "</ul>\n"));
    }

    private String summaries() {
        return evaluation.summaries().stream()
                .map(each -> (each.label().isEmpty() ? "" : "<h3>" + Html.escape(each.label()) + "</h3>\n")
                        + ReportTables.summary(each))
                .collect(Collectors.joining());
    }

    private String figures() {
        StringBuilder html = new StringBuilder();
        List<String> labels = evaluation.cases().isEmpty() ? List.of() : setup.labels();
        for (String label : labels.subList(0, Math.min(MOST_KINDS, labels.size()))) {
            html.append(label.isEmpty() ? "" : "<h3>" + Html.escape(label) + "</h3>\n")
                    .append(shown(new ReportFigures(evaluation, label).all()));
        }
        if (labels.size() > MOST_KINDS) {
            html.append("<p>Charts are drawn of the first ")
                    .append(MOST_KINDS)
                    .append(" kinds of lesions only; the tables have all.</p>\n");
        }
        return html.toString();
    }

    private String classes() {
        return evaluation
                .classes()
                .map(classes -> "<h2>Classes</h2>\n" + ReportTables.classes(classes, evaluation.answers())
                        + shown(ClassFigureCharts.of(evaluation, classes)))
                .orElse("");
    }

    private String comparison() {
        return evaluation
                .comparison()
                .map(two -> "<h2>" + Html.escape(two.second() + " less " + two.first()) + "</h2>\n"
                        + ReportTables.comparison(two) + shown(DifferenceCharts.of(two)))
                .orElse("");
    }

    /** Charts side by side, each to be saved. */
    private String shown(List<ReportFigures.Shown> some) {
        figures.addAll(some);
        return some.stream()
                .map(each -> "<figure>" + each.figure().inline() + "<figcaption>" + Html.escape(each.caption())
                        + " <a class=\"save\" download=\"" + each.figure().file() + "\" href=\""
                        + Html.link(FIGURES + "/" + each.figure().file()) + "\">SVG</a></figcaption></figure>\n")
                .collect(Collectors.joining("", "<div class=\"charts\">\n", "</div>\n"));
    }
}
