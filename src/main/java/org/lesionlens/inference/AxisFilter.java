package org.lesionlens.inference;

import org.lesionlens.model.Preparation.Interpolation;
import org.lesionlens.volume.TriangleWeights;

/**
 * How the samples along one axis are made of those of another grid: each from a few neighbours, weighted.
 *
 * <p>NEAREST, LINEAR and CUBIC are orders 0, 1 and 3 of scipy.ndimage.zoom with {@code mode='nearest'}, as scikit-image's
 * {@code resize(mode='edge')} calls it: beyond its ends the axis goes on with its last sample. TRIANGLE is {@link TriangleWeights};
 * AREA is the mean of all samples that a target sample touches.
 */
final class AxisFilter {
    /** The pole of the cubic spline; after 24 samples what it carries on is below 1e-13. */
    private static final double POLE = Math.sqrt(3) - 2;

    private static final int REACH = 24;
    private static final double SAME_PLACE = 1e-3;

    private final int source;
    private final int[] first;
    /** By tap and target. */
    private final float[][] weights;

    private final boolean spline;
    private final boolean identity;

    private AxisFilter(int source, int[] first, float[][] weights, boolean spline, boolean identity) {
        this.source = source;
        this.first = first;
        this.weights = weights;
        this.spline = spline;
        this.identity = identity;
    }

    /**
     * Each target sample {@code k} lies at {@code scale * k + shift} of the source.
     *
     * @param source number of samples, at least 1
     * @param target likewise
     */
    static AxisFilter of(Interpolation kind, int source, int target, double scale, double shift) {
        if (source == target && Math.abs(shift) < SAME_PLACE && Math.abs(scale - 1) * target < SAME_PLACE) {
            return identity(source);
        }
        if (kind == Interpolation.TRIANGLE) {
            return triangle(source, target);
        }
        if (kind == Interpolation.AREA) {
            return area(source, target);
        }
        int taps = kind == Interpolation.NEAREST || source == 1 ? 1 : kind == Interpolation.LINEAR ? 2 : 4;
        int[] first = new int[target];
        float[][] weights = new float[taps][target];
        double offset = Math.rint(0.5 - (shift + 0.5) / scale);
        boolean edgeToEdge = Math.abs(scale * (0.5 - offset) - 0.5 - shift) < SAME_PLACE;
        for (int k = 0; k < target; k++) {
            // the formula of nnU-Net, so that what lies midway between two samples is rounded as there
            double at = edgeToEdge ? scale * (k - offset + 0.5) - 0.5 : scale * k + shift;
            place(at, k, source, first, weights);
        }
        return new AxisFilter(source, first, weights, taps == 4, false);
    }

    private static void place(double at, int k, int source, int[] first, float[][] weights) {
        double within = Math.max(0, Math.min(source - 1, at));
        if (weights.length == 1) {
            first[k] = Math.min(source - 1, (int) Math.floor(within + 0.5));
            weights[0][k] = 1;
        } else if (weights.length == 2) {
            first[k] = Math.min(source - 2, (int) within);
            weights[1][k] = (float) (within - first[k]);
            weights[0][k] = (float) (1 - within + first[k]);
        } else {
            int left = (int) Math.floor(at);
            first[k] = left - 1;
            setSpline(at - left, k, weights);
        }
    }

    private static void setSpline(double t, int k, float[][] weights) {
        double s = 1 - t;
        weights[0][k] = (float) (s * s * s / 6);
        weights[1][k] = (float) ((4 + t * t * (3 * t - 6)) / 6);
        weights[2][k] = (float) ((4 + s * s * (3 * s - 6)) / 6);
        weights[3][k] = (float) (t * t * t / 6);
    }

    /** Samples as they are. */
    static AxisFilter identity(int size) {
        return new AxisFilter(size, new int[size], new float[0][], false, true);
    }

    private static AxisFilter triangle(int source, int target) {
        TriangleWeights triangle = TriangleWeights.of(source, target);
        int[] first = new int[target];
        float[][] weights = new float[triangle.taps()][target];
        for (int k = 0; k < target; k++) {
            first[k] = triangle.first(k);
            for (int tap = 0; tap < weights.length; tap++) {
                weights[tap][k] = triangle.weight(k, tap);
            }
        }
        return new AxisFilter(source, first, weights, false, false);
    }

    /** Sample k is the mean of those from floor(k * source / target) to ceil((k + 1) * source / target), which is not included. */
    private static AxisFilter area(int source, int target) {
        int[] first = new int[target];
        int[] end = new int[target];
        int taps = 1;
        for (int k = 0; k < target; k++) {
            first[k] = Math.toIntExact((long) k * source / target);
            end[k] = Math.toIntExact(((long) (k + 1) * source + target - 1) / target);
            taps = Math.max(taps, end[k] - first[k]);
        }
        float[][] weights = new float[taps][target];
        for (int k = 0; k < target; k++) {
            int from = first[k];
            first[k] = Math.min(from, source - taps);
            for (int at = from; at < end[k]; at++) {
                weights[at - first[k]][k] = 1f / (end[k] - from);
            }
        }
        return new AxisFilter(source, first, weights, false, false);
    }

