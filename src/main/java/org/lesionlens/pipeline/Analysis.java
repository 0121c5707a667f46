package org.lesionlens.pipeline;

import java.util.List;
import java.util.Map;
import org.lesionlens.model.FindingSettings;

/** What was found in an image: lesions with their regions, or boxes. */
public sealed interface Analysis permits LesionAnalysis, DetectionAnalysis {
    /** Why the networks may be wrong about the image, and what happened to their device meanwhile; a sentence each. */
    List<String> warnings();

    /** It was made with. */
    FindingSettings settings();

    /** How long each step took, in order. */
    Map<String, Double> seconds();
}
