package org.lesionlens.io.dicom;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Slices in the order of their heights along the normal of the first one given, and what can be told from these heights.
 *
 * @param slices in order, of one orientation; at least one
 * @param heights of each, in mm
 * @param sameMm how close two heights may be for one place
 */
record SliceHeights(List<DicomSlice> slices, List<Double> heights, double sameMm) {
    static SliceHeights of(List<DicomSlice> unsorted) {
        ImagePlane plane = unsorted.get(0).position();
        return of(unsorted, plane.normal(), SliceStack.samePlaceMm(plane));
    }

    /** The same, of some of the slices. */
    SliceHeights ofSome(List<DicomSlice> some) {
        return of(some, slices.get(0).position().normal(), sameMm);
    }

    private static SliceHeights of(List<DicomSlice> unsorted, Vector normal, double sameMm) {
        List<DicomSlice> sorted = unsorted.stream()
                .sorted(Comparator.comparingDouble((DicomSlice slice) -> height(slice, normal))
                        .thenComparing(slice -> slice.attributes().path())
                        .thenComparing(DicomSlice::frame))
                .toList();
        List<Double> heights =
                sorted.stream().map(slice -> height(slice, normal)).toList();
        return new SliceHeights(sorted, heights, sameMm);
    }

    private static double height(DicomSlice slice, Vector normal) {
        return slice.position().position().dot(normal);
    }

    int size() {
        return slices.size();
    }

    /** The index of the first slice at each place, and the number of slices at the end. */
    int[] starts() {
        return IntStream.rangeClosed(0, size())
                .filter(i -> i == 0 || i == size() || heights.get(i) - heights.get(i - 1) > sameMm)
                .toArray();
    }

    /** The first slice at each place. */
    List<DicomSlice> onePerPlace() {
        return IntStream.of(starts()).limit(places()).mapToObj(slices::get).toList();
    }

    int places() {
        return starts().length - 1;
    }

    /** Whether two slices lie at one place. */
    boolean repeats() {
        return places() < size();
    }

    /** The number of slices at the place that has most. */
    int mostAtOnePlace() {
        int[] starts = starts();
        return IntStream.range(1, starts.length)
                .map(i -> starts[i] - starts[i - 1])
                .max()
                .orElseThrow();
    }

    /** Whether all places have one number of slices. */
    boolean repeatsEvenly() {
        return places() * mostAtOnePlace() == size();
    }

    private double[] steps() {
        int[] starts = starts();
        return IntStream.range(1, starts.length - 1)
                .mapToDouble(i -> heights.get(starts[i]) - heights.get(starts[i - 1]))
                .toArray();
    }

    /** Whether the places follow each other in even steps, as those of a volume do. */
    boolean isEven() {
        double usual = usualStep();
        return Arrays.stream(steps()).allMatch(step -> Math.abs(step - usual) <= 2 * SliceStack.tolerance(usual));
    }

    /** Whether the places are those of an even grid of which a few, at most one of four, may be missing. */
    boolean isGrid() {
        double usual = usualStep();
        double[] steps = steps();
        double missing = Arrays.stream(steps)
                .map(step -> Math.max(0, Math.rint(step / usual) - 1))
                .sum();
        return 4 * missing <= places()
                && Arrays.stream(steps)
                        .allMatch(step -> Math.abs(step - Math.max(1, Math.rint(step / usual)) * usual)
                                <= 2 * SliceStack.tolerance(usual));
    }

    /** The median of the steps, the lower of two; 0 if there is one place only. */
    double usualStep() {
        double[] sorted = steps();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) / 2];
    }

    /** The mean of the steps; 0 if there is one place only. */
    double meanStep() {
        return places() == 1 ? 0 : (heights.get(size() - 1) - heights.get(0)) / (places() - 1);
    }
}
