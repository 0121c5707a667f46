package org.lesionlens.evaluation;

import java.util.List;
import org.lesionlens.metric.Bootstrap;
import org.lesionlens.metric.Comparison;
import org.lesionlens.metric.Froc;
import org.lesionlens.metric.HitRule;
import org.lesionlens.metric.Metric;

/**
 * What is compared with what, and how.
 *
 * @param predictions what the folder of predictions is called
 * @param references what the references are called
 * @param kinds by which lesions are told apart; none if all are lesion alike
 * @param how the smallest lesion, and the tolerances of surfaces
 * @param metrics the figures, in the order of tables
 * @param bootstrap of the intervals
 * @param byPatient whether cases of one patient are drawn together; else each case by itself
 * @param groups how many patients, or cases, there are
 */
public record Setup(
        String predictions,
        String references,
        List<KindLabel> kinds,
        Comparison how,
        List<Metric> metrics,
        Bootstrap bootstrap,
        boolean byPatient,
        int groups) {
    public Setup {
        kinds = List.copyOf(kinds);
        metrics = List.copyOf(metrics);
    }

    /** By which rule boxes are hits, of a figure of free-response ROC; empty of others, and where a voxel in common is a hit. */
    String hit(Metric metric) {
        return Froc.isOf(metric.name()) ? how.hit().map(HitRule::text).orElse("") : "";
    }

    /** The labels of the agreements of a case: those of the kinds, or an empty one. */
    public List<String> labels() {
        return kinds.isEmpty()
                ? List.of("")
                : kinds.stream().map(KindLabel::name).toList();
    }
}
