package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lesionlens.io.dicom.SetAttribute.Kind;

/**
 * Sets among each other that no value names: they were measured, numbered or stored one after the other, so each is a half,
 * third or quarter of all slices in the order of a time or number, or a multi-frame image of its own.
 *
 * <p>An ordinary interleaved acquisition has the same order. Hence this only holds where all slices together are no even
 * grid, or where each set fills its own step ({@link StepEvidence}). Overlapping reconstructions of one acquisition are
 * numbered along the stack.
 */
final class SetsInOrder {
    private static final int MOST_SETS = 4;

    private SetsInOrder() {}

    /** The volumes of some slices with a place each; none if no order tells any. */
    static List<SeriesVolume> parts(SeriesVolume whole, SliceHeights all) {
        for (SetAttribute attribute : SetAttribute.values()) {
            boolean orders = attribute.kind() != Kind.NAME;
            Optional<SliceSets> sets = orders ? sets(all, attribute) : Optional.empty();
            if (sets.isPresent()) {
                return marked(whole, sets.get(), "in the order of " + attribute);
            }
        }
        Map<Object, List<DicomSlice>> byFile = new LinkedHashMap<>();
        all.slices()
                .forEach(slice -> byFile.computeIfAbsent(slice.attributes().path(), path -> new ArrayList<>())
                        .add(slice));
        SliceSets files = SliceSets.of(all, byFile.values());
        return files.areGridsInTurn() ? marked(whole, files, "multi-frame images") : List.of();
    }

    private static List<SeriesVolume> marked(SeriesVolume whole, SliceSets sets, String mark) {
        return IntStream.range(0, sets.size())
                .mapToObj(i -> whole.part(
                        "no. " + (i + 1) + " of " + sets.size() + " " + mark,
                        sets.parts().get(i).slices()))
                .toList();
    }

    private static Optional<SliceSets> sets(SliceHeights all, SetAttribute attribute) {
        Map<DicomSlice, SetValue> values = new IdentityHashMap<>();
        all.slices().forEach(slice -> values.put(slice, attribute.of(slice)));
        if (values.values().stream().anyMatch(value -> value.numbers().isEmpty())) {
            return Optional.empty();
        }
        List<DicomSlice> ordered =
                all.slices().stream().sorted(Comparator.comparing(values::get)).toList();
        return IntStream.rangeClosed(2, MOST_SETS)
                .boxed()
                .flatMap(count -> IntStream.of(0, count - 1)
                        .mapToObj(rounding -> SliceSets.of(all, inParts(ordered, count, rounding))))
                .filter(SliceSets::areGridsInTurn)
                .findFirst();
    }

    /** Parts of about equal size; where the number of slices is no multiple, the larger ones are the last, or the first. */
    private static List<List<DicomSlice>> inParts(List<DicomSlice> ordered, int count, int rounding) {
        return IntStream.range(0, count)
                .mapToObj(i -> ordered.subList(
                        (i * ordered.size() + rounding) / count, ((i + 1) * ordered.size() + rounding) / count))
                .toList();
    }
}
