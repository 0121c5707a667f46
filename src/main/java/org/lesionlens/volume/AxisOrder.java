package org.lesionlens.volume;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.UnsignedShortType;

/** How two grids number the same voxels: which axis of the one runs along which of the other, and which run backwards. */
public final class AxisOrder {
    private static final int[][] ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    private static final int CORNERS = 8;

    private final int[] axes;
    private final int backwards;

    /**
     * @param axes the axis of the source that runs along each axis of the target
     * @param backwards a bit for each axis of the target along which the source runs backwards
     */
    private AxisOrder(int[] axes, int backwards) {
        this.axes = axes;
        this.backwards = backwards;
    }

    /**
     * The order in which the voxels of a source lie at those of a target; stored order where several fit.
     *
     * @param toleranceMm how far the corner voxels may lie from each other, in mm
     * @return none if the grids do not hold the same voxels
     */
    public static Optional<AxisOrder> of(VolumeGeometry target, VolumeGeometry source, double toleranceMm) {
        return Arrays.stream(ORDERS)
                .flatMap(axes -> IntStream.range(0, CORNERS).mapToObj(flips -> new AxisOrder(axes, flips)))
                .filter(order -> order.fits(target, source, toleranceMm))
                .findFirst();
    }

    /** Whether voxels of one index lie at one place. */
    public boolean isAsStored() {
        return axes == ORDERS[0] && backwards == 0;
    }

    private boolean fits(VolumeGeometry target, VolumeGeometry source, double toleranceMm) {
        for (int axis = 0; axis < axes.length; axis++) {
            if (target.size(axis) != source.size(axes[axis])) {
                return false;
            }
        }
        for (int corner = 0; corner < CORNERS; corner++) {
            double[] index = new double[axes.length];
            double[] there = new double[axes.length];
            for (int axis = 0; axis < axes.length; axis++) {
                double last = target.size(axis) - 1.0;
                index[axis] = (corner >> axis & 1) * last;
                there[axes[axis]] = ((corner ^ backwards) >> axis & 1) * last;
            }
            if (distance(target.toWorld(index), source.toWorld(there)) > toleranceMm) {
                return false;
            }
        }
        return true;
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
    }

    /** The labels of the source, in the order of the target; a copy. */
    public LabelMap apply(LabelMap source, VolumeGeometry target) {
        LabelMap labels = LabelMap.allocate(target);
        Cursor<UnsignedShortType> to = labels.voxels().localizingCursor();
        RandomAccess<UnsignedShortType> from = source.voxels().randomAccess();
        while (to.hasNext()) {
            to.fwd();
            for (int axis = 0; axis < axes.length; axis++) {
                long position = to.getLongPosition(axis);
                boolean back = (backwards >> axis & 1) != 0;
                from.setPosition(back ? target.size(axis) - 1 - position : position, axes[axis]);
            }
            to.get().set(from.get());
        }
        return labels;
    }
}
