package org.lesionlens.io.dicom;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.CtSurround;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.Padding.Range;

/**
 * Which intensities of a slice are no tissue: PixelPaddingValue to PixelPaddingRangeLimit (PS3.3 C.7.5.1.1.2), or what
 * surrounds the round field of view of a CT without being declared ({@link CtSurround}).
 *
 * @param range as intensities
 * @param declared whether the file says so; true where there is no padding
 */
record SlicePadding(Range range, boolean declared) {
    private static final float AIR_HU = -1000;

    /** What surrounds a slice that is one of a CT; NaN if nothing does. */
    interface Surround {
        float value() throws IOException;
    }

    static SlicePadding of(DicomSlice slice, float[] intensities) throws IOException {
        PixelFormat format = slice.format();
        return of(slice, () -> CtSurround.of(intensities, format.columns(), format.rows()));
    }

    /** @param ofCt is only asked of a CT */
    static SlicePadding of(DicomSlice slice, Surround ofCt) throws IOException {
        Range range =
                declared(slice.attributes(), slice.format(), slice.pixels().isFloating());
        if (slice.attributes()
                .dataSet()
                .string(DicomAttribute.MODALITY)
                .filter("CT"::equals)
                .isEmpty()) {
            return new SlicePadding(range, true);
        }
        float surround = ofCt.value();
        if (Float.isNaN(surround) || range.contains(surround) || range.highest() > AIR_HU) {
            return new SlicePadding(range, true);
        }
        boolean none = range.equals(Range.EMPTY);
        return new SlicePadding(
                new Range(
                        none ? surround : Math.min(surround, range.lowest()),
                        none ? surround : Math.max(surround, range.highest())),
                false);
    }

    private static Range declared(DicomFile frame, PixelFormat format, boolean floating) throws MalformedFileException {
        if (format.photometric().isInColour()) {
            return Range.EMPTY;
        }
        if (!floating) {
            return range(
                    frame, format, DicomAttribute.PIXEL_PADDING_VALUE, DicomAttribute.PIXEL_PADDING_RANGE_LIMIT, false);
        }
        return format.bytes() == Float.BYTES
                ? range(
                        frame,
                        format,
                        DicomAttribute.FLOAT_PIXEL_PADDING_VALUE,
                        DicomAttribute.FLOAT_PIXEL_PADDING_RANGE_LIMIT,
                        true)
                : range(
                        frame,
                        format,
                        DicomAttribute.DOUBLE_FLOAT_PIXEL_PADDING_VALUE,
                        DicomAttribute.DOUBLE_FLOAT_PIXEL_PADDING_RANGE_LIMIT,
                        true);
    }

    private static Range range(
            DicomFile frame, PixelFormat format, DicomAttribute value, DicomAttribute limit, boolean floating)
            throws MalformedFileException {
        double[] first = frame.numbers(value);
        if (first.length == 0) {
            return Range.EMPTY;
        }
        double[] last = frame.numbers(limit);
        double from = floating ? first[0] : stored(first[0], format);
        double to = last.length == 0 ? from : floating ? last[0] : stored(last[0], format);
        double lowest = Math.min(from, to);
        double highest = Math.max(from, to);
        if (!floating && (highest < format.lowest() || lowest > format.highest())) {
            return Range.EMPTY; // no pixel can have it
        }
        PixelValues grey = GreyValues.of(frame, format);
        float a = (float) grey.at((pixel, sample) -> lowest, 0);
        float b = (float) grey.at((pixel, sample) -> highest, 0);
        return new Range(Math.min(a, b), Math.max(a, b));
    }

    /** Signed as PixelRepresentation says, whichever of US and SS the file has. */
    private static double stored(double number, PixelFormat format) {
        return format.signed() ? (short) (long) number : (long) number & 0xffff;
    }

    /** Replaces padding by NaN; returns the lowest of the other intensities, NaN if there is none. */
    float mask(float[] intensities) {
        float lowest = Float.NaN;
        for (int i = 0; i < intensities.length; i++) {
            if (range.contains(intensities[i])) {
                intensities[i] = Float.NaN;
            }
            lowest = intensities[i] < lowest || Float.isNaN(lowest) ? intensities[i] : lowest;
        }
        return lowest;
    }

    /** The padding of slices in order; says once if some of it is not declared. */
    static Padding of(List<SlicePadding> slices, Consumer<String> warnings) {
        List<Range> ranges = slices.stream().map(SlicePadding::range).toList();
        if (slices.stream().allMatch(SlicePadding::declared)) {
            return Padding.ofSlices(ranges);
        }
        List<Range> some =
                ranges.stream().filter(range -> !range.equals(Range.EMPTY)).toList();
        float lowest = (float) some.stream().mapToDouble(Range::lowest).min().orElseThrow();
        float highest = (float) some.stream().mapToDouble(Range::highest).max().orElseThrow();
        warnings.accept(String.format(
                Locale.ROOT,
                "the slices are surrounded by %.0f HU, less than air has: that is taken for padding, as dark as the darkest"
                        + " tissue to the networks (the files have no %s for it)",
                lowest,
                DicomAttribute.PIXEL_PADDING_VALUE));
        return highest <= AIR_HU ? new Padding(lowest, highest) : Padding.ofSlices(ranges);
    }
}
