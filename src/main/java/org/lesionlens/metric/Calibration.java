package org.lesionlens.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * How often answers are right beside how sure they are, in bins of equal width of the probability of the answer.
 *
 * <p>Source: C. Guo et al., "On calibration of modern neural networks", ICML 2017.
 *
 * @param bins from 0 to 1
 */
public record Calibration(List<Bin> bins) {
    private static final int BINS = 15;

    /**
     * The answers whose probability is above the lower end (or 0) and at most the upper.
     *
     * @param low lower end
     * @param high upper end
     * @param answers how many
     * @param confidence their mean probability; NaN if there are none
     * @param accuracy share of them that are right; NaN likewise
     */
    public record Bin(double low, double high, long answers, double confidence, double accuracy) {}

    /** Keeps a copy. */
    public Calibration {
        bins = List.copyOf(bins);
    }

    /** Of the answers that have probabilities, in 15 bins. */
    public static Calibration of(List<ClassAnswer> answers) {
        return of(answers, Bootstrap.once(answers.size()));
    }

    static Calibration of(List<ClassAnswer> answers, int[] copies) {
        long[] count = new long[BINS];
        double[] sure = new double[BINS];
        double[] right = new double[BINS];
        for (int i = 0; i < copies.length; i++) {
            ClassAnswer answer = answers.get(i);
            if (!answer.probabilities().isEmpty()) {
                double confidence = answer.confidence();
                int bin = Math.max(0, (int) Math.ceil(confidence * BINS) - 1);
                count[bin] += copies[i];
                sure[bin] += copies[i] * confidence;
                right[bin] += answer.right() ? copies[i] : 0;
            }
        }
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            bins.add(new Bin((double) i / BINS, (i + 1.0) / BINS, count[i], sure[i] / count[i], right[i] / count[i]));
        }
        return new Calibration(bins);
    }

    /** Expected calibration error: the mean over the answers of their bin's |accuracy - confidence|; NaN without answers. */
    public double error() {
        double sum = 0;
        long answers = 0;
        for (Bin bin : bins) {
            answers += bin.answers;
            sum += bin.answers == 0 ? 0 : bin.answers * Math.abs(bin.accuracy - bin.confidence);
        }
        return answers == 0 ? Double.NaN : sum / answers;
    }
}
