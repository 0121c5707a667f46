package org.lesionlens.cases;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.pipeline.Finding;

/**
 * A lesion, and the case that it was found in: what has a row in the tables of lesions.
 *
 * @param classes the probability of each class, 0 to 1, by name, as far as they are known
 */
public record CaseLesion(String caseName, Lesion lesion, Map<String, Double> classes) {
    public CaseLesion {
        classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
    }

    /** All lesions of a case, in their order. */
    public static List<CaseLesion> of(String caseName, List<Finding> findings) {
        return findings.stream()
                .map(finding -> new CaseLesion(caseName, finding.lesion(), finding.probabilities()))
                .toList();
    }

    /**
     * The same of lesions alone.
     *
     * @param classes the probability of each class, by the lesion's number
     */
    public static List<CaseLesion> of(
            String caseName, List<Lesion> lesions, Map<Integer, Map<String, Double>> classes) {
        return lesions.stream()
                .map(lesion -> new CaseLesion(caseName, lesion, classes.getOrDefault(lesion.label(), Map.of())))
                .toList();
    }

    public LesionMeasurements measured() {
        return lesion.measurements();
    }
}
