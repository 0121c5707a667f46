package org.lesionlens.cases;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.pipeline.Analysis;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.FoundBox;
import org.lesionlens.pipeline.LesionAnalysis;

/** A case in one line, for people. */
public final class CaseSummary {
    private CaseSummary() {}

    public static String of(Case item, Analysis analysis, Path output) {
        double seconds = analysis.seconds().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        String found = analysis instanceof DetectionAnalysis boxes ? boxes(boxes) : lesions((LesionAnalysis) analysis);
        return String.format(
                Locale.ROOT, "%s: %s (%.1f s) -> %s", item.name(), found, seconds, output.resolve(item.name()));
    }

    private static String lesions(LesionAnalysis analysis) {
        List<Lesion> lesions = analysis.lesions();
        return lesions.isEmpty()
                ? "no lesion"
                : (lesions.size() == 1 ? "1 lesion" : lesions.size() + " lesions") + ", the largest "
                        + Lesion.largest(lesions).orElseThrow().describe();
    }

    private static String boxes(DetectionAnalysis analysis) {
        List<FoundBox> boxes = analysis.boxes();
        return boxes.isEmpty()
                ? "no box"
                : (boxes.size() == 1 ? "1 box" : boxes.size() + " boxes") + ", the surest "
                        + boxes.get(0).describe();
    }
}
