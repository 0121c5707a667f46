package org.lesionlens.pipeline;

import java.util.List;
import java.util.Map;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The boxes that a detector found in an image.
 *
 * @param geometry the image's grid, in whose voxels they are
 * @param boxes by rising number
 * @param warnings why the network may be wrong about the image, and what happened to its device meanwhile; a sentence each
 * @param settings it was made with
 * @param seconds how long each step took, in order
 */
public record DetectionAnalysis(
        VolumeGeometry geometry,
        List<FoundBox> boxes,
        List<String> warnings,
        DetectionSettings settings,
        Map<String, Double> seconds)
        implements Analysis {
    public DetectionAnalysis {
        boxes = List.copyOf(boxes);
        warnings = List.copyOf(warnings);
    }
}
