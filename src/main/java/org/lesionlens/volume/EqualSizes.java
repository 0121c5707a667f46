package org.lesionlens.volume;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Two placed grids of as many voxels: whether they lie upon each other, and if not, how they differ. */
final class EqualSizes {
    private static final double LESS_THAN_A_VOXEL = 0.99;
    private static final double TURNED_DEGREES = 0.02;
    private static final double SHIFTED_VOXELS = 0.1;
    private static final double SCALED = 0.001;
    private static final int AXES = 3;

    private EqualSizes() {}

    /** Whether two grids have as many voxels along their axes, in any order of these. */
    static boolean are(VolumeGeometry a, VolumeGeometry b) {
        long[] size = a.size();
        long[] other = b.size();
        Arrays.sort(size);
        Arrays.sort(other);
        return Arrays.equals(size, other);
    }

    /** Whether they are less than a voxel apart along each axis of either, and no axis is longer by a voxel. */
    static boolean coincide(VolumeGeometry a, VolumeGeometry b) {
        return AxisOrder.within(a, b, LESS_THAN_A_VOXEL)
                .filter(order -> areAsLong(a, b, order))
                .isPresent();
    }

    private static boolean areAsLong(VolumeGeometry a, VolumeGeometry b, AxisOrder order) {
        for (int axis = 0; axis < AXES; axis++) {
            double one = a.spacingMm(axis);
            double other = b.spacingMm(order.sourceAxis(axis));
            double longer = a.size(axis) * Math.abs(one - other) / Math.min(one, other);
            if (a.size(axis) > 1 && longer >= LESS_THAN_A_VOXEL) {
                return false;
            }
        }
        return true;
    }

    /** How they differ, for people: turned, shifted, of other voxel sizes. */
    static String difference(VolumeGeometry a, VolumeGeometry b) {
        AxisOrder order = AxisOrder.ofSizes(a, b)
                .min(Comparator.comparingDouble(one -> degrees(a, b, one)))
                .orElseThrow();
        List<String> parts = new ArrayList<>();
        double degrees = degrees(a, b, order);
        if (degrees >= TURNED_DEGREES) {
            parts.add(String.format(Locale.ROOT, "turned by %.2f degrees", degrees));
        }
        double[] from = centre(a);
        double[] to = centre(b);
        double mm = Math.hypot(Math.hypot(to[0] - from[0], to[1] - from[1]), to[2] - from[2]);
        if (mm >= SHIFTED_VOXELS * Math.min(Math.min(a.spacingMm(0), a.spacingMm(1)), a.spacingMm(2))) {
            parts.add(String.format(Locale.ROOT, "shifted by %.2f mm", mm));
        }
        if (scaled(a, b, order)) {
            parts.add("of other voxel sizes");
        }
        return String.join(" and ", parts);
    }

    /** The largest angle between two axes, 0 to 90. */
    private static double degrees(VolumeGeometry a, VolumeGeometry b, AxisOrder order) {
        double largest = 0;
        for (int axis = 0; axis < AXES; axis++) {
            double cosine = 0;
            for (int row = 0; row < AXES; row++) {
                cosine += a.direction(row, axis) * b.direction(row, order.sourceAxis(axis));
            }
            largest = Math.max(largest, Math.toDegrees(Math.acos(Math.min(1, Math.abs(cosine)))));
        }
        return largest;
    }

    private static double[] centre(VolumeGeometry grid) {
        return grid.toWorld((grid.size(0) - 1) / 2.0, (grid.size(1) - 1) / 2.0, (grid.size(2) - 1) / 2.0);
    }

    private static boolean scaled(VolumeGeometry a, VolumeGeometry b, AxisOrder order) {
        for (int axis = 0; axis < AXES; axis++) {
            double ratio = a.spacingMm(axis) / b.spacingMm(order.sourceAxis(axis));
            if (a.size(axis) > 1 && Math.abs(ratio - 1) >= SCALED) {
                return true;
            }
        }
        return false;
    }
}
