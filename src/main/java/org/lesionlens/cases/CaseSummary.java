package org.lesionlens.cases;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.pipeline.LesionAnalysis;

/** A case in one line, for people. */
public final class CaseSummary {
    private CaseSummary() {}

    public static String of(Case examination, LesionAnalysis analysis, Path output) {
        List<Lesion> lesions = analysis.lesions();
        double seconds = analysis.seconds().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        String found = lesions.isEmpty() ? "no lesion" : count(lesions) + ", the largest " + describe(lesions.get(0));
        return String.format(
                Locale.ROOT,
                "%s: %s (%.1f s) -> %s",
                examination.name(),
                found,
                seconds,
                output.resolve(examination.name()));
    }

    private static String count(List<Lesion> lesions) {
        return lesions.size() == 1 ? "1 lesion" : lesions.size() + " lesions";
    }

    /** Size, diameters and class of a lesion; pixels where mm are unknown. */
    public static String describe(Lesion lesion) {
        LesionMeasurements measured = lesion.measurements();
        String size = measured.voxels() + " pixels";
        if (!Double.isNaN(measured.areaMm2())) {
            boolean volume = !Double.isNaN(measured.volumeMl());
            size = String.format(
                    Locale.ROOT,
                    "%.2f %s, %.1f x %.1f mm",
                    volume ? measured.volumeMl() : measured.areaMm2(),
                    volume ? "ml" : "mm2",
                    measured.diameter().longestMm(),
                    measured.diameter().perpendicularMm());
        }
        return lesion.lesionClass().isEmpty()
                ? size
                : String.format(Locale.ROOT, "%s, %s %.2f", size, lesion.lesionClass(), lesion.classProbability());
    }
}
