package org.lesionlens.volume;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * The numbers of an image, to be held against those of another one. Its iteration gives one and the same object for every voxel,
 * so a comparison of what was iterated would hold the last voxel to the last one, again and again.
 */
public final class VoxelValues {
    private VoxelValues() {}

    /** By x first, then y, then z. */
    public static <T extends RealType<T>> double[] of(RandomAccessibleInterval<T> voxels) {
        double[] values = new double[Math.toIntExact(voxels.size())];
        int i = 0;
        for (T voxel : Views.flatIterable(voxels)) {
            values[i++] = voxel.getRealDouble();
        }
        return values;
    }
}
