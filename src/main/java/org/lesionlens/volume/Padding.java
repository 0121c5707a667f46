package org.lesionlens.volume;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * Which intensities of a volume stand for no tissue, so that they take no part in statistics and are air to a network:
 * NaN always, and what its file declares (DICOM PixelPaddingValue to PixelPaddingRangeLimit, PS3.3 C.7.5.1.1.2).
 *
 * @param ranges none if nothing is declared; one for all slices; else one a slice along z, for slices whose scales differ
 */
public record Padding(List<Range> ranges) {
    /** Nothing is declared: only NaN is no tissue. */
    public static final Padding NONE = new Padding(List.of());

    /**
     * Intensities from the lowest to the highest, both included.
     *
     * @param lowest NaN if there are none
     * @param highest NaN if there are none
     */
    public record Range(float lowest, float highest) {
        /** No intensity. */
        public static final Range EMPTY = new Range(Float.NaN, Float.NaN);

        /** Whether an intensity lies in the range. */
        public boolean contains(float intensity) {
            return intensity >= lowest && intensity <= highest;
        }
    }

    /** Takes a copy. */
    public Padding {
        ranges = List.copyOf(ranges);
    }

    /** One range for all slices. */
    public Padding(float lowest, float highest) {
        this(List.of(new Range(lowest, highest)));
    }

    /** The shortest form of the ranges of slices 0, 1, ... along z. */
    public static Padding ofSlices(List<Range> slices) {
        List<Range> different = slices.stream().distinct().toList();
        if (different.size() > 1) {
            return new Padding(slices);
        }
        return different.isEmpty() || different.get(0).equals(Range.EMPTY) ? NONE : new Padding(different);
    }

    /** Whether a value means the same in every slice. */
    public boolean isUniform() {
        return ranges.size() <= 1;
    }

    /** Whether an intensity is no tissue, whichever slice it is in. */
    public boolean contains(float intensity) {
        return Float.isNaN(intensity)
                || !ranges.isEmpty() && ranges.stream().allMatch(range -> range.contains(intensity));
    }

    /** Voxels with NaN in place of padding, as a view; the voxels themselves where nothing is declared. */
    RandomAccessibleInterval<FloatType> masked(RandomAccessibleInterval<FloatType> voxels) {
        if (ranges.isEmpty()) {
            return voxels;
        }
        if (isUniform()) {
            return masked(voxels, ranges.get(0));
        }
        int z = voxels.numDimensions() - 1;
        return Views.stack(IntStream.range(0, ranges.size())
                .mapToObj(slice -> masked(Views.hyperSlice(voxels, z, slice), ranges.get(slice)))
                .toList());
    }

    private static RandomAccessibleInterval<FloatType> masked(
            RandomAccessibleInterval<FloatType> voxels, Range padding) {
        return Converters.convert(
                voxels,
                (in, out) -> {
                    float intensity = in.get();
                    out.set(padding.contains(intensity) ? Float.NaN : intensity);
                },
                new FloatType());
    }

    /** As text: lowest and highest of each range, parted by blanks. */
    public String write() {
        return ranges.stream()
                .map(range -> range.lowest() + " " + range.highest())
                .collect(Collectors.joining(" "));
    }

    /**
     * Reads what {@link #write()} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Padding parse(String text) {
        if (text.isBlank()) {
            return NONE;
        }
        List<Float> ends =
                Arrays.stream(text.strip().split("\\s+")).map(Float::valueOf).toList();
        if (ends.size() % 2 != 0) {
            throw new IllegalArgumentException(
                    "padding has " + ends.size() + " numbers but must have a lowest and a highest for each range");
        }
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < ends.size(); i += 2) {
            ranges.add(new Range(ends.get(i), ends.get(i + 1)));
        }
        return new Padding(ranges);
    }
}
