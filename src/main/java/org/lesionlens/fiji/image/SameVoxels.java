package org.lesionlens.fiji.image;

import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.Image;

/** Whether two images have the same channels on the same grid, voxel by voxel. */
final class SameVoxels {
    private SameVoxels() {}

    static boolean isIn(Image one, Image other) {
        if (one.channels().size() != other.channels().size() || !one.geometry().equals(other.geometry())) {
            return false;
        }
        for (int i = 0; i < one.channels().size(); i++) {
            RandomAccessibleInterval<FloatType> voxels =
                    one.channels().get(i).volume().voxels();
            Cursor<FloatType> others = Views.flatIterable(
                            other.channels().get(i).volume().voxels())
                    .cursor();
            for (FloatType voxel : Views.flatIterable(voxels)) {
                if (Float.floatToIntBits(voxel.get())
                        != Float.floatToIntBits(others.next().get())) {
                    return false;
                }
            }
        }
        return true;
    }
}
