package org.lesionlens.cases;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.pipeline.LesionAnalysis;

/** A case in one line, for people. */
public final class CaseSummary {
    private CaseSummary() {}

    public static String of(Case item, LesionAnalysis analysis, Path output) {
        List<Lesion> lesions = analysis.lesions();
        double seconds = analysis.seconds().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        String found = lesions.isEmpty()
                ? "no lesion"
                : count(lesions) + ", the largest " + lesions.get(0).describe();
        return String.format(
                Locale.ROOT, "%s: %s (%.1f s) -> %s", item.name(), found, seconds, output.resolve(item.name()));
    }

    private static String count(List<Lesion> lesions) {
        return lesions.size() == 1 ? "1 lesion" : lesions.size() + " lesions";
    }
}