    int source() {
        return source;
    }

    int target() {
        return first.length;
    }

    boolean isIdentity() {
        return identity;
    }

    boolean isSpline() {
        return spline;
    }

    /** The first source sample that is wanted for a target sample; may lie before the first. */
    int first(int target) {
        return identity ? target : first[target];
    }

    int taps() {
        return identity ? 1 : weights.length;
    }

    float weight(int target, int tap) {
        return identity ? 1 : weights[tap][target];
    }

    /** The first sample of the source to be read for targets from one on. */
    int from(int target) {
        return Math.max(0, Math.min(source - 1, first(target) - (spline ? REACH : 0)));
    }

    /** The sample of the source after the last one to be read for targets up to one, which is included. */
    int to(int target) {
        return Math.min(source, Math.max(0, first(target) + taps() - 1 + (spline ? REACH : 0)) + 1);
    }

    /**
     * Filters an array along this axis.
     *
     * @param values in rows of {@code inner} neighbours; {@code count} such rows follow each other along the axis
     * @param start which sample of the source the first row is
     * @param target the first target sample
     * @param targets how many
     * @return a new array
     */
    float[] apply(float[] values, int inner, int count, int start, int target, int targets) {
        int outer = values.length / inner / count;
        float[] filtered = new float[Math.multiplyExact(Math.multiplyExact(outer, targets), inner)];
        int low = spline ? first(target) - REACH : 0;
        int high = spline ? first(target + targets - 1) + 4 + REACH : 0;
        float[] line = spline ? new float[(high - low) * inner] : values;
        for (int part = 0; part < outer; part++) {
            int from = part * count * inner;
            int origin = start;
            if (spline) {
                coefficients(values, from, inner, count, start, low, line);
                from = 0;
                origin = low;
            }
            addTaps(line, from - origin * inner, inner, filtered, part * targets * inner, target, targets);
        }
        return filtered;
    }

    private void addTaps(float[] from, int origin, int inner, float[] to, int at, int target, int targets) {
        if (inner == 1) {
            addAlong(from, origin, to, at, target, targets);
            return;
        }
        for (int k = 0; k < targets; k++) {
            int first = first(target + k);
            for (int tap = 0; tap < weights.length; tap++) {
                float weight = weights[tap][target + k];
                if (weight != 0) {
                    add(weight, from, origin + (first + tap) * inner, to, at + k * inner, inner);
                }
            }
        }
    }

    private static void add(float weight, float[] from, int start, float[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] += weight * from[start + i];
        }
    }

    private void addAlong(float[] from, int origin, float[] to, int at, int target, int targets) {
        for (int tap = 0; tap < weights.length; tap++) {
            float[] row = weights[tap];
            for (int k = 0; k < targets; k++) {
                to[at + k] += row[target + k] * from[origin + first[target + k] + tap];
            }
        }
    }

    /** Rows from one on, which may lie before the first or after the last: those are the nearest one. */
    private static void extend(float[] values, int from, int inner, int count, int first, float[] line) {
        int rows = line.length / inner;
        int begin = Math.max(0, -first);
        int end = Math.min(rows, count - first);
        System.arraycopy(values, from + (first + begin) * inner, line, begin * inner, (end - begin) * inner);
        for (int row = 0; row < begin; row++) {
            System.arraycopy(values, from, line, row * inner, inner);
        }
        for (int row = end; row < rows; row++) {
            System.arraycopy(values, from + (count - 1) * inner, line, row * inner, inner);
        }
    }

    /**
     * The coefficients of the cubic spline through the samples from {@code low} on, the end samples repeated (Unser 1999, "Splines:
     * a perfect fit for signal and image processing").
     */
    private void coefficients(float[] values, int from, int inner, int count, int start, int low, float[] line) {
        int rows = line.length / inner;
        extend(values, from, inner, count, low - start, line);
        float pole = (float) POLE;
        for (int i = 0; i < inner; i++) {
            line[i] *= (float) (6 / (1 - POLE));
        }
        for (int i = inner; i < line.length; i++) {
            line[i] = 6 * line[i] + pole * line[i - inner];
        }
        int last = line.length - inner;
        for (int i = 0; i < inner; i++) {
            double end = 6 * values[from + Math.max(0, Math.min(count - 1, low + rows - 1 - start)) * inner + i];
            double steady = end / (1 - POLE);
            line[last + i] = (float) (-POLE * (steady / (1 - POLE) + (line[last + i] - steady) / (1 - POLE * POLE)));
        }
        for (int i = last - 1; i >= 0; i--) {
            line[i] = pole * (line[i + inner] - line[i]);
        }
    }
}
