package org.lesionlens.volume;

import java.util.Arrays;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;

/**
 * Resamples 2D slices to other pixel spacings, bilinear and antialiased.
 *
 * <p>Pixels are squares whose centres lie at half numbers. Each axis is filtered with a triangle of half-width
 * max(1, scale) source pixels, where scale is source pixels per target pixel, and weights are normalised inside the
 * image: the same as Pillow's {@code Image.resize(size, BILINEAR)} on mode F, which the training uses. Static and
 * thread-safe as long as nobody writes to the source.
 */
public final class Resampling {
    private Resampling() {}

    /**
     * Maps the whole extent of a slice to the whole extent of another, each axis by itself.
     *
     * @param from2d the source (column, row)
     * @param to2d the target (column, row), overwritten; of any size
     * @throws IllegalArgumentException if one of them is not 2D or empty
     */
    public static void resize(RandomAccessibleInterval<FloatType> from2d, RandomAccessibleInterval<FloatType> to2d) {
        requireSlices(from2d, to2d);
        double columnScale = (double) from2d.dimension(0) / to2d.dimension(0);
        double rowScale = (double) from2d.dimension(1) / to2d.dimension(1);
        resample(from2d, to2d, columnScale, rowScale, 0);
    }

    /**
     * Maps a slice into a window of the same centre and another pixel spacing.
     *
     * <p>Target pixel i has its centre at source coordinate (i + 0.5 - targetSize / 2) * scale + sourceSize / 2. Where
     * that lies off the source (below 0 or above sourceSize), the pixel takes the value {@code outside}. With the
     * reciprocal scales the window is mapped back.
     *
     * @param from2d the source (column, row)
     * @param to2d the window (column, row), overwritten; it may be larger or smaller than the source
     * @param columnScale source pixels per target pixel along the columns = target spacing / source spacing, above 0
     * @param rowScale the same along the rows
     * @param outside what stands where there is no source
     * @throws IllegalArgumentException if a slice is not 2D or empty or a scale is not finite and above 0
     */
    public static void resampleCentred(
            RandomAccessibleInterval<FloatType> from2d,
            RandomAccessibleInterval<FloatType> to2d,
            double columnScale,
            double rowScale,
            float outside) {
        requireSlices(from2d, to2d);
        requireScale("columnScale", columnScale);
        requireScale("rowScale", rowScale);
        resample(from2d, to2d, columnScale, rowScale, outside);
    }

    private static void resample(
            RandomAccessibleInterval<FloatType> from,
            RandomAccessibleInterval<FloatType> to,
            double columnScale,
            double rowScale,
            float outside) {
        TriangleWeights columns = TriangleWeights.centred(from.dimension(0), to.dimension(0), columnScale);
        TriangleWeights rows = TriangleWeights.centred(from.dimension(1), to.dimension(1), rowScale);
        write(filterRows(filterColumns(from, columns, outside), rows, outside), to);
    }

    /** Narrows or widens each row of the source; the result has as many rows as the source. */
    private static float[][] filterColumns(
            RandomAccessibleInterval<FloatType> from, TriangleWeights columns, float outside) {
        float[] source = new float[Math.toIntExact(from.dimension(0))];
        float[][] filtered = new float[Math.toIntExact(from.dimension(1))][columns.targetSize()];
        RandomAccess<FloatType> pixel = from.randomAccess();
        for (int y = 0; y < filtered.length; y++) {
            pixel.setPosition(from.min(0), 0);
            pixel.setPosition(from.min(1) + y, 1);
            for (int x = 0; x < source.length; x++) {
                source[x] = pixel.get().get();
                pixel.fwd(0);
            }
            columns.filter(source, filtered[y], outside);
        }
        return filtered;
    }

    /** Sums whole rows, weighted; columns that are outside stay so, as all their rows have the same value. */
    private static float[][] filterRows(float[][] source, TriangleWeights rows, float outside) {
        float[][] filtered = new float[rows.targetSize()][source[0].length];
        double[] sum = new double[source[0].length];
        for (int target = 0; target < filtered.length; target++) {
            double[] weights = rows.weights(target);
            Arrays.fill(sum, weights.length == 0 ? outside : 0);
            for (int tap = 0; tap < weights.length; tap++) {
                addWeighted(sum, source[rows.first(target) + tap], weights[tap]);
            }
            for (int x = 0; x < sum.length; x++) {
                filtered[target][x] = (float) sum[x];
            }
        }
        return filtered;
    }

    private static void addWeighted(double[] sum, float[] row, double weight) {
        for (int x = 0; x < sum.length; x++) {
            sum[x] += weight * row[x];
        }
    }

    private static void write(float[][] values, RandomAccessibleInterval<FloatType> to) {
        RandomAccess<FloatType> pixel = to.randomAccess();
        for (int y = 0; y < values.length; y++) {
            pixel.setPosition(to.min(0), 0);
            pixel.setPosition(to.min(1) + y, 1);
            for (float value : values[y]) {
                pixel.get().set(value);
                pixel.fwd(0);
            }
        }
    }

    private static void requireSlices(RandomAccessibleInterval<?>... slices) {
        for (RandomAccessibleInterval<?> slice : slices) {
            if (slice.numDimensions() != 2 || slice.dimension(0) < 1 || slice.dimension(1) < 1) {
                throw new IllegalArgumentException(
                        "a slice must have 2 dimensions and at least 1 x 1 pixels but has size "
                                + Arrays.toString(slice.dimensionsAsLongArray()));
            }
        }
    }

    private static void requireScale(String name, double scale) {
        if (!(scale > 0 && Double.isFinite(scale))) {
            throw new IllegalArgumentException(name + " is " + scale + " but must be finite and above 0");
        }
    }
}
