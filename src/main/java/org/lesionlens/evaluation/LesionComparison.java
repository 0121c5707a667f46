package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.evaluation.FolderComparison.Agreements;
import org.lesionlens.evaluation.FolderComparison.Row;
import org.lesionlens.evaluation.FolderComparison.Subject;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.Metric;
import org.lesionlens.metric.PairedComparison;

/**
 * The figures of lesions of two folders of predictions.
 *
 * @param name of the second folder
 * @param agreements of both by kind; none if they have no case in common
 */
record LesionComparison(Setup setup, String name, Map<String, Agreements> agreements) {
    /** Of each kind, and of their mean if there are several. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        agreements.forEach((label, both) -> setup.metrics().forEach(metric -> rows.add(row(label, metric, both))));
        if (agreements.size() > 1) {
            setup.metrics().forEach(metric -> rows.add(mean(metric)));
        }
        return rows;
    }

    private Row row(String label, Metric metric, Agreements both) {
        PairedComparison compared = PairedComparison.of(both.first(), both.second(), metric, setup.bootstrap());
        Row row = new Row(label, Subject.of(metric, of(both)), Optional.of(compared), "");
        return row.isDefined() ? row : new Row(label, row.subject(), row.comparison(), reason(metric, both));
    }

    private Row mean(Metric metric) {
        PairedComparison compared = PairedComparison.ofKinds(
                agreements.values().stream().map(Agreements::first).toList(),
                agreements.values().stream().map(Agreements::second).toList(),
                metric,
                setup.bootstrap());
        Row row = new Row(LabelledSummary.MEAN, Subject.of(metric, all()), Optional.of(compared), "");
        return row.isDefined() ? row : new Row(LabelledSummary.MEAN, row.subject(), row.comparison(), reason(metric));
    }

    /** Those of the kinds; once if it is the same of all, or because kinds have no unit in common. */
    private String reason(Metric metric) {
        if (!metric.ofOneUnit(all())) {
            return metric.undefined(all());
        }
        Map<String, String> reasons = new LinkedHashMap<>();
        agreements.forEach((label, both) -> reasons.put(label, reason(metric, both)));
        return Set.copyOf(reasons.values()).size() == 1
                ? reasons.values().iterator().next()
                : reasons.entrySet().stream()
                        .map(each -> each.getKey() + ": " + each.getValue())
                        .collect(Collectors.joining("; "));
    }

    private List<CaseAgreement> all() {
        return agreements.values().stream().flatMap(both -> of(both).stream()).toList();
    }

    private static List<CaseAgreement> of(Agreements both) {
        return Stream.concat(both.first().stream(), both.second().stream()).toList();
    }

    private String reason(Metric metric, Agreements both) {
        List<CaseAgreement> all = of(both);
        String ofFirst = metric.undefined(both.first());
        String ofSecond = metric.undefined(both.second());
        if (!metric.ofOneUnit(all) || ofFirst.equals(ofSecond)) {
            String reason = metric.undefined(all);
            return reason.isEmpty() ? "no case has it in both" : reason;
        }
        return Stream.of(in(setup.predictions(), ofFirst), in(name, ofSecond))
                .filter(reason -> !reason.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String in(String folder, String reason) {
        return reason.isEmpty() ? "" : "in " + folder + " " + reason;
    }
}
