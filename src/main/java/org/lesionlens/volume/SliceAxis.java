package org.lesionlens.volume;

import java.util.stream.IntStream;

/**
 * Which index axis (0 to 2) of a grid lies across the slices: axis 2 if it was acquired in slices, is not calibrated, or of
 * unknown depth; else that of the largest spacing, if it is at least {@value #COARSER} times the next one; else the one closest
 * to the patient's superior-inferior axis.
 *
 * <p>If the volume has size 1 along some axis, only such axes count: the one with the largest spacing, on a tie within 1 % the
 * one closest to the superior-inferior axis.
 */
final class SliceAxis {
    private static final double SPACING_TIE = 0.99;
    private static final double COARSER = 1.2;

    private SliceAxis() {}

    static int of(VolumeGeometry grid) {
        if (!grid.depthKnown() || grid.inSlices()) {
            return 2;
        }
        int[] axes = IntStream.range(0, 3)
                .filter(axis -> grid.size(axis) == 1 || !grid.isPlanar())
                .toArray();
        double[] spacing =
                IntStream.of(axes).mapToDouble(grid::spacingMm).sorted().toArray();
        double widest = spacing[spacing.length - 1];
        boolean chosen = grid.isPlanar() || widest >= COARSER * spacing[spacing.length - 2];
        int best = -1;
        for (int axis : axes) {
            boolean candidate = !chosen || grid.spacingMm(axis) >= SPACING_TIE * widest;
            if (candidate && (best < 0 || upright(grid, axis) >= upright(grid, best))) {
                best = axis;
            }
        }
        return best;
    }

    private static double upright(VolumeGeometry grid, int axis) {
        return Math.abs(grid.direction(2, axis));
    }
}
