package org.lesionlens.followup;

import java.util.List;
import java.util.function.Predicate;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** Whether an image covers the place of a lesion, and whether its edge cuts one off. */
final class Field {
    /** A lesion less of which lies in a field is not whole there. */
    private static final double WHOLE = 0.95;

    private Field() {}

    /**
     * Whether at least half of the voxels' centres of a lesion of another date lie in a field.
     *
     * @param labels where it is, in one space with the field
     * @param parts of it
     */
    static boolean covers(VolumeGeometry field, LabelMap labels, List<Lesion> parts) {
        return 2 * share(field, labels, parts) >= 1;
    }

    /** Whether a part of a lesion of another date lies beyond a field; likewise. */
    static boolean isWhole(VolumeGeometry field, LabelMap labels, List<Lesion> parts) {
        return share(field, labels, parts) >= WHOLE;
    }

    private static double share(VolumeGeometry field, LabelMap labels, List<Lesion> parts) {
        if (!field.placed() || field.equals(labels.geometry())) {
            return 1;
        }
        long inside = 0;
        long all = 0;
        for (Lesion part : parts) {
            all += part.measurements().voxels();
            inside += count(labels, part, place -> isIn(field, field.toIndex(place)));
        }
        return all == 0 ? 1 : (double) inside / all;
    }

    /** Whether a lesion reaches the outermost voxels of the field that it lies in. */
    static boolean reachesEdge(VolumeGeometry field, LabelMap labels, List<Lesion> parts) {
        return field.placed()
                && parts.stream()
                        .anyMatch(part -> count(labels, part, place -> isAtEdge(field, field.toIndex(place))) > 0);
    }

    private static boolean isAtEdge(VolumeGeometry field, double... place) {
        boolean edge = false;
        for (int axis = 0; axis < place.length; axis++) {
            edge |= place[axis] <= 0.5 || place[axis] >= field.size(axis) - 1.5;
        }
        return edge;
    }

    /** How many voxels of a part lie where something holds of their centres. */
    private static long count(LabelMap labels, Lesion part, Predicate<double[]> where) {
        BoundingBox box = part.measurements().boundingBox();
        Cursor<UnsignedShortType> voxel = Views.interval(
                        labels.voxels(),
                        new long[] {box.xMin(), box.yMin(), box.zMin()},
                        new long[] {box.xMax() - 1, box.yMax() - 1, box.zMax() - 1})
                .localizingCursor();
        long count = 0;
        double[] index = new double[3];
        while (voxel.hasNext()) {
            if (voxel.next().get() == part.label()) {
                voxel.localize(index);
                count += where.test(labels.geometry().toWorld(index)) ? 1 : 0;
            }
        }
        return count;
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
