package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.lesionlens.metric.Metric.Basis;
import org.lesionlens.metric.Metric.Better;
import org.lesionlens.metric.Metric.Kind;
import org.lesionlens.metric.Metric.Unit;

/** The figures of segmentations and detections, in the order of tables. */
public final class Metrics {
    /** Of the surface Dice, in mm. */
    static final List<Double> TOLERANCES = List.of(1.0, 2.0);

    /** From there on two lesions may be the same. */
    static final double LEAST_IOU = 0.1;

    /** Counts and sizes of a case, neither good nor bad, which stand before the figures. */
    public static final List<Metric> COUNTS = List.of(
            count("lesions", "Lesions", each -> each.lesions().references().size())
                    .means("lesions of the reference", ""),
            count("predicted", "Predicted", each -> each.lesions().predictions().size())
                    .means("lesions of the prediction", ""),
            count("found", "Found", each -> each.lesions().found())
                    .means("lesions of the reference that share a voxel with the prediction", ""),
            count("invented", "Invented", each -> each.lesions().invented())
                    .means("lesions of the prediction that share no voxel with the reference", ""),
            count("matched", "Matched", each -> each.lesions().matched(LEAST_IOU))
                    .means("pairs of lesions, one to one, with an IoU of at least 0.1, the sum of IoU largest", ""),
            size("volume_ref", "Reference volume", VoxelAgreement::referenceSize)
                    .means("volume of the reference; its area in a plane", ""),
            size("volume_pred", "Predicted volume", VoxelAgreement::predictionSize)
                    .means("volume of the prediction; its area in a plane", ""));

    /** With the usual tolerances. */
    public static final List<Metric> ALL = all(TOLERANCES);

    private Metrics() {}

    /** With other tolerances of the surface Dice, in mm; each has to be among those of the {@link Comparison}. */
    public static List<Metric> all(List<Double> tolerances) {
        List<Metric> metrics = new ArrayList<>();
        metrics.addAll(OverlapMetrics.ofVoxels());
        metrics.addAll(OverlapMetrics.ofSurfaces(tolerances));
        metrics.addAll(LesionMetrics.all());
        metrics.addAll(DetectionMetrics.all());
        return List.copyOf(metrics);
    }

    private static Metric count(String name, String label, ToDoubleFunction<CaseAgreement> figure) {
        return new Metric(
                name,
                label,
                new Kind(Unit.COUNT, Basis.LESIONS, Better.NEITHER),
                "",
                "",
                Optional.of(figure),
                Optional.empty());
    }

    private static Metric size(String name, String label, ToDoubleFunction<VoxelAgreement> figure) {
        return new Metric(
                name,
                label,
                new Kind(Unit.SIZE, Basis.VOXELS, Better.NEITHER),
                "",
                "",
                Optional.of(each -> each.voxels().map(figure::applyAsDouble).orElse(Double.NaN)),
                Optional.empty());
    }
}
