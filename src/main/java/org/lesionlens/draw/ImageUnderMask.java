package org.lesionlens.draw;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Optional;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.real.FloatType;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** The image's nearest voxels below the pixels of a mask that may have another grid. */
final class ImageUnderMask {
    private final Volume image;
    private final VolumeGeometry mask;
    private final GreyWindow window;

    private ImageUnderMask(Volume image, VolumeGeometry mask) {
        this.image = image;
        this.mask = mask;
        this.window = GreyWindow.of(image);
    }

    /** Empty if nobody knows which voxel lies below which: not both have a place, and their sizes differ. */
    static Optional<ImageUnderMask> of(Volume image, VolumeGeometry mask) {
        return isPlaced(image, mask) || Arrays.equals(image.geometry().size(), mask.size())
                ? Optional.of(new ImageUnderMask(image, mask))
                : Optional.empty();
    }

    private static boolean isPlaced(Volume image, VolumeGeometry mask) {
        return image.geometry().placed() && mask.placed();
    }

    /** Of a part of a slice; black where there is no image. */
    BufferedImage picture(DisplayOrientation orientation, long slice, Rectangle part) {
        BufferedImage picture = new BufferedImage(part.width, part.height, BufferedImage.TYPE_BYTE_GRAY);
        RandomAccess<FloatType> voxels = image.tissue().randomAccess();
        for (int y = 0; y < part.height; y++) {
            for (int x = 0; x < part.width; x++) {
                long[] place = nearest(orientation.toVoxel(part.x + x, part.y + y, slice));
                int grey = isInside(place)
                        ? window.grey(voxels.setPositionAndGet(place).get())
                        : 0;
                picture.getRaster().setSample(x, y, 0, grey);
            }
        }
        return picture;
    }

    private long[] nearest(long[] voxel) {
        if (!isPlaced(image, mask)) {
            return voxel;
        }
        double[] index =
                image.geometry().toIndex(mask.toWorld((double) voxel[0], (double) voxel[1], (double) voxel[2]));
        return new long[] {Math.round(index[0]), Math.round(index[1]), Math.round(index[2])};
    }

    private boolean isInside(long[] voxel) {
        for (int axis = 0; axis < voxel.length; axis++) {
            if (voxel[axis] < 0 || voxel[axis] >= image.geometry().size(axis)) {
                return false;
            }
        }
        return true;
    }
}
