package org.lesionlens.volume;

import java.util.Arrays;

/**
 * Whether two placed grids can be two samplings of one part of a patient.
 *
 * <p>Along each axis of either grid, one field must lie within the other, give or take a voxel (the larger one of the
 * two): a crop, other voxel sizes, another plane of the same examination. Two grids of as many voxels whose fields differ
 * are more likely one grid whose header was lost or changed on its way, so they are none.
 */
public final class SharedSpace {
    private static final double LESS_THAN_A_VOXEL = 0.99;
    private static final int AXES = 3;

    private SharedSpace() {}

    /** Whether they are. */
    public static boolean of(VolumeGeometry a, VolumeGeometry b) {
        boolean asMany = Arrays.equals(sorted(a.size()), sorted(b.size()));
        return asMany
                ? AxisOrder.of(a, b, LESS_THAN_A_VOXEL * Math.min(smallest(a), smallest(b)))
                        .isPresent()
                : nested(a, b) && nested(b, a);
    }

    private static long[] sorted(long[] size) {
        Arrays.sort(size);
        return size;
    }

    /** The smallest spacing along an axis of several voxels. */
    private static double smallest(VolumeGeometry grid) {
        double smallest = Double.POSITIVE_INFINITY;
        for (int axis = 0; axis < AXES; axis++) {
            smallest = grid.size(axis) > 1 ? Math.min(smallest, grid.spacingMm(axis)) : smallest;
        }
        return Double.isInfinite(smallest) ? grid.spacingMm(0) : smallest;
    }

    /** Along each axis of {@code a}, in its voxels. */
    private static boolean nested(VolumeGeometry a, VolumeGeometry b) {
        double[][] field = field(a, b);
        for (int axis = 0; axis < AXES; axis++) {
            double margin = Math.max(1, VoxelReach.mm(b, a, axis) / a.spacingMm(axis)) + 1e-6;
            double first = -0.5;
            double last = a.size(axis) - 0.5;
            boolean inside = field[0][axis] >= first - margin && field[1][axis] <= last + margin;
            boolean around = field[0][axis] <= first + margin && field[1][axis] >= last - margin;
            if (!inside && !around) {
                return false;
            }
        }
        return true;
    }

    /** The least and the largest index of {@code a} that the box of {@code b} reaches, along each axis. */
    private static double[][] field(VolumeGeometry a, VolumeGeometry b) {
        double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] most = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int corner = 0; corner < 8; corner++) {
            double[] index = new double[AXES];
            for (int axis = 0; axis < AXES; axis++) {
                index[axis] = (corner >> axis & 1) * b.size(axis) - 0.5;
            }
            double[] here = a.toIndex(b.toWorld(index));
            for (int axis = 0; axis < AXES; axis++) {
                least[axis] = Math.min(least[axis], here[axis]);
                most[axis] = Math.max(most[axis], here[axis]);
            }
        }
        return new double[][] {least, most};
    }
}
