package org.lesionlens.model;

import java.util.List;

/**
 * A step between an image and what a network sees. The steps are taken in the order of the model's list, each channel with its
 * own statistics. Spacing is along x, y, z of the image as it lies after the last {@link Reorient}.
 */
public sealed interface Preparation {
    /** Whether what it makes of a slice depends on all others of the image. */
    default boolean looksAtAll() {
        return false;
    }

    /** What statistics are taken over. */
    enum Over {
        /** The whole volume of a channel. */
        VOLUME,
        /** Each slice that the network sees. */
        SLICE
    }

    /** The voxels that statistics count; for a {@link ZScore} also those that it changes, the others stay as they are. */
    enum Foreground {
        ALL,
        /** Those strictly above the mean of all; all are changed. */
        ABOVE_MEAN,
        /** Those that are not 0. */
        NONZERO,
        /** Those where any channel is not 0, holes filled: nnU-Net's mask. */
        MASK
    }

    /** How values between voxels are made. */
    enum Interpolation {
        NEAREST,
        /** Linear between the voxels' centres, as scikit-image's order 1. */
        LINEAR,
        /** Cubic spline, as scikit-image's order 3. */
        CUBIC,
        /** Linear, and averaged over the pixel where the image shrinks. */
        TRIANGLE,
        /** The mean of all that a voxel touches, as PyTorch's {@code adaptive_avg_pool} and {@code interpolate(mode='area')}. */
        AREA
    }

    /** Values that {@link Reorient} takes. */
    String AS_STORED = "stored";

    /** Slices as a radiologist sees them. */
    String AS_SHOWN = "shown";

    /**
     * Turns and mirrors the image by whole axes.
     *
     * @param to {@value #AS_STORED}, {@value #AS_SHOWN} (x to the right and y down in a slice as a radiologist sees it, z
     *     across), or three letters for where x, y, z grow to in the patient: one each of L/R, P/A, S/I, as {@code LPS}
     */
    record Reorient(String to) implements Preparation {}

    /**
     * Brings the image to another spacing.
     *
     * @param spacingMm along x, y, z; 0 where it stays as it is
     * @param across interpolation along the axis with the largest spacing where slices are kept apart
     * @param apartAbove slices are kept apart where that spacing, before or after, is more than so many times the smallest;
     *     infinite for never
     * @param centres whether the centre of the first voxel stays where it is, as in MONAI's Spacing; else the outer edges of
     *     the image do, as in scikit-image's resize
     */
    record Resample(
            List<Double> spacingMm, Interpolation within, Interpolation across, double apartAbove, boolean centres)
            implements Preparation {
        /** The outer edges of the image stay where they are. */
        public Resample(List<Double> spacingMm, Interpolation within, Interpolation across, double apartAbove) {
            this(spacingMm, within, across, apartAbove, false);
        }
    }

    /**
     * Brings the image to fixed numbers of voxels; its outer edges stay where they are.
     *
     * @param sides along x, y, z; 0 where they stay as they are
     */
    record Resize(List<Integer> sides, Interpolation within) implements Preparation {}

    /**
     * Brings each slice to a size in pixels, whatever its spacing in mm is: for models of images without mm. Averaged over the pixel
     * where the slice shrinks; its outer edges stay where they are.
     *
     * @param pixels that the longer side of a slice gets
     */
    record FitLongSide(int pixels) implements Preparation {
        /** Pixels of a side, at least 1, a tie to the even number: as the training counts. */
        public int side(long size, long longer) {
            return (int) Math.max(1, Math.rint((double) (size * pixels) / longer));
        }
    }

    /**
     * Cuts the image to the box of voxels where any channel is not 0, holes filled; the answer is 0 outside.
     *
     * @param positive whether only what is above 0 counts, as in MONAI's CropForeground
     */
    record CropToNonzero(boolean positive) implements Preparation {
        /** Whatever is not 0 counts, as in nnU-Net. */
        public CropToNonzero() {
            this(false);
        }

        @Override
        public boolean looksAtAll() {
            return true;
        }
    }

    /** (value - mean) / max(standard deviation, epsilon), or / (standard deviation + epsilon) if {@code added}. */
    record ZScore(Foreground foreground, Over over, double epsilon, boolean added) implements Preparation {
        @Override
        public boolean looksAtAll() {
            return over == Over.VOLUME || foreground == Foreground.MASK;
        }
    }

    /** (value - mean) / standardDeviation, both fixed. */
    record FixedZScore(double mean, double standardDeviation) implements Preparation {}

    /**
     * (value - low) / (high - low + epsilon), with percentiles of the values.
     *
     * @param lower 0 to 100
     * @param upper above lower, to 100
     */
    record PercentileRange(double lower, double upper, Over over, double epsilon) implements Preparation {
        @Override
        public boolean looksAtAll() {
            return over == Over.VOLUME;
        }
    }

    /** gain * value + offset. */
    record Linear(double gain, double offset) implements Preparation {}

    /** Not below minimum, not above maximum; infinite for no bound. */
    record Clip(double minimum, double maximum) implements Preparation {}

    /**
     * Not below one percentile of the values, not above another.
     *
     * @param lower 0 to 100; 0 for no bound
     * @param upper above lower, to 100; 100 for no bound
     * @param between whether a percentile may lie between two values, as numpy's {@code linear}; else it is a value of the image, as
     *     numpy's {@code inverted_cdf}
     */
    record PercentileClip(double lower, double upper, Over over, boolean between) implements Preparation {
        @Override
        public boolean looksAtAll() {
            return over == Over.VOLUME;
        }
    }

    /** Rounded towards zero to a whole number, where it is a type of these; what does not fit the type is refused. */
    record Cast(ElementType type) implements Preparation {}

    /**
     * A step for one channel only.
     *
     * @param channel counted from 0
     */
    record ForChannel(int channel, Preparation step) implements Preparation {
        @Override
        public boolean looksAtAll() {
            return step.looksAtAll();
        }
    }

    /** 1 where the value is above the threshold, else 0. */
    record Binarize(double threshold) implements Preparation {}

    /** A {@link ZScore}, {@link PercentileRange} or {@link PercentileClip} whose statistics are those of all channels together. */
    record Joint(Preparation step) implements Preparation {
        @Override
        public boolean looksAtAll() {
            return step.looksAtAll();
        }
    }
}
