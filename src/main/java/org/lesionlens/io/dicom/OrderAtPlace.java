package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.lesionlens.io.dicom.SetAttribute.Kind;

/**
 * Volumes that repeat every place equally often and are told apart by nothing but an order: the first slice at each place,
 * in time or in InstanceNumber, is of the first volume.
 *
 * <p>InstanceNumber counts volume by volume or place by place; where it does neither, it tells nothing.
 */
final class OrderAtPlace {
    private OrderAtPlace() {}

    /** The volumes of some slices; none if no attribute puts the slices of every place into an order. */
    static List<SeriesVolume> parts(SeriesVolume whole, SliceHeights all) {
        for (SetAttribute attribute : SetAttribute.values()) {
            boolean orders = all.repeatsEvenly() && attribute.kind() != Kind.NAME;
            Optional<List<List<DicomSlice>>> volumes = orders ? ordered(all, attribute) : Optional.empty();
            if (volumes.isPresent()) {
                List<List<DicomSlice>> parts = volumes.get();
                return IntStream.range(0, parts.size())
                        .mapToObj(i -> whole.part(attribute + " no. " + (i + 1) + " at each place", parts.get(i)))
                        .toList();
            }
        }
        return List.of();
    }

    private static Optional<List<List<DicomSlice>>> ordered(SliceHeights all, SetAttribute attribute) {
        if (attribute.of(all.slices().get(0)).numbers().isEmpty()) {
            return Optional.empty();
        }
        int count = all.mostAtOnePlace();
        List<List<DicomSlice>> volumes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            volumes.add(new ArrayList<>());
        }
        for (int place = 0; place < all.places(); place++) {
            TreeMap<SetValue, DicomSlice> byValue = new TreeMap<>();
            for (DicomSlice slice : all.slices().subList(place * count, (place + 1) * count)) {
                byValue.put(attribute.of(slice), slice);
            }
            if (byValue.size() < count || byValue.firstKey().numbers().isEmpty()) {
                return Optional.empty();
            }
            int volume = 0;
            for (DicomSlice slice : byValue.values()) {
                volumes.get(volume++).add(slice);
            }
        }
        return attribute.kind() != Kind.ORDER || isCounted(all, volumes, attribute)
                ? Optional.of(volumes)
                : Optional.empty();
    }

    /** Whether the numbers of each volume, or those of each place, lie together. */
    private static boolean isCounted(SliceHeights all, List<List<DicomSlice>> volumes, SetAttribute attribute) {
        int count = volumes.size();
        List<List<DicomSlice>> places = new ArrayList<>();
        for (int i = 0; i < all.size(); i += count) {
            places.add(all.slices().subList(i, i + count));
        }
        return areApart(volumes, attribute) || areApart(places, attribute);
    }

    private static boolean areApart(List<List<DicomSlice>> groups, SetAttribute attribute) {
        List<double[]> ranges = groups.stream()
                .map(group -> group.stream()
                        .mapToDouble(slice -> attribute.of(slice).numbers().get(0))
                        .sorted()
                        .toArray())
                .sorted((a, b) -> Double.compare(a[0], b[0]))
                .toList();
        for (int i = 1; i < ranges.size(); i++) {
            double[] before = ranges.get(i - 1);
            if (before[before.length - 1] >= ranges.get(i)[0]) {
                return false;
            }
        }
        return true;
    }
}
