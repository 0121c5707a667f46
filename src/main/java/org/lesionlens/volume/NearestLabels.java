package org.lesionlens.volume;

import java.util.Arrays;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;

/** Labels by their place in the patient: each voxel has that of the nearest one of another grid. */
public final class NearestLabels {
    private static final double TIE = 1e-6;
    private static final int AXES = 3;

    private NearestLabels() {}

    /** The labels of a single slice as thick as a voxel of another grid at least: slices alone often say it wrong. */
    public static LabelMap asThickAs(LabelMap labels, VolumeGeometry other) {
        VolumeGeometry grid = labels.geometry();
        double[][] affine = grid.affine();
        for (int axis = 0; axis < AXES; axis++) {
            double wanted = VoxelReach.mm(other, grid, axis);
            for (int row = 0; row < AXES && grid.size(axis) == 1 && wanted > grid.spacingMm(axis); row++) {
                affine[row][axis] *= wanted / grid.spacingMm(axis);
            }
        }
        return new LabelMap(labels.voxels(), VolumeGeometry.fromAffine(grid.size(), affine));
    }

    /** Labels on another placed grid; background outside their own field. */
    public static LabelMap on(VolumeGeometry grid, LabelMap source) {
        LabelMap labels = LabelMap.allocate(grid);
        Cursor<UnsignedShortType> to = Views.flatIterable(labels.voxels()).cursor();
        RandomAccess<UnsignedShortType> from = source.voxels().randomAccess();
        VolumeGeometry there = source.geometry();
        double[] start = there.toIndex(grid.toWorld(0, 0, 0));
        double[] step = there.toIndex(grid.toWorld(1, 0, 0));
        for (int axis = 0; axis < AXES; axis++) {
            step[axis] -= start[axis];
        }
        for (long z = 0; z < grid.size(2); z++) {
            for (long y = 0; y < grid.size(1); y++) {
                double[] row = there.toIndex(grid.toWorld(0, (double) y, (double) z));
                for (long x = 0; x < grid.size(0); x++) {
                    to.fwd();
                    if (moveTo(from, row, step, x, there)) {
                        to.get().set(from.get());
                    }
                }
            }
        }
        return labels;
    }

    /** Whether the voxel is in the field. */
    private static boolean moveTo(
            RandomAccess<UnsignedShortType> from, double[] row, double[] step, long x, VolumeGeometry there) {
        for (int axis = 0; axis < AXES; axis++) {
            long nearest = nearest(row[axis] + x * step[axis]);
            if (nearest < 0 || nearest >= there.size(axis)) {
                return false;
            }
            from.setPosition(nearest, axis);
        }
        return true;
    }

    /** Half way between two the upper one, also where rounding moved it a little. */
    private static long nearest(double index) {
        return (long) Math.floor(index + 0.5 + TIE);
    }

    /** How many labelled voxels have their centre outside the field of another placed grid. */
    public static long outside(VolumeGeometry grid, LabelMap labels) {
        long count = 0;
        double[] index = new double[AXES];
        Cursor<UnsignedShortType> cursor = labels.voxels().localizingCursor();
        while (cursor.hasNext()) {
            if (cursor.next().get() != 0) {
                cursor.localize(index);
                count += isOutside(grid, grid.toIndex(labels.geometry().toWorld(index))) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean isOutside(VolumeGeometry grid, double[] index) {
        for (int axis = 0; axis < AXES; axis++) {
            long nearest = nearest(index[axis]);
            if (nearest < 0 || nearest >= grid.size(axis)) {
                return true;
            }
        }
        return false;
    }

    /** A placed grid, made larger on its own lattice until it holds all labelled voxels of another one whole. */
    public static VolumeGeometry gridAround(VolumeGeometry grid, LabelMap labels) {
        double[] least = new double[AXES];
        double[] most = {grid.size(0) - 1.0, grid.size(1) - 1.0, grid.size(2) - 1.0};
        double[] index = new double[AXES];
        Cursor<UnsignedShortType> cursor = labels.voxels().localizingCursor();
        double[] reach = new double[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            reach[axis] = VoxelReach.mm(labels.geometry(), grid, axis) / grid.spacingMm(axis) / 2;
        }
        while (cursor.hasNext()) {
            if (cursor.next().get() != 0) {
                cursor.localize(index);
                double[] here = grid.toIndex(labels.geometry().toWorld(index));
                for (int axis = 0; axis < AXES; axis++) {
                    least[axis] = Math.min(least[axis], Math.floor(here[axis] - reach[axis] + 0.5));
                    most[axis] = Math.max(most[axis], Math.ceil(here[axis] + reach[axis] - 0.5));
                }
            }
        }
        return extended(grid, least, most);
    }

    private static VolumeGeometry extended(VolumeGeometry grid, double[] least, double[] most) {
        long[] size = new long[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            size[axis] = Math.round(most[axis] - least[axis]) + 1;
        }
        if (Arrays.equals(size, grid.size())) {
            return grid;
        }
        double[][] affine = grid.affine();
        double[] first = grid.toWorld(least);
        for (int row = 0; row < AXES; row++) {
            affine[row][AXES] = first[row];
        }
        return VolumeGeometry.fromAffine(size, affine);
    }
}
