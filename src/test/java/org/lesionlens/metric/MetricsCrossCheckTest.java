package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Leaves random cases with all their figures for {@code src/test/python/cross_check_metrics.py} in
 * {@code target/cross-check/metrics.json}.
 */
class MetricsCrossCheckTest {
    private static final Path FILE = Path.of("target", "cross-check", "metrics.json");
    private static final List<Metric> METRICS = Stream.concat(
                    Metrics.COUNTS.stream(), Metrics.all(List.of(1.0, 2.0, 0.5)).stream())
            .toList();
    static final Bootstrap FEW = new Bootstrap(25, 0.8, 5);

    @Test
    void randomCasesAreWrittenForIndependentImplementations() throws IOException {
        List<RandomCases.Case> cases = RandomCases.of(50, 7);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("cases", cases.stream().map(MetricsCrossCheckTest::described).toList());
        all.put("planar", together(cases, grid -> grid.size(2) == 1 && grid.calibrated()));
        all.put("solid", together(cases, grid -> grid.size(2) > 1 && grid.calibrated()));
        all.put("mixed", together(cases, grid -> grid.size(2) == 1));
        all.put("planar_boxes", boxes(RandomCases.boxes(40, true, 3)));
        all.put("solid_boxes", boxes(RandomCases.boxes(40, false, 4)));
        all.put("planar_real_boxes", boxes(RandomCases.realBoxes(40, true, 5)));
        all.put("solid_real_boxes", boxes(RandomCases.realBoxes(40, false, 6)));
        all.put("planar_many_boxes", boxes(RandomCases.manyBoxes(6, 12)));
        all.put("boxes_by_overlap", boxes(hitBy("overlap:0.5", RandomCases.realBoxes(40, true, 13))));
        all.put("boxes_by_centre", boxes(hitBy("centre:2", RandomCases.manyBoxes(6, 14))));
        all.put("signed_ranks", signedRanks());
        all.put("classes", List.of(classes(3, 1), classes(2, 2)));
        all.put("paired_classes", PairedCrossCheck.classes(answers(3, 8), answers(3, 9)));
        all.put("paired_kinds", PairedCrossCheck.kinds(cases));
        Files.createDirectories(FILE.getParent());
        new ObjectMapper().writeValue(FILE.toFile(), all);
        assertThat(FILE).content().contains("\"ap_mask\"").contains("\"case49\"");
    }

    private static Map<String, Object> described(RandomCases.Case each) {
        ComparedMasks masks = each.masks();
        VolumeGeometry grid = masks.reference().geometry();
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("name", each.name());
        description.put("size", grid.size());
        description.put("calibrated", grid.calibrated());
        description.put("spacing", new double[] {grid.spacingMm(0), grid.spacingMm(1), grid.spacingMm(2)});
        description.put("prediction", values(masks.prediction()));
        description.put("reference", values(masks.reference()));
        description.put("scores", masks.scores());
        CaseAgreement agreement = each.compare();
        description.put("figures", figures(agreement));
        description.put("replaced", replaced(agreement));
        description.put(
                "label2",
                figures(masks.ofLabel(2)
                        .compare(each.name(), each.group(), new Comparison(0, List.of(1.0, 2.0, 0.5)))));
        description.put(
                "minimum",
                figures(masks.compare(each.name(), each.group(), new Comparison(4.5, List.of(1.0, 2.0, 0.5)))));
        return description;
    }

