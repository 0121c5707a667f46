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
 * <p>NaN stands for no tissue ({@link Volume#tissue()}). It belongs to no foreground, and is as dark as the darkest tissue.
 *
 * @param mean mean intensity of the foreground
 * @param standardDeviation population standard deviation of the foreground (divided by n), at least 0
 * @param lowest lowest intensity of the image that is no NaN, which stands where NaN is
 */
public record Normalization(double mean, double standardDeviation, float lowest) {
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
     * <p>In the mean of all voxels NaN counts as the lowest intensity, as air would that stood there: so an image has the
     * same foreground whether its surround is air or padding.
     *
     * @param voxels a volume or a slice; NaN where there is no tissue
     * @throws UnsuitableImageException if a voxel is infinite, or the image is constant or all NaN
     */
    public static Normalization foreground(RandomAccessibleInterval<FloatType> voxels) {
        Sums all = byPlane(voxels, Normalization::sums);
        requireContrast(voxels, all);
        double surround = (double) (voxels.size() - all.count()) * all.lowest();
        double threshold = (all.sum() + surround) / voxels.size();
        Sums above = byPlane(voxels, plane -> sumsAbove(plane, threshold));
        double mean = above.sum() / above.count();
        double variance = above.squares() / above.count() - mean * mean;
        return new Normalization(threshold + mean, Math.sqrt(Math.max(0, variance)), all.lowest());
    }

    /**
     * Replaces values by the normalised intensity (value - mean) / standardDeviation, not below {@code minimum} nor above
     * {@code maximum}; the mean itself is 0 even where the standard deviation is 0, as in an image of two values.
     */
    public void apply(float[] values, float minimum, float maximum) {
        double scale = Math.min(1 / standardDeviation, Double.MAX_VALUE);
        for (int i = 0; i < values.length; i++) {
            double normalized = ((Float.isNaN(values[i]) ? lowest : values[i]) - mean) * scale;
            values[i] = (float) (normalized <= minimum ? minimum : normalized >= maximum ? maximum : normalized);
        }
    }

    /**
     * The lowest intensity that is no NaN, of an image that something can be seen in.
     *
     * @throws UnsuitableImageException if a voxel is infinite, or the image is constant or all NaN
     */
    public static float lowest(RandomAccessibleInterval<FloatType> voxels) {
        Sums all = byPlane(voxels, Normalization::sums);
        requireContrast(voxels, all);
        return all.lowest();
    }

    /**
     * Whether not all intensities are one.
     *
     * @throws UnsuitableImageException if a voxel is infinite, or the image is all NaN
     */
    public static boolean hasContrast(RandomAccessibleInterval<FloatType> voxels) {
        Sums all = byPlane(voxels, Normalization::sums);
        requireTissue(voxels, all);
        return all.lowest() < all.highest();
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

    private static void requireContrast(RandomAccessibleInterval<FloatType> voxels, Sums all) {
        requireTissue(voxels, all);
        if (!(all.lowest() < all.highest())) {
            throw new UnsuitableImageException("the image is constant (value " + all.lowest()
                    + "): nothing stands out from the background, so there is nothing to analyze");
        }
    }

    private static void requireTissue(RandomAccessibleInterval<FloatType> voxels, Sums all) {
        if (all.count() == 0) {
            throw new UnsuitableImageException("the image holds nothing but padding (NaN, or what its file declares as"
                    + " PixelPaddingValue): choose an image that shows tissue");
        }
        if (!Double.isFinite(all.sum())) {
            throw new UnsuitableImageException(firstInfinite(voxels));
        }
    }

    private static Sums sums(RandomAccessibleInterval<FloatType> plane) {
        long count = 0;
        double sum = 0;
        float lowest = Float.POSITIVE_INFINITY;
        float highest = Float.NEGATIVE_INFINITY;
        for (FloatType voxel : Views.flatIterable(plane)) {
            float value = voxel.get();
            if (Float.isNaN(value)) {
                continue;
            }
            count++;
            sum += value;
            lowest = value < lowest ? value : lowest;
            highest = value > highest ? value : highest;
        }
        return new Sums(count, sum, 0, lowest, highest);
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

    private static String firstInfinite(RandomAccessibleInterval<FloatType> voxels) {
        Cursor<FloatType> cursor = Views.flatIterable(voxels).cursor();
        while (!Float.isInfinite(cursor.next().get())) {
            continue;
        }
        return "voxel " + Arrays.toString(cursor.positionAsLongArray()) + " (counted from 0) is "
                + cursor.get().get() + ": replace or crop infinite voxels first";
    }
}
