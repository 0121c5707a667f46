package org.lesionlens.volume;

import java.util.Arrays;

/**
 * Whether two placed grids can be two samplings of one part of a patient.
 *
 * <p>Along each axis of either grid, one field must lie within the other, give or take a voxel (the larger one of the
 * two): a crop, other voxel sizes, another plane of the same examination. Two grids of as many voxels that differ by a
 * voxel or more, along an axis of either, are more likely one grid whose header was lost or changed on its way, so they
 * are none.
 */
public final class SharedSpace {
    private static final int AXES = 3;
    private static final double SAME_SPACING = 0.01;

    private SharedSpace() {}

    /** Whether they are. */
    public static boolean of(VolumeGeometry a, VolumeGeometry b) {
        return EqualSizes.are(a, b) ? EqualSizes.coincide(a, b) : haveOneField(a, b);
    }

    /** Why two grids are none, as the end of a sentence about them. */
    public static String refusal(VolumeGeometry a, VolumeGeometry b) {
        String elsewhere = "they do not cover the same part of the patient";
        if (!EqualSizes.are(a, b)) {
            return elsewhere;
        }
        String differing = "have as many voxels, but the one is " + EqualSizes.difference(a, b) + " against the other";
        return haveOneField(a, b) ? "they " + differing : elsewhere + ": they " + differing;
    }

    /** Whether two grids of unknown place have one size and, as far as it is known, one spacing. */
    public static boolean haveOneArray(VolumeGeometry a, VolumeGeometry b) {
        boolean alike = Arrays.equals(a.size(), b.size());
        for (int axis = 0; axis < AXES && a.calibrated() && b.calibrated(); axis++) {
            alike &= a.size(axis) == 1 || Math.abs(a.spacingMm(axis) / b.spacingMm(axis) - 1) <= SAME_SPACING;
        }
        return alike;
    }

    private static boolean haveOneField(VolumeGeometry a, VolumeGeometry b) {
        return nested(a, b) && nested(b, a);
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
