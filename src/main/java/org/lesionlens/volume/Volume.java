package org.lesionlens.volume;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;

/**
 * An image of a patient: intensities on a grid, in the units of the scanner (any finite value).
 *
 * @param voxels the values, in stored order x, y, z, starting at 0, 0, 0
 * @param geometry where they lie in the patient; its size is that of the voxels
 */
public record Volume(RandomAccessibleInterval<FloatType> voxels, VolumeGeometry geometry) {
    /**
     * Ties voxels to their geometry, without a copy.
     *
     * @throws IllegalArgumentException if the sizes differ or the voxels do not start at zero
     */
    public Volume {
        VoxelStorage.requireOnGrid(voxels, geometry);
    }

    /** A new volume whose voxels are all 0. */
    public static Volume allocate(VolumeGeometry geometry) {
        return new Volume(VoxelStorage.allocate(geometry, new FloatType()), geometry);
    }
}
