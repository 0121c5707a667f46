package org.lesionlens.correction;

/**
 * Makes lesions larger or smaller by a margin: distances are those of voxel centres, in mm along the axes of the grid, or in
 * voxels if it is not calibrated.
 *
 * <p>All refuse a number that no voxel has ({@link org.lesionlens.volume.UsageException}), slices of unknown distance if they
 * go across them ({@link org.lesionlens.volume.UnsuitableImageException}), and a margin that is not above 0 and finite
 * ({@link IllegalArgumentException}).
 */
public final class MarginSteps {
    private static final int AXES = 3;

    private MarginSteps() {}

    /**
     * Grows a lesion into the background within a distance of it. It never goes into other lesions, nor behind them: what it
     * gains can be reached from it through what it gains.
     */
    public static Change grow(Correction correction, int number, double margin, Scope scope) {
        double[] spacing = spacing(correction, margin, scope);
        LabelBlock block = LabelBlock.of(correction, number, margin(margin, spacing));
        boolean[] lesion = block.where(old -> old == number);
        float[] squared = DistanceTransform.squared(lesion, block.sides(), spacing);
        double reach = Brush.squaredReach(margin);
        boolean[] near = block.where(old -> old == 0 || old == number);
        for (int i = 0; i < near.length; i++) {
            near[i] &= squared[i] <= reach;
        }
        boolean[] gained = reachable(block, lesion, near, spacing);
        return correction.step("grow", edit -> block.set(edit, gained, number));
    }

    private static boolean[] reachable(LabelBlock block, boolean[] lesion, boolean[] near, double... spacing) {
        Flood flood = new Flood(block.sides(), near, true);
        for (int i = 0; i < lesion.length; i++) {
            if (lesion[i]) {
                flood.begin(i);
            }
        }
        boolean[] along = new boolean[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            along[axis] = !Double.isInfinite(spacing[axis]);
        }
        return flood.reached(along);
    }

    /**
     * Shrinks a lesion by what lies within a distance of voxels that are not of it. The border of the image takes nothing away:
     * the lesion may go on behind it. A lesion may vanish.
     */
    public static Change shrink(Correction correction, int number, double margin, Scope scope) {
        double[] spacing = spacing(correction, margin, scope);
        LabelBlock block = LabelBlock.of(correction, number, new long[] {1, 1, 1});
        float[] squared = DistanceTransform.squared(block.where(old -> old != number), block.sides(), spacing);
        double reach = Brush.squaredReach(margin);
        boolean[] lost = block.where(old -> old == number);
        for (int i = 0; i < lost.length; i++) {
            lost[i] &= squared[i] <= reach;
        }
        return correction.step("shrink", edit -> block.set(edit, lost, 0));
    }

    private static double[] spacing(Correction correction, double margin, Scope scope) {
        if (!(margin > 0) || Double.isInfinite(margin)) {
            throw new IllegalArgumentException("margin is " + margin + " but must be above 0");
        }
        return scope.spacing(correction.geometry());
    }

    /** In voxels; none along an axis where the step does not go. */
    private static long[] margin(double margin, double... spacing) {
        long[] voxels = new long[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            voxels[axis] = (long) Math.ceil(Math.min(Integer.MAX_VALUE, margin / spacing[axis]));
        }
        return voxels;
    }
}
