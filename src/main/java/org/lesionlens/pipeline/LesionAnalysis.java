package org.lesionlens.pipeline;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.MaskValues;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/**
 * What was found in a volume.
 *
 * @param probability of lesion, on the volume's grid; empty of a model that gives labels only
 * @param labels which lesion each voxel belongs to, numbered by falling volume
 * @param findings the lesions by rising label
 * @param prompts what came of each of the user's boxes, in their order; empty of a segmenter without a prompt
 * @param context what else the model tells apart, as organs, by the values of its labels; empty of one that knows lesions only
 * @param warnings why the networks may be wrong about the volume, as far as only they can tell, and what happened to their device
 *     meanwhile; a sentence each
 * @param settings it was made with
 * @param seconds how long each step took, in order
 */
public record LesionAnalysis(
        Optional<ProbabilityMap> probability,
        LabelMap labels,
        List<Finding> findings,
        List<PromptedLesion> prompts,
        Optional<LabelMap> context,
        List<String> warnings,
        AnalysisSettings settings,
        Map<String, Double> seconds)
        implements Analysis {
    public LesionAnalysis {
        prompts = List.copyOf(prompts);
        findings = List.copyOf(findings);
        warnings = List.copyOf(warnings);
    }

    /** Of a segmenter without a prompt. */
    public LesionAnalysis(
            Optional<ProbabilityMap> probability,
            LabelMap labels,
            List<Finding> findings,
            Optional<LabelMap> context,
            List<String> warnings,
            AnalysisSettings settings,
            Map<String, Double> seconds) {
        this(probability, labels, findings, List.of(), context, warnings, settings, seconds);
    }

    /** The lesions by rising label. */
    public List<Lesion> lesions() {
        return findings.stream().map(Finding::lesion).toList();
    }

    /**
     * The same lesions with other numbers, of a segmenter without a prompt.
     *
     * @param numbers one for each label, no two the same
     */
    public LesionAnalysis numbered(Map<Integer, Integer> numbers) {
        return new LesionAnalysis(
                probability,
                MaskValues.mapped(labels, label -> numbers.getOrDefault(label, 0)),
                findings.stream()
                        .map(finding ->
                                finding.numbered(numbers.get(finding.lesion().label())))
                        .sorted(Comparator.comparing(finding -> finding.lesion().label()))
                        .toList(),
                prompts,
                context,
                warnings,
                settings,
                seconds);
    }

    /** The same with other warnings, of a segmenter without a prompt. */
    public LesionAnalysis warned(List<String> other) {
        return new LesionAnalysis(probability, labels, findings, prompts, context, other, settings, seconds);
    }

    /** The colour of a lesion's class, as #RRGGBB, where the segmenter tells classes apart. */
    public Optional<String> color(int label) {
        return findings.stream()
                .filter(finding -> finding.lesion().label() == label)
                .filter(finding -> finding.segment().isPresent())
                .findFirst()
                .flatMap(Finding::kind)
                .map(kind -> kind.color());
    }
}
