package org.lesionlens.followup;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.NearestLabels;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The lesions of all dates on one grid: that of the finest one, cut down to where any date has a lesion.
 *
 * <p>Each voxel has the label of the nearest one. A lesion so small that no voxel of the grid is nearest to any of its own has the
 * voxels that are nearest to its centres, so that none is lost. Where nobody knows the place of any date, all have one array and
 * stay as they are.
 *
 * @param dates in order
 */
record SharedGrid(List<LabelMap> dates) {
    private static final int AXES = 3;

    SharedGrid {
        dates = List.copyOf(dates);
    }

    /** @param moved the lesions of each date, moved into one space; not empty */
    static SharedGrid of(List<LabelMap> moved) {
        VolumeGeometry finest = moved.stream()
                .map(LabelMap::geometry)
                .min(Comparator.comparingDouble(VolumeGeometry::voxelVolumeMl))
                .orElseThrow();
        boolean alike = moved.stream()
                .allMatch(labels ->
                        !labels.geometry().placed() || labels.geometry().equals(finest));
        if (alike) {
            return new SharedGrid(moved);
        }
        VolumeGeometry grid = aroundLesions(finest, moved);
        return new SharedGrid(moved.stream().map(labels -> on(grid, labels)).toList());
    }

    private static LabelMap on(VolumeGeometry grid, LabelMap labels) {
        LabelMap there = NearestLabels.on(grid, labels);
        Set<Integer> lost = labels(labels);
        lost.removeAll(labels(there));
        if (!lost.isEmpty()) {
            paintCentres(there, labels, lost);
        }
        return there;
    }

    private static Set<Integer> labels(LabelMap map) {
        Set<Integer> labels = new HashSet<>();
        Views.flatIterable(map.voxels()).forEach(voxel -> labels.add(voxel.get()));
        return labels;
    }

    private static void paintCentres(LabelMap onto, LabelMap labels, Set<Integer> wanted) {
        RandomAccess<UnsignedShortType> target = onto.voxels().randomAccess();
        Cursor<UnsignedShortType> voxel = labels.voxels().localizingCursor();
        double[] index = new double[AXES];
        while (voxel.hasNext()) {
            int label = voxel.next().get();
            if (wanted.contains(label)) {
                voxel.localize(index);
                double[] there = onto.geometry().toIndex(labels.geometry().toWorld(index));
                for (int axis = 0; axis < AXES; axis++) {
                    target.setPosition(Math.round(there[axis]), axis);
                }
                target.get().set(label);
            }
        }
    }

    /** The grid on the lattice of another that holds every labelled voxel, with one more on each side. */
    private static VolumeGeometry aroundLesions(VolumeGeometry lattice, List<LabelMap> dates) {
        double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] most = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (LabelMap labels : dates) {
            Cursor<UnsignedShortType> voxel = labels.voxels().localizingCursor();
            double[] index = new double[AXES];
            while (voxel.hasNext()) {
                if (voxel.next().get() > 0) {
                    voxel.localize(index);
                    include(lattice.toIndex(labels.geometry().toWorld(index)), least, most);
                }
            }
        }
        return part(lattice, least, most);
    }

    private static void include(double[] place, double[] least, double[] most) {
        for (int axis = 0; axis < AXES; axis++) {
            least[axis] = Math.min(least[axis], place[axis]);
            most[axis] = Math.max(most[axis], place[axis]);
        }
    }

    private static VolumeGeometry part(VolumeGeometry lattice, double[] least, double[] most) {
        long[] size = {1, 1, 1};
        double[] first = new double[AXES];
        for (int axis = 0; axis < AXES && least[axis] <= most[axis]; axis++) {
            first[axis] = Math.floor(least[axis]) - 1;
            size[axis] = Math.round(Math.ceil(most[axis]) + 1 - first[axis]) + 1;
        }
        double[][] affine = lattice.affine();
        double[] origin = lattice.toWorld(first);
        for (int row = 0; row < AXES; row++) {
            affine[row][AXES] = origin[row];
        }
        return VolumeGeometry.fromAffine(size, affine);
    }
}
