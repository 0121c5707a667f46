package org.lesionlens.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.draw.Html;
import org.lesionlens.metric.Bootstrap;
import org.lesionlens.metric.ClassAnswer;
import org.lesionlens.metric.ClassMetric;
import org.lesionlens.metric.ClassMetrics;
import org.lesionlens.metric.EmptyCases;
import org.lesionlens.metric.Metric;
import org.lesionlens.metric.Metrics;
import org.lesionlens.metric.PairedComparison;
import org.lesionlens.metric.SummarisedMetric;

/** The tables of figures in the page. */
final class ReportTables {
    private ReportTables() {}

    /** How the intervals came to be, in words. */
    static String intervals(Setup setup) {
        Bootstrap bootstrap = setup.bootstrap();
        String of = Math.round(100 * bootstrap.level()) + " %, bootstrap by "
                + (setup.byPatient()
                        ? "patient (" + setup.groups() + " patients)"
                        : "case, since no table says whose the cases are (--cases)");
        return setup.groups() > 1
                ? of + ", " + bootstrap.draws() + " draws, seed " + bootstrap.seed()
                : "none: there is one " + (setup.byPatient() ? "patient" : "case") + " only";
    }

    static String summary(LabelledSummary of) {
        boolean mean = of.label().equals(LabelledSummary.MEAN);
        EmptyCases empty = of.summary().empty();
        String head = mean
                ? "<p>Mean over the kinds of lesions.</p>\n"
                : "<p>" + of.summary().cases() + " cases; reference and prediction are empty in " + empty.both()
                        + ", the reference alone in " + empty.referenceOnly() + ", the prediction alone in "
                        + empty.predictionOnly() + ".</p>\n";
        return head
                + table(
                        List.of(
                                "Figure",
                                "#Cases",
                                "#Mean of the cases",
                                "#Median",
                                "#All cases together",
                                "#Mean, empty ones replaced"),
                        of.summary().metrics().stream()
                                .filter(ReportTables::isDefined)
                                .map(ReportTables::row))
                + undefined(
                        of.summary().metrics().stream()
                                .filter(each -> !isDefined(each))
                                .toList(),
                        SummarisedMetric::reason,
                        each -> name(each.label(), each.unit()));
    }

    private static boolean isDefined(SummarisedMetric each) {
        return each.mean().defined()
                || each.pooled().defined()
                || each.replacedMean().defined();
    }

    /** Those that are not defined, by their reason. */
    private static <T> String undefined(List<T> some, Function<T, String> reason, Function<T, String> name) {
        Map<String, List<String>> byReason = some.stream()
                .filter(each -> !reason.apply(each).isEmpty())
                .collect(Collectors.groupingBy(
                        reason, LinkedHashMap::new, Collectors.mapping(name, Collectors.toList())));
        return byReason.entrySet().stream()
                .map(each -> "<p>Not defined, since " + Html.escape(each.getKey()) + ": "
                        + Html.escape(String.join(", ", each.getValue())) + ".</p>\n")
                .collect(Collectors.joining());
    }

    private static List<String> row(SummarisedMetric each) {
        return List.of(
                name(each.label(), each.unit()) + (each.sizes().isEmpty() ? "" : " (" + each.sizes() + ")"),
                each.metric().ofCase().isPresent() ? Integer.toString(each.cases()) : "",
                ReportText.interval(each.mean()),
                ReportText.interval(each.median()),
                ReportText.interval(each.pooled()),
                ReportText.interval(each.replacedMean()));
    }

    /** With its unit. */
    static String name(Metric metric, Evaluation evaluation) {
        return name(metric.label(evaluation.agreements()), metric.unit(evaluation.agreements()));
    }

    private static String name(String label, String unit) {
        return label + (unit.isEmpty() ? "" : " (" + unit + ")");
    }

    private static String notes(List<String> notes) {
        return notes.isEmpty()
                ? ""
                : notes.stream()
                        .map(note -> "<li>" + Html.escape(note) + "</li>")
                        .collect(Collectors.joining("", "<ul>", "</ul>\n"));
    }

