package org.lesionlens.cases;

import java.util.List;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;

/** A lesion, and the case that it was found in: what has a row in the tables of lesions. */
public record CaseLesion(String caseName, Lesion lesion) {
    /** All lesions of a case, in their order. */
    public static List<CaseLesion> of(String caseName, List<Lesion> lesions) {
        return lesions.stream().map(lesion -> new CaseLesion(caseName, lesion)).toList();
    }

    public LesionMeasurements measured() {
        return lesion.measurements();
    }
}
