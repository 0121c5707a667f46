package org.lesionlens.metric;

/**
 * The lower envelope of equal parabolas that stand on the samples of a line: squared distance in one dimension.
 *
 * <p>Used again for many lines; not thread-safe.
 */
final class LowerEnvelope {
    private final double spacing;
    private final double[] height;
    /** The samples whose parabolas form the envelope, and from where on each is the lowest, in samples. */
    private final int[] site;

    private final double[] start;

    LowerEnvelope(int length, double spacing) {
        this.spacing = spacing;
        height = new double[length];
        site = new int[length];
        start = new double[length];
    }

    int length() {
        return height.length;
    }

    /** Replaces each sample by the minimum over all samples v of line[v] + (spacing * (i - v))^2; infinities are no sites. */
    void transform(double[] line) {
        System.arraycopy(line, 0, height, 0, line.length);
        int last = build();
        int lowest = 0;
        for (int i = 0; i < line.length && last >= 0; i++) {
            while (lowest < last && start[lowest + 1] < i) {
                lowest++;
            }
            double distance = spacing * (i - site[lowest]);
            line[i] = height[site[lowest]] + distance * distance;
        }
    }

    /** The place of the last parabola in the envelope, -1 if there is none. */
    private int build() {
        int last = -1;
        for (int sample = 0; sample < height.length; sample++) {
            if (height[sample] < Double.POSITIVE_INFINITY) {
                last = add(sample, last);
            }
        }
        return last;
    }

    /** Drops the parabolas that the new one hides; the first is the lowest from minus infinity on. */
    private int add(int sample, int last) {
        int kept = last;
        while (kept > 0 && intersection(site[kept], sample) <= start[kept]) {
            kept--;
        }
        double from = kept < 0 ? Double.NEGATIVE_INFINITY : intersection(site[kept], sample);
        site[kept + 1] = sample;
        start[kept + 1] = from;
        return kept + 1;
    }

    /** Where the parabola on the right gets lower than that on the left, in samples. */
    private double intersection(int left, int right) {
        double rise = (height[right] - height[left]) / (spacing * spacing);
        return 0.5 * (rise / (right - left) + left + right);
    }
}
