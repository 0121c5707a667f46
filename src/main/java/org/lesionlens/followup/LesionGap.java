package org.lesionlens.followup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** How far lesions of two dates lie apart on one grid: the free space between their nearest voxels, in mm; 0 where they touch. */
final class LesionGap {
    private static final int AXES = 3;

    /** The voxels of a lesion that have a neighbour outside it, and the box round them. */
    private static final class Border {
        final List<int[]> voxels = new ArrayList<>();
        final int[] least = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
        final int[] most = {-1, -1, -1};

        void add(int... voxel) {
            voxels.add(voxel);
            for (int axis = 0; axis < AXES; axis++) {
                least[axis] = Math.min(least[axis], voxel[axis]);
                most[axis] = Math.max(most[axis], voxel[axis]);
            }
        }
    }

    private final VolumeGeometry grid;
    private final Map<Integer, Border> earlier;
    private final Map<Integer, Border> later;

    private LesionGap(VolumeGeometry grid, Map<Integer, Border> earlier, Map<Integer, Border> later) {
        this.grid = grid;
        this.earlier = earlier;
        this.later = later;
    }

    /** Between some lesions of each date; both maps lie on one grid. */
    static LesionGap of(LabelMap earlier, Set<Integer> ofEarlier, LabelMap later, Set<Integer> ofLater) {
        return new LesionGap(earlier.geometry(), borders(earlier, ofEarlier), borders(later, ofLater));
    }

    private static Map<Integer, Border> borders(LabelMap labels, Set<Integer> wanted) {
        Map<Integer, Border> borders = new HashMap<>();
        if (wanted.isEmpty()) {
            return borders;
        }
        RandomAccess<UnsignedShortType> near = Views.extendZero(labels.voxels()).randomAccess();
        Cursor<UnsignedShortType> voxel = labels.voxels().localizingCursor();
        while (voxel.hasNext()) {
            int label = voxel.next().get();
            if (label > 0 && wanted.contains(label) && isBorder(near, voxel, label)) {
                borders.computeIfAbsent(label, first -> new Border())
                        .add(voxel.getIntPosition(0), voxel.getIntPosition(1), voxel.getIntPosition(2));
            }
        }
        return borders;
    }

    private static boolean isBorder(RandomAccess<UnsignedShortType> near, Cursor<UnsignedShortType> voxel, int label) {
        near.setPosition(voxel);
        for (int axis = 0; axis < AXES; axis++) {
            near.fwd(axis);
            boolean border = near.get().get() != label;
            near.move(-2, axis);
            border |= near.get().get() != label;
            near.fwd(axis);
            if (border) {
                return true;
            }
        }
        return false;
    }

    /** In mm; infinite if it is more than a distance. */
    double mm(int earlierLabel, int laterLabel, double most) {
        Border a = earlier.get(earlierLabel);
        Border b = later.get(laterLabel);
        if (between(a.least, a.most, b.least, b.most) > most) {
            return Double.POSITIVE_INFINITY;
        }
        double least = Double.POSITIVE_INFINITY;
        for (int[] one : a.voxels) {
            for (int[] other : b.voxels) {
                least = Math.min(least, between(one, one, other, other));
            }
        }
        return least <= most ? least : Double.POSITIVE_INFINITY;
    }

    /** Of two boxes of whole voxels, their last ones included. */
    private double between(int[] least, int[] most, int[] otherLeast, int[] otherMost) {
        double squared = 0;
        for (int axis = 0; axis < AXES; axis++) {
            int free = Math.max(otherLeast[axis] - most[axis], least[axis] - otherMost[axis]) - 1;
            double mm = Math.max(0, free) * grid.spacingMm(axis);
            squared += mm * mm;
        }
        return Math.sqrt(squared);
    }
}
