package org.lesionlens.correction;

import org.lesionlens.volume.VolumeGeometry;

/**
 * A brush drawn from place to place: one step to undo, however many places it goes to.
 *
 * <p>It takes the voxels whose centres lie within its radius of the line from one place to the next, and those that the line
 * goes through, however thin it is; a disc those of its slice. A disc whose slice changes begins there anew. What lies outside
 * of the image is left out. Of a stroke that is being drawn the voxels can be seen at once.
 */
public final class Stroke {
    private static final int AXES = 3;

    private final Correction correction;
    private final Brush brush;
    private final Edit edit;
    private final InkedVoxels voxels;
    private final VolumeGeometry grid;
    /** Length of a step along each axis; 0 where distance does not count. */
    private final double[] spacing = new double[AXES];

    private double[] last;

    private Stroke(Correction correction, Brush brush, Ink ink) {
        this.correction = correction;
        this.brush = brush;
        this.grid = correction.geometry();
        double[] along = brush.scope().spacing(grid);
        for (int axis = 0; axis < AXES; axis++) {
            spacing[axis] = Double.isInfinite(along[axis]) ? 0 : along[axis];
        }
        this.edit = correction.begin(ink.number() == 0 ? "erase" : "paint");
        this.voxels = InkedVoxels.of(edit, ink);
    }

    /**
     * Begins a stroke, which is nowhere yet. Another one that is being drawn ends.
     *
     * @throws IllegalArgumentException if the ink's image has another size than the labels
     * @throws org.lesionlens.volume.UsageException if the ink's number was not given yet, or none is left
     * @throws org.lesionlens.volume.UnsuitableImageException if a ball is to go across slices of unknown distance
     */
    public static Stroke begin(Correction correction, Brush brush, Ink ink) {
        InkedVoxels.require(correction, ink);
        return new Stroke(correction, brush, ink);
    }

    /**
     * Draws on to a place.
     *
     * @param x continuous voxel index; y and z likewise
     * @return what changed since the last place
     * @throws IllegalStateException if the stroke has ended
     * @throws IllegalArgumentException if an index is not finite
     */
    public Change to(double x, double y, double z) {
        if (!correction.isOpen(edit)) {
            throw new IllegalStateException("the stroke has ended, by end(), undo(), redo() or another step");
        }
        if (!Double.isFinite(x + y + z)) {
            throw new IllegalArgumentException("place is " + x + ", " + y + ", " + z + " but must be finite");
        }
        double[] place = {x, y, z};
        int axis = brush.scope().sliceAxis();
        if (brush.scope().inSlices()) {
            place[axis] = Math.rint(place[axis]);
        }
        boolean goesOn = last != null && (!brush.scope().inSlices() || last[axis] == place[axis]);
        double[] from = goesOn ? last : place;
        last = place;
        drawAround(from, place);
        drawThrough(from, place);
        return correction.soFar(edit);
    }

    /** Ends the stroke: what all of it changed. */
    public Change end() {
        return correction.end(edit);
    }

    private void drawAround(double[] from, double... to) {
        int[] first = new int[AXES];
        int[] end = new int[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            boolean isSlice = axis == brush.scope().sliceAxis();
            double reach = isSlice || spacing[axis] == 0 ? 0.5 : brush.radius() / spacing[axis] + 1;
            first[axis] = clip(Math.ceil(Math.min(from[axis], to[axis]) - reach), axis);
            end[axis] = clip(Math.floor(Math.max(from[axis], to[axis]) + reach) + 1, axis);
        }
        if (brush.scope().inSlices()) {
            int axis = brush.scope().sliceAxis();
            first[axis] = clip(to[axis], axis);
            end[axis] = clip(to[axis] + 1, axis);
        }
        Capsule capsule = new Capsule(from, to, spacing);
        double reach = Brush.squaredReach(brush.radius());
        for (int z = first[2]; z < end[2]; z++) {
            for (int y = first[1]; y < end[1]; y++) {
                for (int x = first[0]; x < end[0]; x++) {
                    if (capsule.squaredDistance(x, y, z) <= reach) {
                        voxels.draw(x, y, z);
                    }
                }
            }
        }
    }

    private int clip(double index, int axis) {
        return (int) Math.max(0, Math.min((double) grid.size(axis), index));
    }

    /** In steps of half a voxel, so that no gap is left. */
    private void drawThrough(double[] from, double... to) {
        double longest = 0;
        for (int axis = 0; axis < AXES; axis++) {
            longest = Math.max(longest, Math.abs(to[axis] - from[axis]));
        }
        long steps = Math.max(1, (long) Math.ceil(2 * longest));
        for (long step = 0; step <= steps; step++) {
            long[] at = new long[AXES];
            boolean isInside = true;
            for (int axis = 0; axis < AXES; axis++) {
                at[axis] = Math.round(from[axis] + (to[axis] - from[axis]) * step / steps);
                isInside &= at[axis] >= 0 && at[axis] < grid.size(axis);
            }
            if (isInside) {
                voxels.draw((int) at[0], (int) at[1], (int) at[2]);
            }
        }
    }

    /** A line between two places, and how far voxels lie from it. */
    private static final class Capsule {
        private final double[] from;
        private final double[] spacing;
        private final double[] along = new double[AXES];
        private double squaredLength;

        Capsule(double[] from, double[] to, double... spacing) {
            this.from = from;
            this.spacing = spacing;
            for (int axis = 0; axis < AXES; axis++) {
                along[axis] = (to[axis] - from[axis]) * spacing[axis];
                squaredLength += along[axis] * along[axis];
            }
        }

        double squaredDistance(int x, int y, int z) {
            double dx = (x - from[0]) * spacing[0];
            double dy = (y - from[1]) * spacing[1];
            double dz = (z - from[2]) * spacing[2];
            double share = squaredLength == 0
                    ? 0
                    : Math.max(0, Math.min(1, (dx * along[0] + dy * along[1] + dz * along[2]) / squaredLength));
            double ax = dx - share * along[0];
            double ay = dy - share * along[1];
            double az = dz - share * along[2];
            return ax * ax + ay * ay + az * az;
        }
    }
}
