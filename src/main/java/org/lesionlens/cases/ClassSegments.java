package org.lesionlens.cases;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lesionlens.io.dicom.Segmentation;
import org.lesionlens.lesion.Diameter;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.model.Label;
import org.lesionlens.pipeline.Finding;

/**
 * All lesions of a class as one segment, the classes in the order of their first lesions.
 *
 * @param classes numbered from 1
 * @param lesions those of each class
 */
record ClassSegments(List<Label> classes, List<List<Lesion>> lesions) {
    static ClassSegments of(ResultMaps maps) {
        Map<String, List<Lesion>> lesions = new LinkedHashMap<>();
        List<Label> classes = new ArrayList<>();
        for (Label label : maps.lesionLabels()) {
            Finding finding = maps.finding(label.value());
            String kind = finding.lesion().lesionClass();
            if (!lesions.containsKey(kind)) {
                String name = kind.isEmpty() ? "lesion" : kind;
                classes.add(new Label(classes.size() + 1, name, label.code(), label.color(), true));
            }
            lesions.computeIfAbsent(kind, first -> new ArrayList<>()).add(finding.lesion());
        }
        return new ClassSegments(List.copyOf(classes), List.copyOf(lesions.values()));
    }

    /** The numbers of the classes by those of the lesions. */
    Map<Integer, Integer> ofLesions() {
        Map<Integer, Integer> numbers = new LinkedHashMap<>();
        for (Label segment : classes) {
            lesions.get(segment.value() - 1).forEach(lesion -> numbers.put(lesion.label(), segment.value()));
        }
        return numbers;
    }

    /** Each class measured as one lesion, but that its diameter is the longest of one of its lesions. */
    List<Lesion> measured(Segmentation byClass) {
        Map<Integer, Lesion> whole =
                LesionMeasurements.measure(byClass.labels(), byClass.probability(), Optional.empty()).stream()
                        .collect(Collectors.toMap(Lesion::label, Function.identity()));
        return classes.stream()
                .map(segment -> together(whole.get(segment.value()), lesions.get(segment.value() - 1)))
                .toList();
    }

    private static Lesion together(Lesion whole, List<Lesion> parts) {
        Diameter longest = parts.stream()
                .map(lesion -> lesion.measurements().diameter())
                .max(Comparator.comparingDouble(Diameter::longestMm))
                .orElseThrow();
        double probability = parts.size() == 1 ? parts.get(0).classProbability() : Double.NaN;
        return whole.with(whole.measurements().with(longest))
                .withClass(parts.get(0).lesionClass(), probability);
    }
}
