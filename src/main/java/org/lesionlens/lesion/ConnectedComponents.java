package org.lesionlens.lesion;

import java.util.Set;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/**
 * Tells lesions apart: voxels that touch by a face, an edge or a corner belong to one lesion.
 *
 * <p>That is 26-connected, and 8-connected in a planar image. Lesions are numbered from 1 by falling voxel count; of
 * equals the one whose first voxel in stored order (x fastest, then y, then z) comes first. Time grows with the number
 * of voxels, memory with the number of runs of lesion voxels along x (at most 2^31 - 9 runs and rows), so volumes of
 * more than 2^31 voxels can be labelled. Static and thread-safe as long as nobody writes to the source.
 */
public final class ConnectedComponents {
    private static final int LARGEST_LABEL = 65535;

    private ConnectedComponents() {}

    /**
     * Labels the voxels whose probability is at least a threshold.
     *
     * @param probability NaN is never lesion
     * @param threshold 0 to 1; rounded to {@code float}, as the voxels are
     * @param minimumVoxels lesions of fewer voxels are left out; at least 0
     * @return a new map on the same grid
     * @throws IllegalArgumentException if a value is out of its range
     * @throws org.lesionlens.volume.UnsuitableImageException if more than 65535 lesions are left
     */
    public static LabelMap label(ProbabilityMap probability, double threshold, long minimumVoxels) {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold is " + threshold + " but must be 0 to 1");
        }
        requireMinimum(minimumVoxels);
        float least = (float) threshold;
        Runs runs = Runs.of(probability.voxels(), voxel -> voxel.get() >= least ? 1 : 0);
        return runs.label(probability.geometry(), minimumVoxels);
    }

    /**
     * Labels the voxels that are not 0, whatever their labels were.
     *
     * @param mask not 0 is lesion
     * @param minimumVoxels lesions of fewer voxels are left out; at least 0
     * @return a new map on the same grid
     * @throws IllegalArgumentException if {@code minimumVoxels} is negative
     * @throws org.lesionlens.volume.UnsuitableImageException if more than 65535 lesions are left
     */
    public static LabelMap label(LabelMap mask, long minimumVoxels) {
        requireMinimum(minimumVoxels);
        return Runs.of(mask, value -> value == 0 ? 0 : 1).label(mask.geometry(), minimumVoxels);
    }

    /**
     * Labels the parts of each label: voxels of different labels never belong to one lesion, even where they touch, and
     * a label of several parts becomes several lesions.
     *
     * @return a new map on the same grid
     * @throws org.lesionlens.volume.UnsuitableImageException if there are more than 65535 lesions
     */
    public static LabelMap labelEach(LabelMap labels) {
        return Runs.of(labels, value -> value).label(labels.geometry(), 0);
    }

    /**
     * Labels the parts of some of the labels of a map: voxels of different labels never belong to one lesion.
     *
     * @param labels the labels whose voxels are lesion
     * @param minimumVoxels lesions of fewer voxels are left out; at least 0
     * @return a new map on the same grid
     * @throws IllegalArgumentException if {@code minimumVoxels} is negative
     * @throws org.lesionlens.volume.UnsuitableImageException if more than 65535 lesions are left
     */
    public static LabelMap labelEach(LabelMap map, Set<Integer> labels, long minimumVoxels) {
        requireMinimum(minimumVoxels);
        boolean[] counts = new boolean[LARGEST_LABEL + 1];
        labels.forEach(label -> counts[label] = true);
        return Runs.of(map, value -> counts[value] ? value : 0).label(map.geometry(), minimumVoxels);
    }

    private static void requireMinimum(long minimumVoxels) {
        if (minimumVoxels < 0) {
            throw new IllegalArgumentException("minimumVoxels is " + minimumVoxels + " but must be at least 0");
        }
    }
}
