package org.lesionlens.metric;

import java.util.Map;

/**
 * How far the surfaces of two masks are from each other, in mm (in pixels if the image is not calibrated).
 *
 * <p>Surface voxels are those of a mask that have a neighbour by a face (an edge of the pixel in a single slice) outside of
 * the mask or outside of the image. Distances are taken between voxel centres, from each surface voxel of one mask to the
 * nearest of the other; both directions stand side by side, and every voxel counts once.
 *
 * @param hd95 95th percentile (linear between neighbours) of the distances of both directions together; NaN if a mask is
 *     empty
 * @param meanDistance mean of the distances of both directions together; NaN likewise
 * @param dice by tolerance: the share of the surface voxels of both masks whose distance is at most the tolerance, 0 to 1;
 *     0 if one mask is empty, NaN if both are
 * @param diagonal of the image, outer edge to outer edge: the worst distance that it can have
 */
public record SurfaceAgreement(double hd95, double meanDistance, Map<Double, Double> dice, double diagonal) {
    /** Keeps a copy of the map. */
    public SurfaceAgreement {
        dice = Map.copyOf(dice);
    }

    /** The share within a tolerance; NaN if it was not asked for, too. */
    public double dice(double tolerance) {
        return dice.getOrDefault(tolerance, Double.NaN);
    }
}
