package org.lesionlens.volume;

import java.util.Arrays;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgFactory;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.img.basictypeaccess.array.ShortArray;
import net.imglib2.img.planar.PlanarImgFactory;
import net.imglib2.type.NativeType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;

/** Chooses how the voxels of a grid are stored, reaches their array, and holds voxels and grid to each other. */
final class VoxelStorage {
    private VoxelStorage() {}

    /** Intensities or probabilities of 0. */
    static RandomAccessibleInterval<FloatType> floats(VolumeGeometry geometry, SixteenBits sixteen) {
        return VoxelMemory.holds(geometry.voxelCount())
                ? arrays(geometry, new FloatType())
                : paged(geometry, sixteen, null);
    }

    /** Intensities that are read from their source when they are asked for. */
    static RandomAccessibleInterval<FloatType> paged(VolumeGeometry geometry, SixteenBits sixteen, PageSource source) {
        return new PagedFloats(geometry.voxelCount(), sixteen, source, PageCache.SHARED).image(geometry);
    }

    /** Background. */
    static RandomAccessibleInterval<UnsignedShortType> labels(VolumeGeometry geometry) {
        return VoxelMemory.holds(geometry.voxelCount())
                ? arrays(geometry, new UnsignedShortType())
                : PagedLabels.image(geometry, PageCache.SHARED);
    }

    /** One array where the count fits an {@code int}, else one array a plane. */
    private static <T extends NativeType<T>> RandomAccessibleInterval<T> arrays(VolumeGeometry geometry, T type) {
        boolean oneArray = geometry.voxelCount() <= Integer.MAX_VALUE - 8;
        return oneArray
                ? new ArrayImgFactory<>(type).create(geometry.size())
                : new PlanarImgFactory<>(type).create(geometry.size());
    }

    /** The one array that holds the voxels, x fastest; null where they are stored in another way. */
    static float[] array(RandomAccessibleInterval<FloatType> voxels) {
        return voxels instanceof ArrayImg<?, ?> image && image.update(null) instanceof FloatArray floats
                ? floats.getCurrentStorageArray()
                : null;
    }

    /** The one array that holds labels, likewise. */
    static short[] labelArray(RandomAccessibleInterval<UnsignedShortType> labels) {
        return labels instanceof ArrayImg<?, ?> image && image.update(null) instanceof ShortArray shorts
                ? shorts.getCurrentStorageArray()
                : null;
    }

    /**
     * Checks that voxels start at zero and have the size of the grid.
     *
     * @throws IllegalArgumentException if they do not
     */
    static void requireOnGrid(Interval voxels, VolumeGeometry geometry) {
        long[] min = voxels.minAsLongArray();
        long[] size = voxels.dimensionsAsLongArray();
        if (!Arrays.equals(size, geometry.size())) {
            throw new IllegalArgumentException("voxels have size " + Arrays.toString(size) + " but the geometry says "
                    + Arrays.toString(geometry.size()));
        }
        if (Arrays.stream(min).anyMatch(m -> m != 0)) {
            throw new IllegalArgumentException(
                    "voxels must start at 0, 0, 0 but start at " + Arrays.toString(min) + ": use Views.zeroMin");
        }
    }
}