    static int[] values(LabelMap map) {
        List<Integer> values = new ArrayList<>();
        for (UnsignedShortType voxel : Views.flatIterable(map.voxels())) {
            values.add(voxel.get());
        }
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Map<String, Double> figures(CaseAgreement agreement) {
        Map<String, Double> figures = new LinkedHashMap<>();
        METRICS.stream()
                .filter(metric -> metric.ofCase().isPresent())
                .forEach(metric -> figures.put(metric.name(), known(metric.of(agreement))));
        return figures;
    }

    private static Map<String, Double> replaced(CaseAgreement agreement) {
        Map<String, Double> figures = new LinkedHashMap<>();
        METRICS.stream()
                .filter(metric -> metric.ofCase().isPresent())
                .forEach(metric -> figures.put(metric.name(), known(metric.replaced(agreement))));
        return figures;
    }

    /** Pooled figures of the cases of one kind, means, medians, and intervals of a few resamples. */
    private static Map<String, Object> together(List<RandomCases.Case> cases, Predicate<VolumeGeometry> wanted) {
        List<CaseAgreement> compared = cases.stream()
                .filter(each -> wanted.test(each.masks().reference().geometry()))
                .map(RandomCases.Case::compare)
                .toList();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("cases", compared.stream().map(CaseAgreement::name).toList());
        all.put("draws", draws(compared.stream().map(CaseAgreement::group).toList()));
        all.put("groups", compared.stream().map(CaseAgreement::group).toList());
        Map<String, Object> figures = new LinkedHashMap<>();
        for (SummarisedMetric summary :
                MetricsSummary.of(compared, METRICS, FEW).metrics()) {
            figures.put(
                    summary.metric().name(),
                    Map.of(
                            "cases", summary.cases(),
                            "mean", interval(summary.mean()),
                            "median", interval(summary.median()),
                            "replaced", interval(summary.replacedMean()),
                            "pooled", interval(summary.pooled())));
        }
        all.put("figures", figures);
        all.put("froc", Froc.of(compared).curve());
        return all;
    }

    static List<int[]> draws(List<String> groups) {
        List<int[]> draws = new ArrayList<>();
        FEW.interval(groups, copies -> {
            draws.add(copies);
            return 0;
        });
        return draws.subList(0, FEW.draws());
    }

    private static Map<String, Object> boxes(List<CaseAgreement> cases) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "voxel",
                cases.get(0).lesions().references().stream()
                        .map(lesion -> lesion.size() / lesion.voxels())
                        .findFirst()
                        .orElse(cases.get(0).lesions().unit().planar() ? 1.0 : 0.21));
        all.put(
                "cases",
                cases.stream()
                        .map(each -> Map.of(
                                "references", boxesOf(each.lesions().references()),
                                "predictions", boxesOf(each.lesions().predictions()),
                                "scores",
                                        each.lesions().predictions().stream()
                                                .map(LesionRegion::score)
                                                .toList()))
                        .toList());
        Map<String, Double> figures = new LinkedHashMap<>();
        METRICS.stream()
                .filter(metric -> metric.pooled().isPresent())
                .forEach(metric -> figures.put(metric.name(), known(metric.of(cases))));
        all.put("figures", figures);
        return all;
    }

    private static List<CaseAgreement> hitBy(String rule, List<CaseAgreement> cases) {
        return cases.stream().map(each -> each.hitBy(HitRule.parse(rule))).toList();
    }

    private static List<double[]> boxesOf(List<LesionRegion> lesions) {
        return lesions.stream()
                .map(LesionRegion::box)
                .map(MetricsCrossCheckTest::corners)
                .toList();
    }

    private static double[] corners(RealBox box) {
        RealBox.Corner min = box.min();
        RealBox.Corner max = box.max();
        return new double[] {min.x(), min.y(), min.z(), max.x(), max.y(), max.z()};
    }

    private static List<Map<String, Object>> signedRanks() {
        Random random = new Random(11);
        List<double[]> differences = List.of(
                random.doubles(12, -1, 1.5).toArray(),
                random.doubles(50, -1, 1.2).toArray(),
                random.doubles(51, -1, 1.2).toArray(),
                random.ints(30, -3, 6).asDoubleStream().toArray(),
                random.ints(9, -2, 4).asDoubleStream().toArray(),
                new double[] {0, 0, 0.5, -0.25, 0.75, 1, 2, 0},
                new double[] {0.125},
                random.ints(200, -9, 12).asDoubleStream().toArray());
        return differences.stream().map(MetricsCrossCheckTest::signedRank).toList();
    }

    private static Map<String, Object> signedRank(double[] differences) {
        SignedRank rank = SignedRank.of(differences);
        return Map.of(
                "differences", differences,
                "statistic", rank.statistic(),
                "p", rank.p(),
                "exact", rank.exact(),
                "zeros", rank.zeros());
    }

    /** Every twentieth has no answer. */
    private static List<ClassAnswer> answers(int count, long seed) {
        Random random = new Random(seed);
        List<ClassAnswer> answers = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            int expected = random.nextInt(count);
            Map<String, Double> probabilities = new LinkedHashMap<>();
            double[] weights = random.doubles(count, 0.1, 1).toArray();
            weights[expected] += random.nextDouble();
            double sum = Arrays.stream(weights).sum();
            double rest = 1;
            for (int kind = 0; kind < count; kind++) {
                double probability = kind == count - 1 ? rest : Math.round(20 * weights[kind] / sum) / 20.0;
                probability = Math.max(0, Math.min(rest, probability));
                rest -= probability;
                probabilities.put("class" + kind, probability);
            }
            answers.add(
                    i % 20 == 19
                            ? new ClassAnswer("case" + i, "case" + i, "class" + expected, "", Map.of())
                            : ClassAnswer.of("case" + i, "case" + i, "class" + expected, probabilities));
        }
        return answers;
    }

    private static Map<String, Object> classes(int count, long seed) {
        List<ClassAnswer> answers = answers(count, seed);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("answers", answers);
        all.put("classes", ClassMetrics.classes(answers));
        all.put("confusion", ConfusionMatrix.of(answers));
        all.put("figures", ofClasses(ClassMetrics.ALL, answers));
        all.put(
                "each",
                ClassMetrics.classes(answers).stream()
                        .map(kind -> ofClasses(ClassMetrics.ofClass(kind), answers))
                        .toList());
        all.put("roc", ClassMetrics.roc(answers, "class1"));
        return all;
    }

    private static Map<String, Double> ofClasses(List<ClassMetric> metrics, List<ClassAnswer> answers) {
        Map<String, Double> figures = new LinkedHashMap<>();
        metrics.forEach(metric -> figures.put(metric.name(), metric.of(answers)));
        return figures;
    }

    static List<Double> interval(Interval interval) {
        return Arrays.asList(known(interval.estimate()), known(interval.low()), known(interval.high()));
    }

    /** JSON has no NaN. */
    static Double known(double value) {
        return Double.isNaN(value) ? null : Double.valueOf(value);
    }
}
