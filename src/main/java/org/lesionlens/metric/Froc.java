package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Free-response ROC: how many lesions are found at how many false positives a case, as the least score that counts falls.
 *
 * <p>A lesion of the reference is found from the best score of the predicted lesions that share a voxel with it; a predicted
 * lesion that shares none with the reference is a false positive; one that shares voxels only with a lesion that is found
 * already is neither. Of boxes with a {@link HitRule} hits are its pairs, and all other boxes false positives. The sensitivity at a number of false positives a case is the highest that is reached without more of
 * them: steps, not lines between points, so it is never above that of an interpolated curve. Sources: P. C. Bunch et al.,
 * "A free response approach to the measurement and characterization of radiographic observer performance", Proc. SPIE 127,
 * 1977; the seven rates and their mean: A. A. A. Setio et al., Med. Image Anal. 42, 2017 (LUNA16).
 */
public final class Froc {
    /** False positives a case at which sensitivities are given. */
    public static final List<Double> RATES = List.of(0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0);

    static final String SENSITIVITY = "sensitivity_fp_";
    static final String MEAN = "cpm";
    private static final double ROUNDING = 1e-9;

    /** Of a case, from a score on: a hit finds a lesion, else there is a false positive. */
    private record Event(double score, int at, boolean hit) {}

    private final Event[] events;
    /** For each event the first one of a lower score. */
    private final int[] lower;

    private final int[] lesions;
    private final boolean scored;

    private Froc(List<CaseAgreement> cases) {
        lesions = cases.stream()
                .mapToInt(each -> each.lesions().references().size())
                .toArray();
        scored = cases.stream().allMatch(each -> each.lesions().scored());
        List<Event> found = new ArrayList<>();
        for (int i = 0; i < lesions.length && scored; i++) {
            add(found, cases.get(i).lesions(), i);
        }
        found.sort(Comparator.comparingDouble(Event::score).reversed());
        events = found.toArray(Event[]::new);
        lower = new int[events.length];
        for (int i = events.length - 1; i >= 0; i--) {
            boolean tied = i + 1 < events.length && events[i].score == events[i + 1].score;
            lower[i] = tied ? lower[i + 1] : i + 1;
        }
    }

    /** Cases without lesions count too. */
    public static Froc of(List<CaseAgreement> cases) {
        return new Froc(cases);
    }

    /** Whether a figure of this name comes from it. */
    public static boolean isOf(String metric) {
        return metric.startsWith(SENSITIVITY) || metric.equals(MEAN);
    }

    private static void add(List<Event> events, LesionAgreement agreement, int at) {
        double[] best = new double[agreement.references().size()];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        for (LesionOverlap pair : agreement.hits().orElse(agreement.overlaps())) {
            double score = agreement.predictions().get(pair.prediction()).score();
            best[pair.reference()] = Math.max(best[pair.reference()], score);
        }
        DoubleStream.of(best)
                .filter(score -> score > Double.NEGATIVE_INFINITY)
                .forEach(score -> events.add(new Event(score, at, true)));
        IntStream.range(0, agreement.predictions().size())
                .filter(wrong(agreement))
                .mapToDouble(i -> agreement.predictions().get(i).score())
                .forEach(score -> events.add(new Event(score, at, false)));
    }

    private static IntPredicate wrong(LesionAgreement agreement) {
        if (agreement.hits().isEmpty()) {
            return prediction -> !agreement.predictions().get(prediction).touched();
        }
        BitSet hits = new BitSet();
        agreement.hits().get().forEach(pair -> hits.set(pair.prediction()));
        return prediction -> !hits.get(prediction);
    }

    /** Sensitivity at a number of false positives a case; NaN if there are no lesions or a predicted one has no score. */
    public WeightedFigure sensitivityAt(double falsePositives) {
        return copies -> sensitivity(falsePositives, copies);
    }

    /** Mean of the sensitivities at {@link #RATES}: the competition performance metric. */
    public WeightedFigure meanSensitivity() {
        return copies -> RATES.stream()
                .mapToDouble(rate -> sensitivity(rate, copies))
                .average()
                .orElse(Double.NaN);
    }

    private double sensitivity(double rate, int[] copies) {
        long all = lesions(copies);
        if (!scored || all == 0) {
            return Double.NaN;
        }
        double most = rate * cases(copies) + ROUNDING;
        long found = 0;
        long wrong = 0;
        int from = 0;
        while (from < events.length) {
            long hits = 0;
            for (int i = from; i < lower[from]; i++) {
                int count = copies[events[i].at];
                hits += events[i].hit ? count : 0;
                wrong += events[i].hit ? 0 : count;
            }
            if (wrong > most) {
                break;
            }
            found += hits;
            from = lower[from];
        }
        return (double) found / all;
    }

    private static long cases(int[] copies) {
        long cases = 0;
        for (int count : copies) {
            cases += count;
        }
        return cases;
    }

    private long lesions(int[] copies) {
        long all = 0;
        for (int i = 0; i < copies.length; i++) {
            all += (long) copies[i] * lesions[i];
        }
        return all;
    }

    /** False positives a case (x) and sensitivity (y), from none on; empty where the figures are not defined. */
    public List<CurvePoint> curve() {
        List<CurvePoint> points = new ArrayList<>();
        double all = Arrays.stream(lesions).sum();
        if (!scored || all == 0) {
            return points;
        }
        points.add(new CurvePoint(0, 0, Double.POSITIVE_INFINITY));
        long found = 0;
        long wrong = 0;
        for (int i = 0; i < events.length; i++) {
            found += events[i].hit ? 1 : 0;
            wrong += events[i].hit ? 0 : 1;
            if (lower[i] == i + 1) {
                points.add(new CurvePoint((double) wrong / lesions.length, found / all, events[i].score));
            }
        }
        return points;
    }
}
