package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Free-response ROC: how many lesions are found at how many false positives a case, as the least score that counts falls.
 *
 * <p>A lesion of the reference is found from the best score of the predicted lesions that share a voxel with it; a predicted
 * lesion that shares none with the reference is a false positive; one that shares voxels only with a lesion that is found
 * already is neither. The sensitivity at a number of false positives a case is the highest that is reached without more of
 * them: steps, not lines between points, so it is never above that of an interpolated curve. Sources: P. C. Bunch et al.,
 * "A free response approach to the measurement and characterization of radiographic observer performance", Proc. SPIE 127,
 * 1977; the seven rates and their mean: A. A. A. Setio et al., Med. Image Anal. 42, 2017 (LUNA16).
 */
public final class Froc {
    /** False positives a case at which sensitivities are given. */
    public static final List<Double> RATES = List.of(0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0);

    private static final double ROUNDING = 1e-9;

    /** Of a case, from a score on: a hit finds a lesion, else there is a false positive. */
    private record Event(double score, int at, boolean hit) {}

    private final List<Event> events = new ArrayList<>();
    private final int[] lesions;
    private final boolean scored;

    private Froc(List<CaseAgreement> cases) {
        lesions = cases.stream()
                .mapToInt(each -> each.lesions().references().size())
                .toArray();
        scored = cases.stream().allMatch(each -> each.lesions().scored());
        for (int i = 0; i < lesions.length && scored; i++) {
            add(cases.get(i).lesions(), i);
        }
        events.sort(Comparator.comparingDouble(Event::score).reversed());
    }

    /** Cases without lesions count too. */
    public static Froc of(List<CaseAgreement> cases) {
        return new Froc(cases);
    }

    private void add(LesionAgreement agreement, int at) {
        double[] best = new double[agreement.references().size()];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        for (LesionOverlap pair : agreement.overlaps()) {
            double score = agreement.predictions().get(pair.prediction()).score();
            best[pair.reference()] = Math.max(best[pair.reference()], score);
        }
        DoubleStream.of(best)
                .filter(score -> score > Double.NEGATIVE_INFINITY)
                .forEach(score -> events.add(new Event(score, at, true)));
        agreement.predictions().stream()
                .filter(lesion -> !lesion.touched())
                .forEach(lesion -> events.add(new Event(lesion.score(), at, false)));
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
        double most = rate * cases(copies) + ROUNDING;
        long found = 0;
        long wrong = 0;
        for (int from = 0; from < events.size() && scored; ) {
            int to = endOfTies(from);
            long hits = 0;
            for (Event event : events.subList(from, to)) {
                hits += event.hit ? copies[event.at] : 0;
                wrong += event.hit ? 0 : copies[event.at];
            }
            if (wrong > most) {
                break;
            }
            found += hits;
            from = to;
        }
        long all = lesions(copies);
        return scored && all > 0 ? (double) found / all : Double.NaN;
    }

    private int endOfTies(int from) {
        int to = from + 1;
        while (to < events.size() && events.get(to).score == events.get(from).score) {
            to++;
        }
        return to;
    }

    private static long cases(int[] copies) {
        return Arrays.stream(copies).asLongStream().sum();
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
        for (int from = 0; from < events.size(); from = endOfTies(from)) {
            for (Event event : events.subList(from, endOfTies(from))) {
                found += event.hit ? 1 : 0;
                wrong += event.hit ? 0 : 1;
            }
            points.add(new CurvePoint((double) wrong / lesions.length, found / all, events.get(from).score));
        }
        return points;
    }
}
