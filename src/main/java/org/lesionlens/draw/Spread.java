package org.lesionlens.draw;

/** Labels in a column, each as near to its place as the others let it. */
final class Spread {
    private Spread() {}

    /**
     * Where labels begin so that none overlaps.
     *
     * @param middles where each would have its middle, rising
     * @param heights of each
     * @param top the first begins there or below
     * @param bottom the last ends there or above, if there is room for all
     */
    static double[] tops(double[] middles, double[] heights, double top, double bottom) {
        double[] tops = new double[middles.length];
        double free = top;
        for (int i = 0; i < tops.length; i++) {
            tops[i] = Math.max(free, middles[i] - heights[i] / 2);
            free = tops[i] + heights[i];
        }
        double end = bottom;
        for (int i = tops.length - 1; i >= 0 && tops[i] + heights[i] > end; i--) {
            tops[i] = end - heights[i];
            end = tops[i];
        }
        return tops;
    }
}
