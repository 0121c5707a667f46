package org.lesionlens.registration;

import java.util.Arrays;
import java.util.Optional;

/**
 * Intensities to a scale of 0 to 1 on which what is frequent takes more room, so that a histogram tells tissues apart
 * whatever else there is: air, padding, metal.
 *
 * <p>The slope is the square root of the density, as in a histogram of {@value #CELLS} cells between the percentiles
 * {@value #CLIPPED} and 100 less that; what lies beyond is clipped.
 */
final class IntensityScale {
    private static final int CELLS = 1024;
    private static final double CLIPPED = 0.1;
    private static final double PERCENT = 100;

    private final float lowest;
    private final float highest;
    /** The scale at the lower border of each cell, and 1. */
    private final float[] scale = new float[CELLS + 1];

    private IntensityScale(float lowest, float highest, double[] counts) {
        this.lowest = lowest;
        this.highest = highest;
        double total = Arrays.stream(counts).map(Math::sqrt).sum();
        double sum = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            sum += Math.sqrt(counts[cell]);
            scale[cell + 1] = (float) (sum / total);
        }
    }

    /** The scale of an image; empty if it has no two values. */
    static Optional<IntensityScale> of(LevelImage image) {
        float[] sorted = image.known();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        int clipped = (int) (sorted.length * CLIPPED / PERCENT);
        int cut = last < 0 || sorted[clipped] < sorted[last - clipped] ? clipped : 0;
        if (last < 0 || sorted[cut] == sorted[last - cut]) {
            return Optional.empty();
        }
        double[] counts = new double[CELLS];
        for (float value : sorted) {
            counts[cell(value, sorted[cut], sorted[last - cut])]++;
        }
        return Optional.of(new IntensityScale(sorted[cut], sorted[last - cut], counts));
    }

    private static int cell(float value, float lowest, float highest) {
        double place = ((double) value - lowest) / ((double) highest - lowest);
        return (int) Math.max(0, Math.min(CELLS - 1, place * CELLS));
    }

    /** 0 to 1; NaN of NaN. */
    float of(float value) {
        if (Float.isNaN(value)) {
            return Float.NaN;
        }
        double place = Math.max(0, Math.min(1, ((double) value - lowest) / ((double) highest - lowest))) * CELLS;
        int cell = Math.min(CELLS - 1, (int) place);
        return (float) (scale[cell] + (place - cell) * (scale[cell + 1] - scale[cell]));
    }
}
