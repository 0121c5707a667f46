package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The answers of a class against the rest, by falling probability of the class; equal ones count at once. A case without an
 * answer ranks as wrong as can be, as in the training's figures: last if it is of the class, else first.
 */
final class RankedAnswers {
    private static final double ROUNDING = 1e-9;

    /** Takes, one after the other, what has been answered so far: of the class, and of the rest. */
    private interface Step {
        void to(long right, long wrong, double threshold);
    }

    private final int[] order;
    private final double[] probability;
    private final boolean[] positive;

    RankedAnswers(List<ClassAnswer> answers, String kind) {
        boolean known =
                answers.stream().anyMatch(answer -> !answer.probabilities().isEmpty());
        probability = answers.stream()
                .mapToDouble(answer -> known ? probability(answer, kind) : Double.NaN)
                .toArray();
        positive = new boolean[probability.length];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = answers.get(i).expected().equals(kind);
        }
        order = IntStream.range(0, probability.length)
                .filter(i -> !Double.isNaN(probability[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -probability[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    private static double probability(ClassAnswer answer, String kind) {
        if (answer.predicted().isEmpty()) {
            return answer.expected().equals(kind) ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return answer.probabilities().isEmpty() ? Double.NaN : answer.probability(kind);
    }

    private void walk(int[] copies, Step step) {
        long right = 0;
        long wrong = 0;
        for (int i = 0; i < order.length; i++) {
            right += positive[order[i]] ? copies[order[i]] : 0;
            wrong += positive[order[i]] ? 0 : copies[order[i]];
            if (i + 1 == order.length || probability[order[i + 1]] != probability[order[i]]) {
                step.to(right, wrong, probability[order[i]]);
            }
        }
    }

    private long count(int[] copies, boolean ofClass) {
        long count = 0;
        for (int i : order) {
            count += positive[i] == ofClass ? copies[i] : 0;
        }
        return count;
    }

    /** Whether answers of the class and of the rest are there. */
    private boolean both(int[] copies) {
        return count(copies, true) > 0 && count(copies, false) > 0;
    }

    /** Area under the ROC curve; NaN without answers of the class or of the rest. */
    double area(int[] copies) {
        double[] sum = new double[3];
        walk(copies, (right, wrong, threshold) -> {
            sum[0] += (wrong - sum[2]) * (right + sum[1]) / 2;
            sum[1] = right;
            sum[2] = wrong;
        });
        return both(copies) ? sum[0] / ((double) count(copies, true) * count(copies, false)) : Double.NaN;
    }

    /** Sum over the thresholds of precision times gain of recall; NaN likewise. */
    double averagePrecision(int[] copies) {
        double[] sum = new double[2];
        walk(copies, (right, wrong, threshold) -> {
            sum[0] += right == sum[1] ? 0 : (right - sum[1]) * right / (right + wrong);
            sum[1] = right;
        });
        return both(copies) ? sum[0] / count(copies, true) : Double.NaN;
    }

    /** The highest at a threshold where at least this share of the rest is answered as the rest; NaN likewise. */
    double sensitivityAt(double specificity, int[] copies) {
        double most = (1 - specificity) * count(copies, false) + ROUNDING;
        long[] best = new long[1];
        walk(copies, (right, wrong, threshold) -> best[0] = wrong <= most ? right : best[0]);
        return both(copies) ? (double) best[0] / count(copies, true) : Double.NaN;
    }

    List<CurvePoint> roc() {
        List<CurvePoint> points = new ArrayList<>();
        int[] once = Bootstrap.once(positive.length);
        if (both(once)) {
            double right = count(once, true);
            double wrong = count(once, false);
            points.add(new CurvePoint(0, 0, Double.POSITIVE_INFINITY));
            walk(
                    once,
                    (hits, alarms, threshold) -> points.add(new CurvePoint(alarms / wrong, hits / right, threshold)));
        }
        return points;
    }
}
