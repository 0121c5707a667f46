package org.lesionlens.volume;

import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * A volume on another placed grid: each voxel interpolated linearly between the eight round its place in the patient.
 *
 * <p>Outside the field, which ends half a voxel beyond the outermost centres, a voxel is NaN. Neighbours that are no tissue
 * (padding, NaN) do not count as long as the others weigh at least one half; else the voxel is NaN too. On a grid that
 * holds the same voxels the values stay as they are.
 */
public final class LinearOntoGrid {
    private static final int AXES = 3;
    private static final int CORNERS = 8;
    private static final double LEAST_WEIGHT = 0.5;
    /** A place as close to a voxel's centre, in voxels, is that of the voxel. */
    private static final double SAME_PLACE = 1e-4;

    private final RandomAccessibleInterval<FloatType> source;
    private final RandomAccess<FloatType> voxel;
    private final long[] lower = new long[AXES];
    private final double[] above = new double[AXES];
    private long outside;

    private LinearOntoGrid(RandomAccessibleInterval<FloatType> source) {
        this.source = source;
        this.voxel = source.randomAccess();
    }

    /**
     * What became of a volume.
     *
     * @param volume a new one, which declares no padding
     * @param outside the share of its voxels that lie outside the field of the source, 0 to 1
     */
    public record Interpolated(Volume volume, double outside) {}

    /** Interpolates a placed volume. */
    public static Interpolated of(Volume volume, VolumeGeometry grid) {
        LinearOntoGrid interpolation = new LinearOntoGrid(volume.tissue());
        Volume result = Volume.allocate(grid);
        Cursor<FloatType> to = Views.flatIterable(result.voxels()).cursor();
        for (long z = 0; z < grid.size(2); z++) {
            for (long y = 0; y < grid.size(1); y++) {
                interpolation.row(volume.geometry(), grid, new double[] {0, y, z}, to);
            }
        }
        return new Interpolated(result, (double) interpolation.outside / grid.voxelCount());
    }

    private void row(VolumeGeometry there, VolumeGeometry grid, double[] first, Cursor<FloatType> to) {
        double[] start = there.toIndex(grid.toWorld(first));
        double[] next = there.toIndex(grid.toWorld(first[0] + 1, first[1], first[2]));
        double[] place = new double[AXES];
        for (long x = 0; x < grid.size(0); x++) {
            for (int axis = 0; axis < AXES; axis++) {
                place[axis] = start[axis] + x * (next[axis] - start[axis]);
            }
            to.next().set(moveTo(place) ? interpolated() : Float.NaN);
        }
    }

    /** Whether the place is in the field. */
    private boolean moveTo(double[] place) {
        for (int axis = 0; axis < AXES; axis++) {
            double last = source.dimension(axis) - 1.0;
            if (place[axis] < -0.5 - SAME_PLACE || place[axis] > last + 0.5 + SAME_PLACE) {
                outside++;
                return false;
            }
            double nearest = Math.rint(place[axis]);
            double exact = Math.abs(place[axis] - nearest) <= SAME_PLACE ? nearest : place[axis];
            double inside = Math.max(0, Math.min(last, exact));
            lower[axis] = (long) Math.floor(inside);
            above[axis] = inside - lower[axis];
        }
        return true;
    }

    private float interpolated() {
        double sum = 0;
        double weights = 0;
        for (int corner = 0; corner < CORNERS; corner++) {
            double weight = moveToCorner(corner);
            float value = weight > 0 ? voxel.get().get() : Float.NaN;
            if (!Float.isNaN(value)) {
                sum += weight * value;
                weights += weight;
            }
        }
        return weights >= LEAST_WEIGHT ? (float) (sum / weights) : Float.NaN;
    }

    /** Its weight; 0 for one that does not count. */
    private double moveToCorner(int corner) {
        double weight = 1;
        for (int axis = 0; axis < AXES && weight > 0; axis++) {
            boolean upper = (corner >> axis & 1) == 1;
            weight *= upper ? above[axis] : 1 - above[axis];
            if (weight > 0) {
                voxel.setPosition(lower[axis] + (upper ? 1 : 0), axis);
            }
        }
        return weight;
    }
}
