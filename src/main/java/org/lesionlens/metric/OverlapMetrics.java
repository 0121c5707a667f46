package org.lesionlens.metric;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.lesionlens.metric.Metric.Basis;
import org.lesionlens.metric.Metric.Better;
import org.lesionlens.metric.Metric.Kind;
import org.lesionlens.metric.Metric.Unit;

/** The figures of voxels and surfaces. */
final class OverlapMetrics {
    private static final Kind OVERLAP = new Kind(Unit.SHARE, Basis.VOXELS, Better.HIGHER);
    private static final Kind DISTANCE = new Kind(Unit.DISTANCE, Basis.SURFACES, Better.LOWER);
    private static final Kind WITHIN = new Kind(Unit.SHARE, Basis.SURFACES, Better.HIGHER);
    private static final String HEIMANN = "T. Heimann et al., IEEE Trans. Med. Imaging 28(8), 2009";

    private OverlapMetrics() {}

    static List<Metric> ofVoxels() {
        return List.of(
                metric("dice", "Dice", OVERLAP, CaseAgreement::dice)
                        .means("2 |P and R| / (|P| + |R|)", "L. R. Dice, Ecology 26(3), 1945"),
                metric("iou", "IoU", OVERLAP, CaseAgreement::iou)
                        .means("|P and R| / |P or R|", "P. Jaccard, New Phytologist 11(2), 1912"),
                metric("volume_error_ml", "Volume error", error(Unit.MILLILITRES), voxels(VoxelAgreement::errorMl))
                        .means("volume of the prediction less that of the reference", HEIMANN),
                metric(
                                "volume_error_percent",
                                "Relative volume error",
                                error(Unit.PERCENT),
                                voxels(VoxelAgreement::errorPercent))
                        .means("size of the prediction less that of the reference, in % of the latter", HEIMANN));
    }

    private static Kind error(Unit unit) {
        return new Kind(unit, Basis.VOXELS, Better.NEAR_ZERO);
    }

    static List<Metric> ofSurfaces(List<Double> tolerances) {
        List<Metric> metrics = new ArrayList<>();
        metrics.add(metric("hd95", "HD95", DISTANCE, CaseAgreement::hd95)
                .means(
                        "95th percentile of the surface distances of both directions together",
                        "D. P. Huttenlocher et al., IEEE Trans. Pattern Anal. Mach. Intell. 15(9), 1993"));
        metrics.add(metric("assd", "ASSD", DISTANCE, surfaces(SurfaceAgreement::meanDistance))
                .means("average symmetric surface distance: mean of those of both directions together", HEIMANN));
        for (double tolerance : tolerances) {
            String mm = BigDecimal.valueOf(tolerance).stripTrailingZeros().toPlainString();
            metrics.add(metric(
                            "surface_dice_" + mm + "mm",
                            "Surface Dice at " + mm + " mm",
                            WITHIN,
                            surfaces(surface -> surface.dice(tolerance)))
                    .means(
                            "share of the surface voxels of both masks that are at most " + mm
                                    + " mm (pixels) from the other surface; each voxel counts once",
                            "S. Nikolov et al., J. Med. Internet Res. 23(7), 2021"));
        }
        return metrics;
    }

    private static ToDoubleFunction<CaseAgreement> voxels(ToDoubleFunction<VoxelAgreement> figure) {
        return each -> each.voxels().map(figure::applyAsDouble).orElse(Double.NaN);
    }

    private static ToDoubleFunction<CaseAgreement> surfaces(ToDoubleFunction<SurfaceAgreement> figure) {
        return each -> each.surfaces().map(figure::applyAsDouble).orElse(Double.NaN);
    }

    private static Metric metric(String name, String label, Kind kind, ToDoubleFunction<CaseAgreement> figure) {
        return new Metric(name, label, kind, "", "", Optional.of(figure), Optional.empty());
    }
}
