package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.lesionlens.io.dicom.SetAttribute.Kind;

/**
 * Slices by the values of an attribute.
 *
 * @param values two or more, in order
 * @param sets the slices of each value
 */
record AttributeSplit(SetAttribute attribute, List<SetValue> values, SliceSets sets) {
    /** Empty if all slices have one value; of a name, numbers may differ by their rounding. */
    static Optional<AttributeSplit> of(SetAttribute attribute, SliceHeights all) {
        SetValue first = attribute.of(all.slices().get(0));
        if (all.slices().stream().map(attribute::of).allMatch(first::equals)) {
            return Optional.empty();
        }
        List<SetValue> found = all.slices().stream().map(attribute::of).toList();
        TreeMap<SetValue, SetValue> names = names(found, attribute.kind() == Kind.NAME);
        TreeMap<SetValue, List<DicomSlice>> byValue = new TreeMap<>();
        for (int i = 0; i < found.size(); i++) {
            byValue.computeIfAbsent(names.get(found.get(i)), value -> new ArrayList<>())
                    .add(all.slices().get(i));
        }
        return byValue.size() == 1
                ? Optional.empty()
                : Optional.of(new AttributeSplit(
                        attribute, List.copyOf(byValue.keySet()), SliceSets.of(all, byValue.values())));
    }

    /** The value that stands for each: the least of those that are alike. */
    private static TreeMap<SetValue, SetValue> names(List<SetValue> found, boolean rounded) {
        TreeMap<SetValue, SetValue> names = new TreeMap<>();
        List<SetValue> different = new ArrayList<>();
        for (SetValue value : new TreeSet<>(found)) {
            Optional<SetValue> like =
                    rounded ? different.stream().filter(value::isAlike).findFirst() : Optional.empty();
            names.put(value, like.orElse(value));
            if (like.isEmpty()) {
                different.add(value);
            }
        }
        return names;
    }

    List<SeriesVolume> of(SeriesVolume whole) {
        List<String> marks = attribute.marks(values);
        return IntStream.range(0, sets.size())
                .mapToObj(i -> whole.part(marks.get(i), sets.parts().get(i).slices()))
                .toList();
    }

    Kind kind() {
        return attribute.kind();
    }
}
