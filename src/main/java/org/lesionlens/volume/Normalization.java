package org.lesionlens.volume;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.LongStream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
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
        double threshold = all.mean(voxels.size());
        return of(all, threshold, byPlane(voxels, plane -> sumsAbove(plane, threshold)));
    }

    /**
     * The same of a slice that lies in an array.
     *
     * @param first place of its first pixel
     * @param count pixels, at least 1
     * @throws UnsuitableImageException likewise
     */
    public static Normalization foreground(float[] pixels, int first, int count) {
        Sums all = new Sums();
        for (int i = first; i < first + count; i++) {
            all.add(pixels[i]);
        }
        if (!all.isContrast()) {
            float[] slice = Arrays.copyOfRange(pixels, first, first + count);
            requireContrast(ArrayImgs.floats(slice, count), all);
        }
        double threshold = all.mean(count);
        Sums above = new Sums();
        for (int i = first; i < first + count; i++) {
            above.addAbove(pixels[i], threshold);
        }
        return of(all, threshold, above);
    }

    private static Normalization of(Sums all, double threshold, Sums above) {
        double mean = above.sum / above.count;
        double variance = above.squares / above.count - mean * mean;
        return new Normalization(threshold + mean, Math.sqrt(Math.max(0, variance)), all.lowest);
    }

    /**
     * Replaces values by the normalised intensity (value - mean) / standardDeviation, not below {@code minimum} nor above
     * {@code maximum}; the mean itself is 0 even where the standard deviation is 0, as in an image of two values.
     */
    public void apply(float[] values, float minimum, float maximum) {
        apply(values, 0, values.length, minimum, maximum);
    }

    /** The same for some values of an array, from the first one on. */
    public void apply(float[] values, int first, int count, float minimum, float maximum) {
        double scale = Math.min(1 / standardDeviation, Double.MAX_VALUE);
        for (int i = first; i < first + count; i++) {
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
        return all.lowest;
    }

    /**
     * Whether not all intensities are one; planes are read until that is known.
     *
     * @throws UnsuitableImageException if a voxel is infinite where the others are one, or the image is all NaN
     */
    public static boolean hasContrast(RandomAccessibleInterval<FloatType> voxels) {
        int last = voxels.numDimensions() - 1;
        Sums all = new Sums();
        for (long plane = voxels.min(last); plane <= voxels.max(last) && !all.isContrast(); plane++) {
            all = all.plus(sums(Views.hyperSlice(voxels, last, plane)));
        }
        requireTissue(voxels, all);
        return all.isContrast();
    }

    /** What values add up to; they may be taken from a common origin, so that squares keep their digits. */
    private static final class Sums {
        private long count;
        private double sum;
        private double squares;
        private float lowest = Float.POSITIVE_INFINITY;
        private float highest = Float.NEGATIVE_INFINITY;

        void add(float value) {
            if (!Float.isNaN(value)) {
                count++;
                sum += value;
                lowest = value < lowest ? value : lowest;
                highest = value > highest ? value : highest;
            }
        }

        void addAbove(float value, double threshold) {
            if (!Float.isNaN(value)) {
                double above = Math.max(value - threshold, 0); // half of the pixels are: a branch would cost more
                count += above > 0 ? 1 : 0;
                sum += above;
                squares += above * above;
            }
        }

        Sums plus(Sums other) {
            Sums both = new Sums();
            both.count = count + other.count;
            both.sum = sum + other.sum;
            both.squares = squares + other.squares;
            both.lowest = Math.min(lowest, other.lowest);
            both.highest = Math.max(highest, other.highest);
            return both;
        }

        boolean isContrast() {
            return count > 0 && Double.isFinite(sum) && lowest < highest;
        }

        /** Of so many voxels, of which those that were not added are the lowest. */
        double mean(long voxels) {
            double surround = (double) (voxels - count) * lowest;
            return (sum + surround) / voxels;
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
        if (!all.isContrast()) {
            throw new UnsuitableImageException("the image is constant (value " + all.lowest
                    + "): nothing stands out from the background, so there is nothing to analyze");
        }
    }

    private static void requireTissue(RandomAccessibleInterval<FloatType> voxels, Sums all) {
        if (all.count == 0) {
            throw new UnsuitableImageException("the image holds nothing but padding (NaN, or what its file declares as"
                    + " PixelPaddingValue): choose an image that shows tissue");
        }
        if (!Double.isFinite(all.sum)) {
            throw new UnsuitableImageException(firstInfinite(voxels));
        }
    }

    private static Sums sums(RandomAccessibleInterval<FloatType> plane) {
        Sums sums = new Sums();
        for (FloatType voxel : Views.flatIterable(plane)) {
            sums.add(voxel.get());
        }
        return sums;
    }

    private static Sums sumsAbove(RandomAccessibleInterval<FloatType> plane, double threshold) {
        Sums sums = new Sums();
        for (FloatType voxel : Views.flatIterable(plane)) {
            sums.addAbove(voxel.get(), threshold);
        }
        return sums;
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
