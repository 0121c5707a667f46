package org.lesionlens.metric;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import org.lesionlens.lesion.Percentile;

/**
 * What the metrics of many cases come to; units are those of {@link CaseAgreement}.
 *
 * @param cases all cases, those missing or empty included
 * @param missing cases without a prediction; they count as predicted empty
 * @param bothEmpty cases where prediction and reference are empty; they have no Dice
 * @param meanDice mean over the cases that have a Dice; NaN if none has
 * @param medianDice median over them, likewise
 * @param shareBelowTenth how many of them have a Dice below 0.1, 0 to 1; NaN if there are none
 * @param medianHd95 median over the cases that have an HD95; NaN if none has
 * @param lesions lesions of the references
 * @param predicted lesions of the predictions
 * @param found lesions of the references that are touched by a prediction
 * @param invented lesions of the predictions that touch no reference
 * @param matched pairs with an IoU of at least 0.1
 */
public record MetricsSummary(
        int cases,
        int missing,
        int bothEmpty,
        double meanDice,
        double medianDice,
        double shareBelowTenth,
        double medianHd95,
        long lesions,
        long predicted,
        long found,
        long invented,
        long matched) {
    /**
     * Sums up cases.
     *
     * @param cases at least one
     * @param missing how many of them have no prediction
     * @throws IllegalArgumentException if there is no case or {@code missing} is not 0 to their number
     */
    public static MetricsSummary of(List<CaseAgreement> cases, int missing) {
        if (cases.isEmpty() || missing < 0 || missing > cases.size()) {
            throw new IllegalArgumentException("cases are " + cases.size() + " and missing is " + missing
                    + " but there must be at least 1 case and 0 to as many missing");
        }
        double[] dice = known(cases, CaseAgreement::dice);
        return new MetricsSummary(
                cases.size(),
                missing,
                cases.size() - dice.length,
                DoubleStream.of(dice).average().orElse(Double.NaN),
                Percentile.of(dice, 50),
                DoubleStream.of(dice).map(d -> d < 0.1 ? 1 : 0).average().orElse(Double.NaN),
                Percentile.of(known(cases, CaseAgreement::hd95), 50),
                total(cases, c -> c.lesions().references().size()),
                total(cases, c -> c.lesions().predictions().size()),
                total(cases, c -> c.lesions().found()),
                total(cases, c -> c.lesions().invented()),
                total(cases, c -> c.lesions().matched(0.1)));
    }

    /** Lesion-wise F1 at an IoU of 0.1: 2 matched / (lesions + predicted), 0 to 1; 0 if there are no lesions. */
    public double f1() {
        return 2.0 * matched / Math.max(1, lesions + predicted);
    }

    /** Invented lesions a case. */
    public double inventedPerCase() {
        return (double) invented / cases;
    }

    /** All figures in one line, for people; Dice is left out where no case has one. */
    public String line() {
        String dice = bothEmpty == cases
                ? ""
                : format("Dice mean %.4f median %.4f  below 0.1: %.3f  ", meanDice, medianDice, shareBelowTenth);
        return format("cases %d  missing %d  both empty %d  ", cases, missing, bothEmpty)
                + dice
                + format("HD95 median %s  ", Double.isNaN(medianHd95) ? "nan" : format("%.2f", medianHd95))
                + format("lesions %d found %d invented %d ", lesions, found, invented)
                + format("(%.2f a case)  F1 at IoU 0.1 %.3f", inventedPerCase(), f1());
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static double[] known(List<CaseAgreement> cases, ToDoubleFunction<CaseAgreement> figure) {
        return cases.stream()
                .mapToDouble(figure)
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }

    private static long total(List<CaseAgreement> cases, ToLongFunction<CaseAgreement> figure) {
        return cases.stream().mapToLong(figure).sum();
    }
}
