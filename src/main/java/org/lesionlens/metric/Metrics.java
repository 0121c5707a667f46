package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.lesionlens.metric.Metric.Basis;
import org.lesionlens.metric.Metric.Better;
import org.lesionlens.metric.Metric.Unit;

/** The figures of segmentations and detections, in the order of tables. */
public final class Metrics {
    /** Of the surface Dice, in mm. */
    static final List<Double> TOLERANCES = List.of(1.0, 2.0);

    /** With the usual tolerances. */
    public static final List<Metric> ALL = all(TOLERANCES);

    private Metrics() {}

    /** With other tolerances of the surface Dice, in mm. */
    public static List<Metric> all(List<Double> tolerances) {
        List<Metric> metrics = new ArrayList<>();
        metrics.add(ofCase("dice", "Dice", Unit.SHARE, Basis.VOXELS, Better.HIGHER, CaseAgreement::dice));
        return List.copyOf(metrics);
    }

    private static Metric ofCase(
            String name,
            String label,
            Unit unit,
            Basis basis,
            Better better,
            ToDoubleFunction<CaseAgreement> figure) {
        return new Metric(name, label, unit, basis, better, "", "", Optional.of(figure), Optional.empty());
    }
}
