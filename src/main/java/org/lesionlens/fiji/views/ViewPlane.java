package org.lesionlens.fiji.views;

import java.util.List;
import org.lesionlens.fiji.image.StackGrid;

/**
 * One of the three planes through a spot of a stack. Where the stack is placed in the patient they are shown as a radiologist
 * sees them, whatever the plane of its slices; oblique stacks go by their nearest axes. Of others the slices are shown as the
 * stack has them, and the first slice is at the top of the planes across.
 *
 * @param name for people
 * @param across the screen's x
 * @param down the screen's y
 * @param through the axis that the mouse wheel goes along
 */
record ViewPlane(String name, ViewAxis across, ViewAxis down, ViewAxis through) {
    /** The axes of the patient, LPS, whose letters begin where the screen does. */
    private static final List<String> LETTERS = List.of("RL", "AP", "HF");

    private static final int[][] ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    /** The axial, the coronal and the sagittal one. */
    static List<ViewPlane> of(StackGrid grid) {
        boolean placed = grid.geometry().placed();
        double[][] steps = {step(grid, 0), step(grid, 1), step(grid, 2)};
        int[] order = placed ? nearest(steps) : ORDERS[0];
        ViewAxis left = axis(grid, order[0], 0, steps);
        ViewAxis back = axis(grid, order[1], 1, steps);
        ViewAxis feet = axis(grid, order[2], 2, steps);
        return List.of(
                new ViewPlane(placed ? "axial" : "slice", left, back, feet),
                new ViewPlane(placed ? "coronal" : "columns and slices", left, feet, back),
                new ViewPlane(placed ? "sagittal" : "rows and slices", back, feet, left));
    }

    /** Which axis of the stack goes along each of the patient's, so that together they fit best. */
    private static int[] nearest(double[]... steps) {
        int[] best = ORDERS[0];
        for (int[] order : ORDERS) {
            best = fit(order, steps) > fit(best, steps) ? order : best;
        }
        return best;
    }

    private static double fit(int[] order, double[]... steps) {
        double fit = 0;
        for (int world = 0; world < order.length; world++) {
            double[] step = steps[order[world]];
            fit += Math.abs(step[world]) / Math.hypot(Math.hypot(step[0], step[1]), step[2]);
        }
        return fit;
    }

    /** A step along an axis of the stack, LPS mm. */
    private static double[] step(StackGrid grid, int axis) {
        double[] from = world(grid, 0, 0, 0);
        double[] to = world(grid, axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0);
        return new double[] {to[0] - from[0], to[1] - from[1], to[2] - from[2]};
    }

    /** Where a pixel of the stack lies, LPS mm. */
    static double[] world(StackGrid grid, int column, int row, int slice) {
        long[] voxel = grid.toVoxel(column, row, slice);
        return grid.geometry().toWorld((double) voxel[0], (double) voxel[1], (double) voxel[2]);
    }

    private static ViewAxis axis(StackGrid grid, int stack, int world, double[]... steps) {
        int size = stack == 0 ? grid.columns() : stack == 1 ? grid.rows() : grid.slices();
        if (!grid.geometry().placed()) {
            return new ViewAxis(stack, false, size, grid.spacingMm(stack), "");
        }
        boolean isFeet = world == 2; // LPS goes up, the screen down
        boolean isFlipped = isFeet == steps[stack][world] > 0;
        return new ViewAxis(stack, isFlipped, size, grid.spacingMm(stack), LETTERS.get(world));
    }

    /** How many pixels the stack has along one of its axes. */
    int size(int stack) {
        return List.of(across, down, through).stream()
                .filter(axis -> axis.stack() == stack)
                .mapToInt(ViewAxis::size)
                .sum();
    }

    /** The pixel of the stack at a pixel of this plane (both from 0, within it), in the plane that a spot lies in. */
    Spot at(int x, int y, Spot spot) {
        return spot.with(across.stack(), across.turned(x)).with(down.stack(), down.turned(y));
    }
}
