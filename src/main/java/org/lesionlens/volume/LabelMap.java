package org.lesionlens.volume;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;

/**
 * Which lesion each voxel belongs to: 0 is background, 1 to 65535 are labels; a mask has 0 and 1 only.
 *
 * @param voxels the values, in stored order x, y, z, starting at 0, 0, 0
 * @param geometry where they lie in the patient; its size is that of the voxels
 */
public record LabelMap(RandomAccessibleInterval<UnsignedShortType> voxels, VolumeGeometry geometry) {
    /**
     * Ties voxels to their geometry, without a copy.
     *
     * @throws IllegalArgumentException if the sizes differ or the voxels do not start at zero
     */
    public LabelMap {
        VoxelStorage.requireOnGrid(voxels, geometry);
    }

    /** A new map whose voxels are all background. */
    public static LabelMap allocate(VolumeGeometry geometry) {
        return new LabelMap(VoxelStorage.labels(geometry), geometry);
    }
}
