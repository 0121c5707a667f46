package org.lesionlens.io.tiff;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntUnaryOperator;
import org.lesionlens.io.file.LengthUnit;

/**
 * What the description of a TIFF says about its pages.
 *
 * @param slices along z
 * @param channels how many, a channel being a page of its own
 * @param frames points in time
 * @param page the page of a slice, both from 0, in the channel that is read and the first frame
 * @param spacingMm of columns, rows and slices; NaN where it is not said in a unit of length
 * @param slope from stored numbers to intensities
 * @param intercept intensity of the stored number 0
 */
record TiffGrid(
        int slices,
        int channels,
        int frames,
        IntUnaryOperator page,
        List<Double> spacingMm,
        double slope,
        double intercept) {
    /** Pages are slices, and nothing is known of their size. */
    static TiffGrid unknown(int pages) {
        return new TiffGrid(pages, 1, 1, slice -> slice, List.of(Double.NaN, Double.NaN, Double.NaN), 1, 0);
    }

    /** Whether so many planes, each number at least 1, are so many pages; without overflow. */
    static boolean isFull(int slices, int channels, int frames, int pages) {
        int largest = Math.max(slices, Math.max(channels, frames));
        return largest <= pages && (long) slices * channels * frames == pages;
    }

    /** A length in mm; NaN if it or its unit is none. */
    static double mm(double length, String unit) {
        OptionalDouble factor = LengthUnit.millimetres(unit);
        double mm = Math.abs(length) * factor.orElse(Double.NaN);
        return mm > 0 && Double.isFinite(mm) ? mm : Double.NaN;
    }

    /** A number of what no pixel depends on; NaN if it is none. */
    static double numberOrNaN(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Frames of one slice as slices; ImageJ writes the channels of a frame one after the other. */
    TiffGrid inTime(int channel) {
        return new TiffGrid(frames, channels, 1, frame -> frame * channels + channel, spacingMm, slope, intercept);
    }

    /** How many pages there are. */
    long pages() {
        return (long) slices * channels * frames;
    }

    /** Whether every spacing is known. */
    boolean isCalibrated() {
        return spacingMm.stream().noneMatch(spacing -> spacing.isNaN());
    }
}
