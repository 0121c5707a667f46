package org.lesionlens.volume;

import java.util.Comparator;
import java.util.PriorityQueue;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;

/**
 * Gives voxels of which the label is unknown that of the nearest known voxel, background included. Near is along the axes: the
 * length in mm of the shortest way from voxel to voxel through their faces.
 */
public final class NearestFill {
    private static final int AXES = 3;

    private final VolumeGeometry grid;
    private final RandomAccess<UnsignedShortType> labels;
    private final RandomAccess<UnsignedShortType> unknown;
    private final PriorityQueue<Front> fronts = new PriorityQueue<>(Comparator.comparingDouble(Front::mm));

    private NearestFill(LabelMap labels, LabelMap unknown) {
        this.grid = labels.geometry();
        this.labels = labels.voxels().randomAccess();
        this.unknown = unknown.voxels().randomAccess();
    }

    /** A value on its way into a voxel. */
    private record Front(double mm, long x, long y, long z, int value) {
        long[] place() {
            return new long[] {x, y, z};
        }
    }

    /**
     * Fills labels in place.
     *
     * @param holes on the same grid, other than 0 where the label is unknown; if it is so everywhere nothing changes
     */
    public static void fill(LabelMap labels, LabelMap holes) {
        LabelMap unknown = LabelMap.allocate(labels.geometry());
        NearestFill fill = new NearestFill(labels, unknown);
        long[] at = new long[AXES];
        Cursor<UnsignedShortType> hole = holes.voxels().localizingCursor();
        while (hole.hasNext()) {
            if (hole.next().get() != 0) {
                hole.localize(at);
                fill.unknown.setPositionAndGet(at).set(1);
            }
        }
        hole.reset();
        while (hole.hasNext()) {
            if (hole.next().get() != 0) {
                hole.localize(at);
                fill.beginAt(at);
            }
        }
        fill.run();
    }

    private void beginAt(long[] at) {
        for (int axis = 0; axis < AXES; axis++) {
            for (int step = -1; step <= 1; step += 2) {
                long[] beside = beside(at, axis, step);
                if (isInside(beside[axis], axis)
                        && unknown.setPositionAndGet(beside).get() == 0) {
                    int value = labels.setPositionAndGet(beside).get();
                    fronts.add(new Front(mm(axis), at[0], at[1], at[2], value));
                }
            }
        }
    }

    private void run() {
        while (!fronts.isEmpty()) {
            Front front = fronts.remove();
            if (unknown.setPositionAndGet(front.place()).get() != 0) {
                unknown.get().set(0);
                labels.setPositionAndGet(front.place()).set(front.value());
                goOn(front);
            }
        }
    }

    private void goOn(Front front) {
        for (int axis = 0; axis < AXES; axis++) {
            for (int step = -1; step <= 1; step += 2) {
                long[] to = beside(front.place(), axis, step);
                if (isInside(to[axis], axis) && unknown.setPositionAndGet(to).get() != 0) {
                    fronts.add(new Front(front.mm() + mm(axis), to[0], to[1], to[2], front.value()));
                }
            }
        }
    }

    private static long[] beside(long[] at, int axis, int step) {
        long[] beside = at.clone();
        beside[axis] += step;
        return beside;
    }

    private boolean isInside(long index, int axis) {
        return index >= 0 && index < grid.size(axis);
    }

    /** Of an unknown size each voxel is one. */
    private double mm(int axis) {
        return grid.calibrated() ? grid.spacingMm(axis) : 1;
    }
}
