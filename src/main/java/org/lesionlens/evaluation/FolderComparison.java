package org.lesionlens.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.lesionlens.metric.CaseAgreement;
import org.lesionlens.metric.ClassMetric;
import org.lesionlens.metric.Interval;
import org.lesionlens.metric.Metric;
import org.lesionlens.metric.PairedComparison;

/**
 * Two folders of predictions over the same cases: the second less the first.
 *
 * @param first what the first is called
 * @param second what the second is called
 * @param cases that both have
 * @param agreements of both, by the kind of lesion; empty where all lesions count alike
 * @param rows a figure each, for each kind of lesion and for their mean where these are told apart; then those of classes
 * @param left cases that only one of the two has been compared for, with the reason
 * @param notes what a reader has to know of the answers of the second, a sentence each
 */
public record FolderComparison(
        String first,
        String second,
        List<String> cases,
        Map<String, Agreements> agreements,
        List<Row> rows,
        List<String> left,
        List<String> notes) {
    public FolderComparison {
        cases = List.copyOf(cases);
        agreements = Collections.unmodifiableMap(new LinkedHashMap<>(agreements));
        rows = List.copyOf(rows);
        left = List.copyOf(left);
        notes = List.copyOf(notes);
    }

    /** Those of both with their references, for the same cases in the same order. */
    public record Agreements(List<CaseAgreement> first, List<CaseAgreement> second) {
        public Agreements {
            first = List.copyOf(first);
            second = List.copyOf(second);
        }
    }

    /**
     * What is compared.
     *
     * @param name as columns of tables call it
     * @param title for people
     * @param symbol of the unit that the cases have
     * @param basis what it is computed from, lower case; {@link #CLASSES} of figures of classes
     * @param ofCases whether each case has it; else only all together
     */
    public record Subject(String name, String title, Metric.Unit unit, String symbol, String basis, boolean ofCases) {
        static final String CLASSES = "classes";

        static Subject of(Metric metric, List<CaseAgreement> cases) {
            return new Subject(
                    metric.name(),
                    metric.label(cases),
                    metric.unit(),
                    metric.unit(cases),
                    metric.basis().toString().toLowerCase(Locale.ROOT),
                    metric.ofCase().isPresent());
        }

        static Subject of(ClassMetric metric) {
            return new Subject(metric.name(), metric.label(), Metric.Unit.SHARE, "", CLASSES, false);
        }

        boolean isOfClasses() {
            return basis.equals(CLASSES);
        }

        /** Whether it is known how many cases have it. */
        boolean counted() {
            return ofCases || isOfClasses();
        }
    }

    /**
     * A figure of both.
     *
     * @param label the kind of lesion; {@link LabelledSummary#MEAN} of the mean of all kinds; empty where all lesions count alike, and
     *     of classes
     * @param comparison of both; of classes that cannot be compared empty
     * @param reason why there is no difference; empty if there is one
     */
    public record Row(String label, Subject subject, Optional<PairedComparison> comparison, String reason) {
        /** The difference of means, or of a figure of all cases only that of all. */
        Interval difference() {
            return interval(subject.ofCases() ? PairedComparison::difference : PairedComparison::pooledDifference);
        }

        /** Whether there is a difference, of means or of all together. */
        boolean isDefined() {
            return interval(PairedComparison::difference).defined()
                    || interval(PairedComparison::pooledDifference).defined();
        }

        Interval interval(Function<PairedComparison, Interval> which) {
            return comparison.map(which).orElse(Interval.NONE);
        }

        double number(ToDoubleFunction<PairedComparison> which) {
            return comparison.map(which::applyAsDouble).orElse(Double.NaN);
        }

        int count(ToIntFunction<PairedComparison> which) {
            return comparison.map(which::applyAsInt).orElse(0);
        }
    }

    /**
     * Compares the cases that both folders have.
     *
     * @param name of the second folder
     */
    static FolderComparison of(Setup setup, String name, Both both) {
        Map<String, ComparedPair> others = new LinkedHashMap<>();
        both.second().forEach(pair -> others.put(pair.pair().name(), pair));
        List<ComparedPair> ofFirst = new ArrayList<>();
        List<ComparedPair> ofSecond = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (ComparedPair pair : both.first()) {
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
        List<Row> rows = new ArrayList<>(new LesionComparison(setup, name, agreements).rows());
        ClassComparison classes = new ClassComparison(
                setup, name, both.answers().of(cases), both.otherAnswers().of(cases));
        rows.addAll(classes.rows());
        return new FolderComparison(setup.predictions(), name, cases, agreements, rows, left, classes.notes());
    }

    /** What was compared of both folders, and the classes that they say. */
    record Both(List<ComparedPair> first, List<ComparedPair> second, CaseAnswers answers, CaseAnswers otherAnswers) {}

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

    private static List<CaseAgreement> agreements(List<ComparedPair> pairs, String label) {
        return pairs.stream()
                .flatMap(pair -> pair.agreements().stream())
                .filter(each -> each.label().equals(label))
                .map(LabelledAgreement::agreement)
                .toList();
    }
}
