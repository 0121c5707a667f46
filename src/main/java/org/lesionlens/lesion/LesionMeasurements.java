package org.lesionlens.lesion;

import java.util.List;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;

/**
 * How large a lesion is, where it lies, and how sure the network was.
 *
 * @param voxels the number of voxels, at least 1
 * @param volumeMl voxels times the volume of one, in ml; NaN if not calibrated
 * @param areaMm2 area of the largest section in the plane of the slices, in mm2; NaN if not calibrated
 * @param centroid mean position of the voxel centres, LPS mm; NaN if the place of the volume is unknown
 * @param boundingBox in voxel indices
 * @param diameter longest diameter in the plane of the slices, and the one at right angles to it
 * @param meanProbability mean over the voxels, 0 to 1; NaN if a voxel is
 * @param maxProbability maximum over the voxels, 0 to 1; NaN if a voxel is
 */
public record LesionMeasurements(
        long voxels,
        double volumeMl,
        double areaMm2,
        Position centroid,
        BoundingBox boundingBox,
        Diameter diameter,
        double meanProbability,
        double maxProbability) {
    /**
     * Measures every label that occurs, in one pass over the voxels; a label need not be connected.
     *
     * <p>Geometry is that of the labels. Results do not depend on how the volume is stored (flipped, permuted) beyond
     * rounding, except for the order of end points and the choice among equal diameters.
     *
     * @return lesions of unknown class by rising label; empty if there is none
     * @throws IllegalArgumentException if the sizes differ
     */
    public static List<Lesion> measure(LabelMap labels, ProbabilityMap probability) {
        GridChecks.requireSameSize("labels", labels.geometry(), "probability", probability.geometry());
        return SliceSurvey.of(labels, probability);
    }
}
