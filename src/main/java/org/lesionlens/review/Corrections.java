package org.lesionlens.review;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is other in labels that a reviewer accepted than in the predicted ones. A voxel is one of lesion whatever its number.
 *
 * @param voxelsAdded that became lesion
 * @param voxelsRemoved that became background
 * @param voxelsRenumbered that went from one lesion to another
 * @param classes the new ones of predicted lesions that have another, by number; empty of one that is unknown now
 * @param dice 2 |A and B| / (|A| + |B|) of the voxels that are lesion, accepted and predicted, 0 to 1; 1 if both have none
 * @param nextNumber that the next new lesion gets
 */
public record Corrections(
        long voxelsAdded,
        long voxelsRemoved,
        long voxelsRenumbered,
        Map<Integer, String> classes,
        double dice,
        int nextNumber) {
    public Corrections {
        classes = classes == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(classes));
    }

    /** Whether labels or classes are others than the predicted ones. */
    public boolean areAny() {
        return voxelsAdded + voxelsRemoved + voxelsRenumbered > 0 || !classes.isEmpty();
    }
}
