package org.lesionlens.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/**
 * What was found in a volume.
 *
 * @param probability of lesion, on the volume's grid
 * @param labels which lesion each voxel belongs to, numbered by falling volume
 * @param lesions the lesions by rising label
 * @param settings it was made with
 * @param seconds how long each step took, in order
 * @param classes the value of the model's label that holds at each voxel, 0 for none, lesion or not; empty of a model that
 *     knows one
 */
public record LesionAnalysis(
        ProbabilityMap probability,
        LabelMap labels,
        List<Lesion> lesions,
        AnalysisSettings settings,
        Map<String, Double> seconds,
        Optional<LabelMap> classes) {}
