package org.lesionlens.metric;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.lesionlens.metric.ClassMetric.Over;
import org.lesionlens.metric.Metric.Better;

/**
 * The figures of classes, in the order of tables.
 *
 * <p>Figures of probabilities are over the answers that have them; for those that rank answers (ROC AUC, average precision,
 * sensitivity at a specificity) a case without an answer is as wrong as can be: last of its class, first of the rest. Means
 * over classes are over those that a case has: a class without a case has no sensitivity.
 */
public final class ClassMetrics {
    private static final double SPECIFICITY = 0.9;
    private static final String HANLEY = "J. A. Hanley, B. J. McNeil, Radiology 143(1), 1982";

    private static final ClassAgainstRest SENSITIVITY = new ClassAgainstRest(
            "balanced_accuracy",
            "Balanced accuracy",
            "share of the cases of a class that are right",
            "K. H. Brodersen et al., ICPR 2010",
            Over.ALL,
            ClassCounts::sensitivity);
    private static final List<ClassAgainstRest> RANKED = List.of(
            new ClassAgainstRest(
                    "roc_auc",
                    "ROC AUC",
                    "area under the ROC curve of a class against the rest, equal probabilities counting half",
                    HANLEY,
                    Over.RANKED,
                    (answers, kind) -> new RankedAnswers(answers, kind)::area),
            new ClassAgainstRest(
                    "average_precision",
                    "Average precision",
                    "sum over the thresholds of precision times gain of recall, of a class against the rest",
                    "M. Zhu, Technical Report 2004-09, University of Waterloo; as scikit-learn",
                    Over.RANKED,
                    (answers, kind) -> new RankedAnswers(answers, kind)::averagePrecision),
            new ClassAgainstRest(
                    "sensitivity_at_specificity_90",
                    "Sensitivity at 90 % specificity",
                    "highest sensitivity at a threshold of at least 90 % specificity, of a class against the rest",
                    HANLEY,
                    Over.RANKED,
                    (answers, kind) -> {
                        RankedAnswers ranked = new RankedAnswers(answers, kind);
                        return copies -> ranked.sensitivityAt(SPECIFICITY, copies);
                    }));

    /** All classes together. */
    public static final List<ClassMetric> ALL = List.of(
            new ClassMetric(
                    "accuracy",
                    "Accuracy",
                    Better.HIGHER,
                    "share of the cases whose class is right",
                    "",
                    Over.ALL,
                    Optional.of(ClassCounts::right),
                    ClassCounts::accuracy),
            SENSITIVITY.macro(),
            RANKED.get(0).macro(),
            RANKED.get(1).macro(),
            RANKED.get(2).macro(),
            new ClassMetric(
                    "brier",
                    "Brier score",
                    Better.LOWER,
                    "mean over the cases of the sum over the classes of (probability - 1 or 0)^2, 0 to 2",
                    "G. W. Brier, Monthly Weather Review 78(1), 1950",
                    Over.PROBABILITIES,
                    Optional.of(ClassCounts::brier),
                    ClassCounts::brier),
            new ClassMetric(
                    "ece",
                    "Expected calibration error",
                    Better.LOWER,
                    "mean over the cases of |accuracy - mean probability| of their bin, 15 bins of equal width of the"
                            + " probability of the answer",
                    "C. Guo et al., ICML 2017",
                    Over.PROBABILITIES,
                    Optional.empty(),
                    answers -> copies -> Calibration.of(answers, copies).error()));

    private ClassMetrics() {}

    /** The figures of one class against the rest. */
    public static List<ClassMetric> ofClass(String kind) {
        return List.of(
                SENSITIVITY.of(kind),
                RANKED.get(0).of(kind),
                RANKED.get(1).of(kind),
                RANKED.get(2).of(kind));
    }

    /** The classes that cases have, that were answered or that have a probability, by name. */
    public static List<String> classes(List<ClassAnswer> answers) {
        TreeSet<String> classes = new TreeSet<>();
        for (ClassAnswer answer : answers) {
            classes.add(answer.expected());
            classes.add(answer.predicted());
            classes.addAll(answer.probabilities().keySet());
        }
        classes.remove("");
        return List.copyOf(classes);
    }

    /** ROC curve of a class against the rest: 1 - specificity (x), sensitivity (y); empty where it is not defined. */
    public static List<CurvePoint> roc(List<ClassAnswer> answers, String kind) {
        return new RankedAnswers(answers, kind).roc();
    }
}
