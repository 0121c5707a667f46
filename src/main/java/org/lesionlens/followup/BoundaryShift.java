package org.lesionlens.followup;

import java.util.HashMap;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;

/**
 * By how much the volume of a lesion changes if its boundary lies half a voxel further out or in everywhere.
 *
 * <p>That is the surface integral of half the width that a voxel has along the surface's normal n, (|nx| sx + |ny| sy + |nz| sz) / 2
 * for the spacing s. The integral of |nx| over the surface is the area of the voxel faces across x (each of sy sz), and likewise
 * for y and z, so it is exactly the number of voxel faces between the lesion and what is not it, times half the volume of a voxel.
 * Of a box of a x b x c mm it is ab sz + bc sx + ca sy; of a ball of radius r with cubes of side s 3 pi r^2 s, as smooth surfaces
 * lie aslant to the voxels. A systematic error of the whole boundary: what is smaller is no change that these voxels show.
 */
final class BoundaryShift {
    private static final int AXES = 3;

    private BoundaryShift() {}

    /** In ml, by label; NaN where volumes are unknown. */
    static Map<Integer, Double> ml(LabelMap labels) {
        Map<Integer, Long> faces = new HashMap<>();
        RandomAccess<UnsignedShortType> near = Views.extendZero(labels.voxels()).randomAccess();
        Cursor<UnsignedShortType> voxel = labels.voxels().localizingCursor();
        while (voxel.hasNext()) {
            int label = voxel.next().get();
            if (label > 0) {
                near.setPosition(voxel);
                faces.merge(label, faces(near, label), Long::sum);
            }
        }
        double half = labels.geometry().voxelVolumeMl() / 2;
        Map<Integer, Double> shift = new HashMap<>();
        faces.forEach((label, count) -> shift.put(label, count * half));
        return shift;
    }

    private static long faces(RandomAccess<UnsignedShortType> near, int label) {
        long faces = 0;
        for (int axis = 0; axis < AXES; axis++) {
            near.fwd(axis);
            faces += near.get().get() == label ? 0 : 1;
            near.move(-2, axis);
            faces += near.get().get() == label ? 0 : 1;
            near.fwd(axis);
        }
        return faces;
    }
}
