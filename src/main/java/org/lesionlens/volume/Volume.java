package org.lesionlens.volume;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;

/**
 * An image of a patient: intensities on a grid, in the units of the scanner (finite, or NaN where there is no image).
 *
 * @param voxels the values, in stored order x, y, z, starting at 0, 0, 0
 * @param geometry where they lie in the patient; its size is that of the voxels
 * @param padding the intensities that stand for no tissue
 */
public record Volume(RandomAccessibleInterval<FloatType> voxels, VolumeGeometry geometry, Padding padding) {
    /**
     * Ties voxels to their geometry, without a copy.
     *
     * @throws IllegalArgumentException if the sizes differ or the voxels do not start at zero, or the padding is of another
     *     number of slices
     */
    public Volume {
        VoxelStorage.requireOnGrid(voxels, geometry);
        if (!padding.isUniform() && padding.ranges().size() != geometry.size(2)) {
            throw new IllegalArgumentException("padding has " + padding.ranges().size()
                    + " ranges but must have one, or one" + " for each of " + geometry.size(2) + " slices along z");
        }
    }

    /** A volume that declares no padding. */
    public Volume(RandomAccessibleInterval<FloatType> voxels, VolumeGeometry geometry) {
        this(voxels, geometry, Padding.NONE);
    }

    /** The voxels with NaN in place of padding, to be read only; a view, or the voxels themselves if none is declared. */
    public RandomAccessibleInterval<FloatType> tissue() {
        return padding.masked(voxels);
    }

    /** The same voxels with padding. */
    public Volume with(Padding otherPadding) {
        return new Volume(voxels, geometry, otherPadding);
    }

    /** A new volume whose voxels are all 0. */
    public static Volume allocate(VolumeGeometry geometry) {
        return allocate(geometry, SixteenBits.WHOLE_NUMBERS);
    }

    /**
     * A new volume whose voxels are all 0.
     *
     * @param sixteen what most of its intensities will be, which then take half of the room where they lie on disk
     */
    public static Volume allocate(VolumeGeometry geometry, SixteenBits sixteen) {
        return new Volume(VoxelStorage.floats(geometry, sixteen), geometry);
    }

    /** A volume whose voxels are read when they are asked for; a source that fails later throws from any of them. */
    public static Volume of(VolumeGeometry geometry, SixteenBits sixteen, PageSource source) {
        return new Volume(VoxelStorage.paged(geometry, sixteen, source), geometry);
    }

    /** The volume, or a copy of it if its voxels are still read when they are asked for. */
    public Volume withoutSource() {
        PagedFloats paged = PagedFloats.of(voxels);
        return paged == null ? this : new Volume(paged.copy().image(geometry), geometry, padding);
    }
}
