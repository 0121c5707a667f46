package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.Metric;
import org.lesionlens.metric.PairedComparison;

/**
 * Two folders of predictions over the same cases: the second less the first.
 *
 * @param first what the first is called
 * @param second what the second is called
 * @param cases that both have
 * @param agreements of both, by the kind of lesion; empty where all lesions count alike
 * @param rows a figure each, for each kind of lesion where these are told apart
 * @param left cases that only one of the two has been compared for, with the reason
 */
public record FolderComparison(
        String first,
        String second,
        List<String> cases,
        Map<String, Agreements> agreements,
        List<Row> rows,
        List<String> left) {
    public FolderComparison {
        cases = List.copyOf(cases);
        agreements = Map.copyOf(agreements);
        rows = List.copyOf(rows);
        left = List.copyOf(left);
    }

    /** Those of both with their references, for the same cases in the same order. */
    public record Agreements(List<CaseAgreement> first, List<CaseAgreement> second) {
        public Agreements {
            first = List.copyOf(first);
            second = List.copyOf(second);
        }
    }

    /**
     * A figure of both.
     *
     * @param label the kind of lesion; empty where all lesions count alike
     * @param first mean of the first over the cases that have the figure in both, of an error with a sign that of its size; of a
     *     figure of all cases only that of all
     * @param second of the second, likewise
     */
    public record Row(String label, double first, double second, PairedComparison figure) {}

    /**
     * Compares the cases that both folders have.
     *
     * @param name of the second folder
     */
    static FolderComparison of(Setup setup, String name, List<ComparedPair> first, List<ComparedPair> second) {
        Map<String, ComparedPair> others = new LinkedHashMap<>();
        second.forEach(pair -> others.put(pair.pair().name(), pair));
        List<ComparedPair> ofFirst = new ArrayList<>();
        List<ComparedPair> ofSecond = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (ComparedPair pair : first) {
            ComparedPair other = others.get(pair.pair().name());
            List<String> why = new ArrayList<>();
            why(pair, setup.predictions(), why);
            why(other, name, why);
            if (why.isEmpty()) {
                ofFirst.add(pair);
                ofSecond.add(other);
            } else {
                left.add(pair.pair().name() + " (" + String.join(", ", why) + ")");
            }
        }
        List<String> cases = ofFirst.stream().map(pair -> pair.pair().name()).toList();
        Map<String, Agreements> agreements = agreements(setup, ofFirst, ofSecond);
        return new FolderComparison(setup.predictions(), name, cases, agreements, rows(setup, agreements), left);
    }

    /** What is not there was compared as an empty mask, which says nothing of the other prediction. */
    private static void why(ComparedPair pair, String folder, List<String> why) {
        if (pair.isRefused()) {
            why.add("refused in " + folder);
        } else if (pair.isMissing()) {
            why.add("not in " + folder);
        }
    }

    private static Map<String, Agreements> agreements(
            Setup setup, List<ComparedPair> first, List<ComparedPair> second) {
        Map<String, Agreements> agreements = new LinkedHashMap<>();
        for (String label : first.isEmpty() ? List.<String>of() : setup.labels()) {
            agreements.put(label, new Agreements(agreements(first, label), agreements(second, label)));
        }
        return agreements;
    }

    private static List<Row> rows(Setup setup, Map<String, Agreements> agreements) {
        List<Row> rows = new ArrayList<>();
        agreements.forEach((label, both) -> {
            for (Metric metric : setup.metrics()) {
                rows.add(new Row(
                        label,
                        figure(metric, both.first(), both.second()),
                        figure(metric, both.second(), both.first()),
                        PairedComparison.of(both.first(), both.second(), metric, setup.bootstrap())));
            }
        });
        return rows;
    }

    private static double figure(Metric metric, List<CaseAgreement> cases, List<CaseAgreement> others) {
        return metric.ofCase().isEmpty()
                ? metric.of(cases)
                : IntStream.range(0, cases.size())
                        .filter(i -> !Double.isNaN(metric.of(others.get(i))))
                        .mapToDouble(i -> metric.of(cases.get(i)))
                        .filter(value -> !Double.isNaN(value))
                        .map(value -> metric.better() == Metric.Better.NEAR_ZERO ? Math.abs(value) : value)
                        .average()
                        .orElse(Double.NaN);
    }

    private static List<CaseAgreement> agreements(List<ComparedPair> pairs, String label) {
        return pairs.stream()
                .flatMap(pair -> pair.agreements().stream())
                .filter(each -> each.label().equals(label))
                .map(LabelledAgreement::agreement)
                .toList();
    }
}
