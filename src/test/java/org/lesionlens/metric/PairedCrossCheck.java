package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** Two sets of predictions of the same cases with their differences, for independent implementations. */
final class PairedCrossCheck {
    private static final int KINDS = 3;

    private PairedCrossCheck() {}

    /** Two cases a patient; of the second every seventh answer has no probabilities. */
    static Map<String, Object> classes(List<ClassAnswer> first, List<ClassAnswer> second) {
        List<ClassAnswer> before = new ArrayList<>();
        List<ClassAnswer> after = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            ClassAnswer one = first.get(i);
            ClassAnswer two = second.get((i + 7) % second.size());
            String patient = "patient" + i / 2;
            before.add(new ClassAnswer(one.name(), patient, one.expected(), one.predicted(), one.probabilities()));
            after.add(new ClassAnswer(
                    one.name(), patient, one.expected(), two.predicted(), i % 7 == 0 ? Map.of() : two.probabilities()));
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        for (ClassMetric metric : ClassMetrics.ALL) {
            Map<String, Object> figure =
                    described(PairedComparison.ofClasses(before, after, metric, MetricsCrossCheckTest.FEW));
            figure.put(
                    "draws",
                    MetricsCrossCheckTest.draws(IntStream.range(0, before.size())
                            .filter(i -> metric.counts(before.get(i)) && metric.counts(after.get(i)))
                            .mapToObj(i -> before.get(i).group())
                            .toList()));
            figures.put(metric.name(), figure);
        }
        return Map.of("first", before, "second", after, "figures", figures);
    }

    /** Calibrated volumes, of whose predictions the second lacks every fifth diagonal; the values of both sides are kinds. */
    static Map<String, Object> kinds(List<RandomCases.Case> cases) {
        List<RandomCases.Case> solid = cases.stream()
                .filter(each -> each.masks().reference().geometry().calibrated()
                        && each.masks().reference().geometry().size(2) > 1)
                .toList();
        List<RandomCases.Case> other =
                solid.stream().map(PairedCrossCheck::thinned).toList();
        BiFunction<List<RandomCases.Case>, Integer, List<CaseAgreement>> ofKind = (some, kind) -> some.stream()
                .map(each -> each.masks().ofLabel(kind).compare(each.name(), each.group(), Comparison.USUAL))
                .toList();
        List<List<CaseAgreement>> first = IntStream.rangeClosed(1, KINDS)
                .mapToObj(kind -> ofKind.apply(solid, kind))
                .toList();
        List<List<CaseAgreement>> second = IntStream.rangeClosed(1, KINDS)
                .mapToObj(kind -> ofKind.apply(other, kind))
                .toList();
        Map<String, Object> figures = new LinkedHashMap<>();
        Metrics.ALL.stream()
                .filter(metric -> metric.ofCase().isPresent())
                .forEach(metric -> figures.put(
                        metric.name(),
                        described(PairedComparison.ofKinds(first, second, metric, MetricsCrossCheckTest.FEW))));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("cases", solid.stream().map(RandomCases.Case::name).toList());
        all.put("groups", solid.stream().map(RandomCases.Case::group).toList());
        all.put(
                "second",
                other.stream()
                        .map(each -> MetricsCrossCheckTest.values(each.masks().prediction()))
                        .toList());
        all.put(
                "draws",
                MetricsCrossCheckTest.draws(
                        solid.stream().map(RandomCases.Case::group).toList()));
        all.put("figures", figures);
        return all;
    }

    private static RandomCases.Case thinned(RandomCases.Case each) {
        LabelMap prediction = each.masks().prediction();
        VolumeGeometry grid = prediction.geometry();
        LabelMap thinned = LabelMap.allocate(grid);
        Cursor<UnsignedShortType> voxel = prediction.voxels().localizingCursor();
        while (voxel.hasNext()) {
            voxel.fwd();
            if ((voxel.getLongPosition(0) + voxel.getLongPosition(1)) % 5 > 0) {
                thinned.voxels().getAt(voxel).set(voxel.get());
            }
        }
        return new RandomCases.Case(
                each.name(),
                each.group(),
                ComparedMasks.of(thinned, each.masks().reference())
                        .withScores(each.masks().scores()));
    }

    private static Map<String, Object> described(PairedComparison compared) {
        Map<String, Object> figure = new LinkedHashMap<>();
        figure.put("cases", compared.figures().cases());
        figure.put("first", MetricsCrossCheckTest.known(compared.figures().first()));
        figure.put("second", MetricsCrossCheckTest.known(compared.figures().second()));
        figure.put("difference", MetricsCrossCheckTest.interval(compared.difference()));
        figure.put("replaced", MetricsCrossCheckTest.interval(compared.replacedDifference()));
        figure.put("pooled", MetricsCrossCheckTest.interval(compared.pooledDifference()));
        figure.put("tested", compared.test().differences());
        figure.put("zeros", compared.test().zeros());
        figure.put("statistic", MetricsCrossCheckTest.known(compared.test().statistic()));
        figure.put("p", MetricsCrossCheckTest.known(compared.test().p()));
        figure.put("exact", compared.test().exact());
        return figure;
    }
}
