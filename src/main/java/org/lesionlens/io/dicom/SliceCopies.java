package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.lesionlens.io.dicom.SetAttribute.Kind;

/**
 * Slices that were exported twice, as files of their own or with a new SOPInstanceUID: at one place, with equal
 * intensities, and alike in all that names a volume ({@link SetAttribute}).
 *
 * <p>Pixels are decoded only of slices that share a place and are alike in all else.
 */
final class SliceCopies {
    private SliceCopies() {}

    /** Whether some slices share a place and all that do are copies; the first that are not end the comparison. */
    static boolean explainAll(SliceHeights heights) throws IOException {
        int[] starts = heights.starts();
        for (int place = 1; place < starts.length; place++) {
            if (!areCopies(heights.slices().subList(starts[place - 1], starts[place]))) {
                return false;
            }
        }
        return heights.repeats();
    }

    private static boolean areCopies(List<DicomSlice> atPlace) throws IOException {
        DicomSlice first = atPlace.get(0);
        Optional<float[]> pixels = Optional.empty();
        for (DicomSlice other : atPlace.subList(1, atPlace.size())) {
            if (!isAlike(first, other, attribute -> attribute.kind() == Kind.NAME)) {
                return false;
            }
            pixels = Optional.of(pixels.isPresent() ? pixels.get() : first.intensities());
            if (!Arrays.equals(pixels.get(), other.intensities())) {
                return false;
            }
        }
        return true;
    }

    /** One slice of each place where all others are copies of it; says how many were left out. */
    static List<DicomSlice> leftOut(List<DicomSlice> slices, Consumer<String> warnings) throws IOException {
        SliceHeights heights = SliceHeights.of(slices);
        List<DicomSlice> kept = new ArrayList<>();
        int[] starts = heights.starts();
        for (int place = 1; place < starts.length; place++) {
            List<DicomSlice> atPlace = heights.slices().subList(starts[place - 1], starts[place]);
            kept.addAll(areCopies(atPlace) ? atPlace.subList(0, 1) : atPlace);
        }
        tell(slices.size() - kept.size(), slices.size(), warnings);
        return kept;
    }

    /**
     * The slices without those that are copies of another one in every attribute of {@link SetAttribute}, whatever else lies
     * at their place; says how many were left out.
     */
    static List<DicomSlice> exactLeftOut(List<DicomSlice> slices, Consumer<String> warnings) throws IOException {
        Path file = slices.get(0).attributes().path();
        if (slices.stream().allMatch(slice -> slice.attributes().path().equals(file))) {
            return slices;
        }
        SliceHeights heights = SliceHeights.of(slices);
        List<DicomSlice> kept = new ArrayList<>();
        int[] starts = heights.starts();
        for (int place = 1; place < starts.length; place++) {
            kept.addAll(different(heights.slices().subList(starts[place - 1], starts[place])));
        }
        tell(slices.size() - kept.size(), slices.size(), warnings);
        return kept;
    }

    /**
     * The slices of one place, each once: a frame of a file may be a copy of the same one of another file. Pixels are kept
     * as a number only, since there may be many slices.
     */
    private static List<DicomSlice> different(List<DicomSlice> atPlace) throws IOException {
        Map<DicomSlice, Integer> hashes = new IdentityHashMap<>();
        Map<List<Object>, List<DicomSlice>> kept = new LinkedHashMap<>();
        for (DicomSlice slice : atPlace) {
            List<DicomSlice> others =
                    kept.computeIfAbsent(List.of(slice.frame(), slice.tile()), frame -> new ArrayList<>());
            boolean copy = false;
            for (DicomSlice other : others) {
                copy = copy || isAlike(other, slice, attribute -> true) && haveEqualPixels(other, slice, hashes);
            }
            if (!copy) {
                others.add(slice);
            }
        }
        return kept.values().stream().flatMap(List::stream).toList();
    }

    private static boolean haveEqualPixels(DicomSlice a, DicomSlice b, Map<DicomSlice, Integer> hashes)
            throws IOException {
        for (DicomSlice slice : List.of(a, b)) {
            if (!hashes.containsKey(slice)) {
                hashes.put(slice, Arrays.hashCode(slice.intensities()));
            }
        }
        return hashes.get(a).equals(hashes.get(b)) && Arrays.equals(a.intensities(), b.intensities());
    }

    private static void tell(int copies, int all, Consumer<String> warnings) {
        if (copies > 0) {
            warnings.accept(warning(copies, all));
        }
    }

    static String warning(int copies, int all) {
        return copies + " of " + all
                + " images of the series are copies of others (equal pixels at one place) and are left out";
    }

    private static boolean isAlike(DicomSlice a, DicomSlice b, Predicate<SetAttribute> counts) {
        double apart = a.position().position().minus(b.position().position()).length();
        return apart <= SliceStack.samePlaceMm(a.position())
                && Arrays.stream(SetAttribute.values())
                        .filter(counts)
                        .allMatch(attribute -> attribute.of(a).isAlike(attribute.of(b)));
    }
}