    static String classes(ClassResults classes, List<ClassAnswer> answers) {
        return notes(classes.notes())
                + table(
                        List.of("Figure", "#Cases", "#All cases together"),
                        classes.figures().stream()
                                .map(row -> List.of(
                                        row.metric().label(),
                                        Integer.toString(row.metric().cases(answers)),
                                        row.value().defined()
                                                ? ReportText.interval(row.value())
                                                : "none: " + row.metric().undefined(answers))));
    }

    static String comparison(FolderComparison two) {
        String left = two.left().isEmpty() ? "" : " Left out: " + Html.escape(String.join(", ", two.left())) + ".";
        return "<p>" + two.cases().size() + " cases that both have." + left
                + " Of errors with a sign the sizes are compared. p by Wilcoxon's signed-rank test, without zeros"
                + (two.agreements().size() > 1
                        ? "; of the mean over the kinds a patient or case has the mean of its kinds.</p>\n"
                        : ".</p>\n")
                + notes(two.notes())
                + table(
                        List.of(
                                "Figure",
                                "#Cases",
                                "#" + two.first(),
                                "#" + two.second(),
                                "#Difference (mean of the cases)",
                                "#Difference (all cases together)",
                                "#p",
                                "#Differences not 0"),
                        two.rows().stream()
                                .filter(FolderComparison.Row::isDefined)
                                .map(ReportTables::row))
                + undefined(
                        two.rows().stream().filter(row -> !row.isDefined()).toList(),
                        FolderComparison.Row::reason,
                        ReportTables::name);
    }

    private static String name(FolderComparison.Row row) {
        String label = row.label().isEmpty() ? "" : row.label() + ": ";
        return label + name(row.subject().title(), row.subject().symbol());
    }

    private static List<String> row(FolderComparison.Row row) {
        int tested = row.count(both -> both.test().differences());
        int zeros = row.count(both -> both.test().zeros());
        return List.of(
                name(row),
                row.subject().counted()
                        ? Integer.toString(row.count(both -> both.figures().cases()))
                        : "",
                ReportText.number(row.number(both -> both.figures().first())),
                ReportText.number(row.number(both -> both.figures().second())),
                ReportText.interval(row.interval(PairedComparison::difference)),
                ReportText.interval(row.interval(PairedComparison::pooledDifference)),
                ReportText.p(row.number(both -> both.test().p())),
                tested + zeros > 0 ? Integer.toString(tested) : "");
    }

    static String definitions(Evaluation evaluation) {
        Stream<List<String>> metrics = Stream.concat(evaluation.setup().metrics().stream(), Metrics.COUNTS.stream())
                .map(metric -> List.of(metric.name(), name(metric, evaluation), metric.meaning(), metric.source()));
        Stream<List<String>> classes = evaluation.classes().isEmpty()
                ? Stream.of()
                : ClassMetrics.ALL.stream().map(ReportTables::definition);
        return table(List.of("Column", "Figure", "What it is", "Source"), Stream.concat(metrics, classes));
    }

    private static List<String> definition(ClassMetric metric) {
        return List.of(metric.name(), metric.label(), metric.meaning(), metric.source());
    }

    /** Names of columns of numbers begin with #. */
    private static String table(List<String> columns, Stream<List<String>> rows) {
        String head = columns.stream()
                .map(column -> column.startsWith("#")
                        ? "<th class=\"number\">" + Html.escape(column.substring(1)) + "</th>"
                        : "<th>" + Html.escape(column) + "</th>")
                .collect(Collectors.joining("", "<thead><tr>", "</tr></thead>"));
        return rows.map(row -> cells(columns, row))
                .collect(Collectors.joining(
                        "", "<div class=\"wide\"><table>" + head + "<tbody>\n", "</tbody></table></div>\n"));
    }

    private static String cells(List<String> columns, List<String> row) {
        StringBuilder cells = new StringBuilder("<tr>");
        for (int i = 0; i < row.size(); i++) {
            cells.append(columns.get(i).startsWith("#") ? "<td class=\"number\">" : "<td>")
                    .append(Html.escape(row.get(i)))
                    .append("</td>");
        }
        return cells.append("</tr>\n").toString();
    }
}
