package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.lesionlens.draw.Axis;
import org.lesionlens.draw.BlandAltman;
import org.lesionlens.draw.BoxPlot;
import org.lesionlens.draw.Curve;
import org.lesionlens.draw.Figure;
import org.lesionlens.draw.FrocPlot;
import org.lesionlens.draw.Point;
import org.lesionlens.draw.Sample;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.CurvePoint;
import org.lesionlens.metric.Froc;
import org.lesionlens.metric.Metric;
import org.lesionlens.metric.Metric.Basis;
import org.lesionlens.metric.Metric.Unit;
import org.lesionlens.metric.SizeUnit;
import org.lesionlens.metric.VoxelAgreement;

/** The charts of one kind of lesion, or of all lesions alike. */
final class ReportFigures {
    private static final double MM3_PER_ML = 1000;

    /** What stands in one chart of boxes: figures of one unit. */
    private record Boxes(String name, String title, Predicate<Metric> wanted) {}

    private static final List<Boxes> ALL = List.of(
            new Boxes(
                    "overlap",
                    "Overlap by case",
                    metric -> metric.unit() == Unit.SHARE
                            && (metric.basis() == Basis.VOXELS || metric.basis() == Basis.SURFACES)),
            new Boxes("distances", "Distances of surfaces by case", metric -> metric.unit() == Unit.DISTANCE),
            new Boxes("volume-error-ml", "Volume error by case, ml", metric -> metric.unit() == Unit.MILLILITRES),
            new Boxes("volume-error-percent", "Volume error by case, %", metric -> metric.unit() == Unit.PERCENT),
            new Boxes(
                    "lesions",
                    "Lesions found and invented, by case",
                    metric -> metric.unit() == Unit.SHARE && metric.basis() == Basis.LESIONS));

    /** A chart and what is to be known of it; may be empty. */
    record Shown(Figure figure, String caption) {}

    private final Evaluation evaluation;
    private final String label;
    private final List<CaseAgreement> agreements;

    ReportFigures(Evaluation evaluation, String label) {
        this.evaluation = evaluation;
        this.label = label;
        this.agreements = evaluation.agreements(label);
    }

    List<Shown> all() {
        List<Shown> shown = new ArrayList<>();
        ALL.forEach(boxes -> boxes(boxes).ifPresent(shown::add));
        sizes().ifPresent(shown::add);
        froc().ifPresent(shown::add);
        return shown;
    }

    private String name(String chart) {
        return evaluation.setup().kinds().stream()
                .filter(kind -> kind.name().equals(label))
                .findFirst()
                .map(kind -> chart + "-" + kind.value())
                .orElse(chart);
    }

    private String title(String chart) {
        return label.isEmpty() ? chart : chart + ": " + label;
    }

    private Optional<Shown> boxes(Boxes boxes) {
        List<Metric> metrics = evaluation.setup().metrics().stream()
                .filter(metric -> metric.ofCase().isPresent() && boxes.wanted().test(metric))
                .filter(metric -> metric.ofOneUnit(agreements))
                .toList();
        List<Sample> samples = metrics.stream().map(this::sample).toList();
        if (samples.stream().allMatch(sample -> sample.values().isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new Shown(
                new BoxPlot(title(boxes.title()), axis(metrics.get(0), samples), samples).figure(name(boxes.name())),
                leftOut(boxes)));
    }

    /** Points of several units do not belong in one chart. */
    private String leftOut(Boxes boxes) {
        String names = evaluation.setup().metrics().stream()
                .filter(metric -> boxes.wanted().test(metric) && !metric.ofOneUnit(agreements))
                .map(Metric::label)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "Without " + names + ": some cases are in mm and others in pixels.";
    }

    private Sample sample(Metric metric) {
        return new Sample(
                metric.label(agreements),
                agreements.stream()
                        .map(each -> new Sample.Value(each.name(), metric.of(each)))
                        .toList());
    }

    private Axis axis(Metric metric, List<Sample> samples) {
        String unit = metric.unit(agreements);
        return switch (metric.unit()) {
            case SHARE -> Axis.share("share");
            case DISTANCE -> Axis.over("distance (" + unit + ")", values(samples));
            default -> Axis.signed("predicted \u2212 reference (" + unit + ")", values(samples));
        };
    }

    private static DoubleStream values(List<Sample> samples) {
        return samples.stream().flatMap(sample -> sample.values().stream()).mapToDouble(Sample.Value::value);
    }

    private Stream<VoxelAgreement> voxels() {
        return agreements.stream().flatMap(each -> each.voxels().stream());
    }

    /** Of the cases whose sizes have the unit of most. */
    private Optional<Shown> sizes() {
        Map<SizeUnit, Long> units = voxels().map(voxels -> voxels.voxel().unit())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return units.entrySet().stream()
                .max(Map.Entry.<SizeUnit, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(most -> sizes(most.getKey()));
    }

    private Shown sizes(SizeUnit unit) {
        double scale = unit == SizeUnit.MM3 ? MM3_PER_ML : 1;
        List<BlandAltman.Pair> pairs = agreements.stream()
                .filter(each ->
                        each.voxels().isPresent() && each.voxels().get().voxel().unit() == unit)
                .map(each -> new BlandAltman.Pair(
                        each.name(),
                        each.voxels().get().referenceSize() / scale,
                        each.voxels().get().predictionSize() / scale))
                .toList();
        String quantity = unit == SizeUnit.MM3 ? "volume" : unit == SizeUnit.MM2 ? "area" : "size";
        String symbol = unit == SizeUnit.MM3 ? "ml" : unit.symbol();
        BlandAltman chart = new BlandAltman(title("Agreement of " + quantity + "s"), quantity, symbol, pairs);
        return new Shown(
                chart.figure(name("bland-altman")),
                pairs.size() + " of " + agreements.size() + " cases. Bias " + ReportText.number(chart.bias()) + " "
                        + symbol
                        + (pairs.size() > 1
                                ? ", limits of agreement " + ReportText.number(chart.bias() - chart.halfWidth())
                                        + " to " + ReportText.number(chart.bias() + chart.halfWidth()) + " " + symbol
                                        + " (Bland and Altman 1986)."
                                : "."));
    }

    private Optional<Shown> froc() {
        return froc(evaluation.setup().predictions(), agreements)
                .map(curve -> new Shown(
                        new FrocPlot(title("Free-response ROC"), List.of(curve)).figure(name("froc")),
                        found() + " Marks: the seven rates whose mean is the CPM."));
    }

    private String found() {
        return evaluation
                .setup()
                .how()
                .hit()
                .map(rule -> "A hit is " + rule.words()
                        + "; boxes and lesions go together one to one, the surest box first.")
                .orElse(
                        "A lesion is found from the best mean probability of the predicted lesions that share a voxel with"
                                + " it.");
    }

    /** Of some predictions, with its mean sensitivity; empty where it is not defined. */
    static Optional<Curve> froc(String predictions, List<CaseAgreement> agreements) {
        Froc froc = Froc.of(agreements);
        List<Point> curve = points(froc.curve());
        int[] once = agreements.stream().mapToInt(each -> 1).toArray();
        return curve.isEmpty()
                ? Optional.empty()
                : Optional.of(new Curve(
                        predictions + " (CPM "
                                + ReportText.number(froc.meanSensitivity().of(once)) + ")",
                        curve));
    }

    static List<Point> points(List<CurvePoint> curve) {
        return curve.stream().map(point -> Point.of(point.x(), point.y())).toList();
    }
}
