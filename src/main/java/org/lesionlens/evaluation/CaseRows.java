package org.lesionlens.evaluation;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.draw.Html;
import org.lesionlens.metric.ClassAnswer;
import org.lesionlens.metric.Metric;
import org.lesionlens.metric.Metric.Basis;
import org.lesionlens.metric.Metrics;

/** All cases, a row each, or a row a case and kind of lesion; its figures are some of those in the CSV table. */
final class CaseRows {
    private static final Set<String> OF_LESIONS = Set.of("lesion_f1", "pq");

    private final Evaluation evaluation;
    private final List<Metric> metrics;
    private final boolean kinds;
    private final boolean classes;

    CaseRows(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.kinds = !evaluation.setup().kinds().isEmpty();
        this.classes = evaluation.classes().isPresent();
        this.metrics = Stream.concat(
                        evaluation.setup().metrics().stream()
                                .filter(metric -> metric.ofCase().isPresent())
                                .filter(metric ->
                                        metric.basis() != Basis.LESIONS || OF_LESIONS.contains(metric.name())),
                        Metrics.COUNTS.stream())
                .toList();
    }

    String kindOptions() {
        return evaluation.setup().kinds().stream()
                .map(kind -> "<option>" + Html.escape(kind.name()) + "</option>")
                .collect(Collectors.joining("", kinds ? "<option value=\"\">every kind</option>" : "", ""));
    }

    String columns() {
        Stream<String> texts = Stream.of(
                        Stream.of("Case"),
                        Stream.of("Patient").filter(name -> evaluation.setup().byPatient()),
                        Stream.of("Kind").filter(name -> kinds),
                        Stream.of("Class", "Answer").filter(name -> classes))
                .flatMap(names -> names)
                .map(name -> head(name, ""));
        Stream<String> numbers =
                metrics.stream().map(metric -> head(ReportTables.name(metric, evaluation), " class=\"number\""));
        return Stream.of(texts, numbers, Stream.of(head("Note", "")))
                .flatMap(heads -> heads)
                .collect(Collectors.joining());
    }

    private static String head(String name, String look) {
        return "<th" + look + "><button type=\"button\">" + Html.escape(name) + "</button></th>";
    }

    String rows() {
        StringBuilder rows = new StringBuilder();
        for (EvaluatedCase each : evaluation.cases()) {
            for (LabelledAgreement agreement : each.agreements()) {
                rows.append("<tr><td>").append(Html.escape(each.name()));
                texts(rows, each.group(), agreement.label(), each.answer().orElse(null));
                metrics.forEach(metric -> rows.append("<td>").append(number(metric, metric.of(agreement.agreement()))));
                rows.append("<td>").append(Html.escape(each.note())).append("</tr>\n");
            }
        }
        for (RefusedPair each : evaluation.refused()) {
            rows.append("<tr class=\"bad\"><td>").append(Html.escape(each.name()));
            texts(rows, each.group(), "", null);
            rows.append("<td class=\"text\" colspan=\"")
                    .append(metrics.size() + 1)
                    .append("\">not compared: ")
                    .append(Html.escape(ReportText.why(each)))
                    .append("</tr>\n");
        }
        return rows.toString();
    }

    private void texts(StringBuilder row, String group, String label, ClassAnswer answer) {
        row.append(evaluation.setup().byPatient() ? "<td>" + Html.escape(group) : "");
        row.append(kinds ? "<td>" + Html.escape(label) : "");
        if (classes) {
            row.append("<td>")
                    .append(answer == null ? "" : Html.escape(answer.expected()))
                    .append("<td>")
                    .append(answer == null ? "" : Html.escape(answer.predicted()));
        }
    }

    private static String number(Metric metric, double value) {
        return metric.unit() == Metric.Unit.COUNT && !Double.isNaN(value)
                ? Long.toString(Math.round(value))
                : ReportText.number(value);
    }
}
