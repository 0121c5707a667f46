package org.lesionlens.volume;

import java.util.Arrays;
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
     * Statistics of the voxels strictly above the mean of all voxels; sums are in double, in flat order.
     *
     * @param voxels a volume or a slice, finite throughout
     * @throws IllegalArgumentException if a voxel is NaN or infinite, or the image is constant
     */
    public static Normalization foreground(RandomAccessibleInterval<FloatType> voxels) {
        double threshold = meanOfAll(voxels);
        long count = 0;
        double sum = 0;
        for (FloatType voxel : Views.flatIterable(voxels)) {
            if (voxel.get() > threshold) {
                count++;
                sum += voxel.get();
            }
        }
        double mean = sum / count;
        return new Normalization(mean, Math.sqrt(squaredDistances(voxels, threshold, mean) / count));
    }

    /**
     * The normalised intensity (value - mean) / standardDeviation, not below {@code minimum} nor above {@code maximum};
     * the mean itself is 0 even where the standard deviation is 0, as in an image of two values.
     */
    public float apply(float value, float minimum, float maximum) {
        double normalized = value == mean ? 0 : (value - mean) / standardDeviation;
        return (float) Math.min(Math.max(normalized, minimum), maximum);
    }

    private static double meanOfAll(RandomAccessibleInterval<FloatType> voxels) {
        double sum = 0;
        float lowest = Float.POSITIVE_INFINITY;
        float highest = Float.NEGATIVE_INFINITY;
        Cursor<FloatType> cursor = Views.flatIterable(voxels).cursor();
        while (cursor.hasNext()) {
            float value = cursor.next().get();
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("voxel " + Arrays.toString(cursor.positionAsLongArray()) + " is "
                        + value + ": replace or crop voxels that are not finite first");
            }
            sum += value;
            lowest = Math.min(lowest, value);
            highest = Math.max(highest, value);
        }
        if (!(lowest < highest)) {
            throw new IllegalArgumentException("the image is constant (value " + lowest
                    + "): nothing stands out from the background, so there is nothing to analyze");
        }
        return sum / voxels.size();
    }

    private static double squaredDistances(RandomAccessibleInterval<FloatType> voxels, double threshold, double mean) {
        double sum = 0;
        for (FloatType voxel : Views.flatIterable(voxels)) {
            if (voxel.get() > threshold) {
                sum += (voxel.get() - mean) * (voxel.get() - mean);
            }
        }
        return sum;
    }
}
