package org.lesionlens.volume;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;

/**
 * How likely each voxel is lesion: values in [0, 1], by contract and unchecked.
 *
 * @param voxels the values, in stored order x, y, z, starting at 0, 0, 0
 * @param geometry where they lie in the patient; its size is that of the voxels
 */
public record ProbabilityMap(RandomAccessibleInterval<FloatType> voxels, VolumeGeometry geometry) {
    /**
     * Ties voxels to their geometry, without a copy.
     *
     * @throws IllegalArgumentException if the sizes differ or the voxels do not start at zero
     */
    public ProbabilityMap {
        VoxelStorage.requireOnGrid(voxels, geometry);
    }

    /** A new map whose voxels are all 0. */
    public static ProbabilityMap allocate(VolumeGeometry geometry) {
        return new ProbabilityMap(VoxelStorage.floats(geometry, SixteenBits.PROBABILITIES), geometry);
    }
}
