package org.lesionlens.fiji.image;

import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.Metric;
import org.lesionlens.metric.Metrics;

/** How two masks agree, as a row: the names of its columns are API, new ones stand at the end. */
final class AgreementRow {
    /** What the row began with, under names of its own where it says the unit. */
    private static final Set<String> FIRST =
            Set.of("dice", "iou", "hd95", "lesions", "predicted", "found", "invented", "lesion_f1_iou10");

    private AgreementRow() {}

    /**
     * Adds the figures; what is not defined where a mask is empty has no number, as in {@code evaluate}, and the note says why.
     *
     * @param calibrated whether distances are in mm; else in pixels
     */
    static void add(ResultsTable row, CaseAgreement agreement, boolean calibrated, List<String> notes) {
        int lesions = agreement.lesions().references().size();
        int predicted = agreement.lesions().predictions().size();
        int found = agreement.lesions().found();
        row.addValue("dice", agreement.dice());
        row.addValue("iou", agreement.iou());
        row.addValue(named("hd95", calibrated), agreement.hd95());
        row.addValue("lesions", lesions);
        row.addValue("predicted", predicted);
        row.addValue("found", found);
        row.addValue("missed", lesions - found);
        row.addValue("invented", agreement.lesions().invented());
        row.addValue("f1", 2.0 * agreement.lesions().matched(0.1) / (lesions + predicted));
        Stream.concat(Metrics.ALL.stream(), Metrics.COUNTS.stream())
                .filter(metric -> metric.ofCase().isPresent() && !FIRST.contains(metric.name()))
                .forEach(metric -> row.addValue(name(metric, calibrated), metric.of(agreement)));
        addNote(row, agreement, notes);
    }

    private static String name(Metric metric, boolean calibrated) {
        return metric.unit() == Metric.Unit.DISTANCE ? named(metric.name(), calibrated) : metric.name();
    }

    private static String named(String distance, boolean calibrated) {
        return distance + (calibrated ? "_mm" : "_pixels");
    }

    private static void addNote(ResultsTable row, CaseAgreement agreement, List<String> notes) {
        List<String> all = new ArrayList<>(notes);
        if (agreement.referenceEmpty() && agreement.predictionEmpty()) {
            all.add(0, "both are empty: they agree, without a score");
        } else if (Double.isNaN(agreement.hd95())) {
            all.add(0, agreement.referenceEmpty() ? "the reference is empty" : "the segmentation is empty");
        }
        if (!all.isEmpty()) {
            row.addValue("note", String.join("; ", all));
        }
    }
}
