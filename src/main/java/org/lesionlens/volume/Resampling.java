package org.lesionlens.volume;

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
     * Maps the whole extent of a slice to the whole extent of another, each axis by itself; of as many pixels it stays as it is.
     *
     * @param pixels the slice, finite, in row-major order
     * @param columns columns of the slice, at least 1
     * @param rows rows of the slice, at least 1
     * @param targetColumns columns of the result, at least 1
     * @param targetRows rows of the result, at least 1
     * @return the result in row-major order, a new array
     * @throws IllegalArgumentException if a size is less than 1 or the slice has not columns x rows pixels
     */
    public static float[] resize(float[] pixels, int columns, int rows, int targetColumns, int targetRows) {
        if (Math.min(Math.min(columns, rows), Math.min(targetColumns, targetRows)) < 1
                || pixels.length != Math.multiplyExact(columns, rows)) {
            throw new IllegalArgumentException("a slice of " + columns + " x " + rows + " with " + pixels.length
                    + " pixels cannot become " + targetColumns + " x " + targetRows
                    + ": sizes must be at least 1 x 1 and fit the pixels");
        }
        float[] narrowed = columns == targetColumns
                ? pixels
                : filterColumns(pixels, columns, rows, TriangleWeights.of(columns, targetColumns));
        if (rows == targetRows) {
            return narrowed == pixels ? pixels.clone() : narrowed;
        }
        return filterRows(narrowed, targetColumns, TriangleWeights.of(rows, targetRows));
    }

    /** Narrows or widens each row of the source; the result has as many rows as the source. */
    private static float[] filterColumns(float[] source, int columns, int rows, TriangleWeights weights) {
        float[] filtered = new float[Math.multiplyExact(weights.targetSize(), rows)];
        for (int row = 0; row < rows; row++) {
            weights.addFiltered(source, row * columns, filtered, row * weights.targetSize());
        }
        return filtered;
    }

    /** Sums whole rows, weighted. */
    private static float[] filterRows(float[] source, int columns, TriangleWeights weights) {
        float[] filtered = new float[Math.multiplyExact(columns, weights.targetSize())];
        for (int target = 0; target < weights.targetSize(); target++) {
            for (int tap = 0; tap < weights.taps(); tap++) {
                float weight = weights.weight(target, tap);
                if (weight != 0) {
                    addWeighted(
                            source,
                            (weights.first(target) + tap) * columns,
                            filtered,
                            target * columns,
                            columns,
                            weight);
                }
            }
        }
        return filtered;
    }

    private static void addWeighted(float[] source, int from, float[] sum, int to, int columns, float weight) {
        for (int column = 0; column < columns; column++) {
            sum[to + column] += weight * source[from + column];
        }
    }
}
