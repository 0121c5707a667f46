package org.lesionlens.volume;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        return orders().filter(order -> order.fits(
                        target,
                        source,
                        (to, from) -> distance(target.toWorld(to), source.toWorld(from)) <= toleranceMm))
                .findFirst();
    }

    /**
     * The order in which each corner voxel of either grid lies less than some voxels from that of the other, along each
     * axis of either; a single slice is as thick as the voxels of the other.
     */
    static Optional<AxisOrder> within(VolumeGeometry target, VolumeGeometry source, double voxels) {
        return orders().filter(order -> order.fits(
                        target,
                        source,
                        (to, from) -> near(target, source, to, from, voxels) && near(source, target, from, to, voxels)))
                .findFirst();
    }

    private static boolean near(
            VolumeGeometry grid, VolumeGeometry other, double[] index, double[] there, double voxels) {
        double[] found = grid.toIndex(other.toWorld(there));
        for (int axis = 0; axis < index.length; axis++) {
            double thick =
                    grid.size(axis) > 1 ? 1 : Math.max(1, VoxelReach.mm(other, grid, axis) / grid.spacingMm(axis));
            if (Math.abs(found[axis] - index[axis]) >= voxels * thick) {
                return false;
            }
        }
        return true;
    }

    /** The orders in which grids of as many voxels can be laid upon each other, wherever they lie. */
    static Stream<AxisOrder> ofSizes(VolumeGeometry target, VolumeGeometry source) {
        return orders().filter(order -> order.fits(target, source, (to, from) -> true));
    }

    /** The axis of the source that runs along one of the target. */
    int sourceAxis(int axis) {
        return axes[axis];
    }

    private static Stream<AxisOrder> orders() {
        return Arrays.stream(ORDERS)
                .flatMap(axes -> IntStream.range(0, CORNERS).mapToObj(flips -> new AxisOrder(axes, flips)));
    }

    /** Whether voxels of one index lie at one place. */
    public boolean isAsStored() {
        return axes == ORDERS[0] && backwards == 0;
    }

    /** Whether the sizes do, and the indices of each corner voxel in the target and in the source. */
    private boolean fits(VolumeGeometry target, VolumeGeometry source, BiPredicate<double[], double[]> corners) {
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
            if (!corners.test(index, there)) {
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
