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
        TriangleWeights columns = TriangleWeights.of(from2d.dimension(0), to2d.dimension(0));
        TriangleWeights rows = TriangleWeights.of(from2d.dimension(1), to2d.dimension(1));
        write(filterRows(filterColumns(from2d, columns), rows), to2d);
    }

    /** Narrows or widens each row of the source; the result has as many rows as the source. */
    private static float[][] filterColumns(RandomAccessibleInterval<FloatType> from, TriangleWeights columns) {
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
            columns.filter(source, filtered[y]);
        }
        return filtered;
    }

    /** Sums whole rows, weighted. */
    private static float[][] filterRows(float[][] source, TriangleWeights rows) {
        float[][] filtered = new float[rows.targetSize()][source[0].length];
        double[] sum = new double[source[0].length];
        for (int target = 0; target < filtered.length; target++) {
            double[] weights = rows.weights(target);
            Arrays.fill(sum, 0);
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
}
