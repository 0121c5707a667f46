package org.lesionlens.followup;

import java.util.List;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** Whether an image covers the place of a lesion: at least half of its voxels' centres lie in the image's field. */
final class Field {
    private Field() {}

    /**
     * Tells it of a lesion of another date.
     *
     * @param labels where it is, in one space with the field
     * @param parts of it
     */
    static boolean covers(VolumeGeometry field, LabelMap labels, List<Lesion> parts) {
        if (!field.placed() || field.equals(labels.geometry())) {
            return true;
        }
        long inside = 0;
        long all = 0;
        for (Lesion part : parts) {
            all += part.measurements().voxels();
            inside += inside(field, labels, part);
        }
        return 2 * inside >= all;
    }

    private static long inside(VolumeGeometry field, LabelMap labels, Lesion part) {
        BoundingBox box = part.measurements().boundingBox();
        Cursor<UnsignedShortType> voxel = Views.interval(
                        labels.voxels(),
                        new long[] {box.xMin(), box.yMin(), box.zMin()},
                        new long[] {box.xMax() - 1, box.yMax() - 1, box.zMax() - 1})
                .localizingCursor();
        long inside = 0;
        double[] index = new double[3];
        while (voxel.hasNext()) {
            if (voxel.next().get() == part.label()) {
                voxel.localize(index);
                inside += isIn(field, field.toIndex(labels.geometry().toWorld(index))) ? 1 : 0;
            }
        }
        return inside;
    }

    /** Whether a continuous index is that of a voxel. */
    static boolean isIn(VolumeGeometry field, double... place) {
        boolean inside = true;
        for (int axis = 0; axis < place.length; axis++) {
            inside &= place[axis] >= -0.5 && place[axis] < field.size(axis) - 0.5;
        }
        return inside;
    }
}
