package org.lesionlens.volume;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.LongStream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * Mean and spread of an image's foreground, by which intensities become comparable between scanners.
 *
 * @param mean mean intensity of the foreground
 * @param standardDeviation population standard deviation of the foreground (divided by n), at least 0
 */
public record Normalization(double mean, double standardDeviation) {
    /**
     * Checks the statistics.
     *
     * @throws IllegalArgumentException if one is not finite or the standard deviation is negative
     */
    public Normalization {
        if (!Double.isFinite(mean) || !Double.isFinite(standardDeviation) || standardDeviation < 0) {
            throw new IllegalArgumentException("mean is " + mean + " and standardDeviation is " + standardDeviation
                    + " but both must be finite and the latter at least 0");
        }
    }

    /**
     * Statistics of the voxels strictly above the mean of all voxels; sums are in double, plane by plane, on all cores.
     *
     * @param voxels a volume or a slice, finite throughout
     * @throws IllegalArgumentException if a voxel is NaN or infinite, or the image is constant
     */
    public static Normalization foreground(RandomAccessibleInterval<FloatType> voxels) {
        double threshold = meanOfAll(voxels);
        Sums above = byPlane(voxels, plane -> sumsAbove(plane, threshold));
        double mean = above.sum() / above.count();
        double variance = above.squares() / above.count() - mean * mean;
        return new Normalization(threshold + mean, Math.sqrt(Math.max(0, variance)));
    }

    /**
     * Replaces values by the normalised intensity (value - mean) / standardDeviation, not below {@code minimum} nor above
     * {@code maximum}; the mean itself is 0 even where the standard deviation is 0, as in an image of two values.
     */
    public void apply(float[] values, float minimum, float maximum) {
        double scale = Math.min(1 / standardDeviation, Double.MAX_VALUE);
        for (int i = 0; i < values.length; i++) {
            double normalized = (values[i] - mean) * scale;
            values[i] = (float) (normalized <= minimum ? minimum : normalized >= maximum ? maximum : normalized);
        }
    }

    /** What planes add up to; the values may be taken from a common origin, so that squares keep their digits. */
    private record Sums(long count, double sum, double squares, float lowest, float highest) {
        Sums plus(Sums other) {
            return new Sums(
                    count + other.count,
                    sum + other.sum,
                    squares + other.squares,
                    Math.min(lowest, other.lowest),
                    Math.max(highest, other.highest));
        }
    }

    /** Adds up in the order of the planes, whichever core took them. */
    private static Sums byPlane(
            RandomAccessibleInterval<FloatType> voxels, Function<RandomAccessibleInterval<FloatType>, Sums> sums) {
        int last = voxels.numDimensions() - 1;
        if (last == 0) {
            return sums.apply(voxels);
        }
        return LongStream.rangeClosed(voxels.min(last), voxels.max(last))
                .parallel()
                .mapToObj(plane -> sums.apply(Views.hyperSlice(voxels, last, plane)))
                .toList()
                .stream()
                .reduce(Sums::plus)
                .orElseThrow();
    }

    private static double meanOfAll(RandomAccessibleInterval<FloatType> voxels) {
        Sums all = byPlane(voxels, Normalization::sums);
        if (!Double.isFinite(all.sum())) {
            throw new IllegalArgumentException(firstNotFinite(voxels));
        }
        if (!(all.lowest() < all.highest())) {
            throw new IllegalArgumentException("the image is constant (value " + all.lowest()
                    + "): nothing stands out from the background, so there is nothing to analyze");
        }
        return all.sum() / all.count();
    }

    private static Sums sums(RandomAccessibleInterval<FloatType> plane) {
        double sum = 0;
        float lowest = Float.POSITIVE_INFINITY;
        float highest = Float.NEGATIVE_INFINITY;
        for (FloatType voxel : Views.flatIterable(plane)) {
            float value = voxel.get();
            sum += value;
            lowest = value < lowest ? value : lowest;
            highest = value > highest ? value : highest;
        }
        return new Sums(plane.size(), sum, 0, lowest, highest);
    }

    private static Sums sumsAbove(RandomAccessibleInterval<FloatType> plane, double threshold) {
        long count = 0;
        double sum = 0;
        double squares = 0;
        for (FloatType voxel : Views.flatIterable(plane)) {
            double above = voxel.get() - threshold;
            if (above > 0) {
                count++;
                sum += above;
                squares += above * above;
            }
        }
        return new Sums(count, sum, squares, 0, 0);
    }

    private static String firstNotFinite(RandomAccessibleInterval<FloatType> voxels) {
        Cursor<FloatType> cursor = Views.flatIterable(voxels).cursor();
        while (Float.isFinite(cursor.next().get())) {
            continue;
        }
        return "voxel " + Arrays.toString(cursor.positionAsLongArray()) + " (counted from 0) is "
                + cursor.get().get() + ": replace or crop voxels that are not finite first";
    }
}
