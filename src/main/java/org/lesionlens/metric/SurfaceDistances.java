package org.lesionlens.metric;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Distances between the surfaces of two masks, both ways.
 *
 * <p>A surface voxel is one that an erosion removes: one of its 6 neighbours (4 in the plane if the volume is a single
 * slice) is not in the mask or not in the image.
 */
final class SurfaceDistances {
    private SurfaceDistances() {}

    /** From each surface voxel of one mask to the nearest of the other, pooled, in mm; empty if a mask is. */
    static double[] pooled(LabelMap a, LabelMap b) {
        long[][] box = {{Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE}, {-1, -1, -1}};
        boolean neitherEmpty = extend(box, a) & extend(box, b);
        if (!neitherEmpty) {
            return new double[0];
        }
        Interval interval = new FinalInterval(box[0], box[1]);
        LabelMap surfaceA = surface(a, interval);
        LabelMap surfaceB = surface(b, interval);
        return DoubleStream.concat(
                        DoubleStream.of(distances(surfaceA, surfaceB)), DoubleStream.of(distances(surfaceB, surfaceA)))
                .toArray();
    }

    /** Makes a box (first and last voxel) hold a mask as well; whether the mask has any voxel. */
    private static boolean extend(long[][] box, LabelMap mask) {
        boolean any = false;
        Cursor<UnsignedShortType> voxel = Views.flatIterable(mask.voxels()).localizingCursor();
        while (voxel.hasNext()) {
            if (voxel.next().get() != 0) {
                any = true;
                for (int axis = 0; axis < 3; axis++) {
                    box[0][axis] = Math.min(box[0][axis], voxel.getLongPosition(axis));
                    box[1][axis] = Math.max(box[1][axis], voxel.getLongPosition(axis));
                }
            }
        }
        return any;
    }

    /** The surface voxels within a box that holds the whole mask: outside the box there is only background. */
    private static LabelMap surface(LabelMap mask, Interval box) {
        LabelMap surface = LabelMap.allocate(grid(mask.geometry(), box));
        int[] axes = erodedAxes(mask.geometry());
        RandomAccessibleInterval<UnsignedShortType> cropped = Views.zeroMin(Views.interval(mask.voxels(), box));
        RandomAccess<UnsignedShortType> neighbour = Views.extendZero(cropped).randomAccess();
        Cursor<UnsignedShortType> source = Views.flatIterable(cropped).localizingCursor();
        Cursor<UnsignedShortType> target = Views.flatIterable(surface.voxels()).cursor();
        while (source.hasNext()) {
            boolean inMask = source.next().get() != 0;
            target.fwd();
            if (inMask) {
                neighbour.setPosition(source);
                target.get().set(isSurface(neighbour, axes) ? 1 : 0);
            }
        }
        return surface;
    }

    private static boolean isSurface(RandomAccess<UnsignedShortType> voxel, int[] axes) {
        boolean surface = false;
        for (int axis : axes) {
            voxel.bck(axis);
            surface |= voxel.get().get() == 0;
            voxel.move(2, axis);
            surface |= voxel.get().get() == 0;
            voxel.bck(axis);
        }
        return surface;
    }

    /** All axes, but not the one across a single slice. */
    private static int[] erodedAxes(VolumeGeometry geometry) {
        int sliceAxis = geometry.sliceAxis();
        return IntStream.range(0, 3)
                .filter(axis -> axis != sliceAxis || geometry.size(axis) > 1)
                .toArray();
    }

    /** The box with the spacing of the whole, which is all that distances need. */
    private static VolumeGeometry grid(VolumeGeometry whole, Interval box) {
        return VolumeGeometry.axisAligned(
                box.dimensionsAsLongArray(), whole.spacingMm(0), whole.spacingMm(1), whole.spacingMm(2));
    }

    private static double[] distances(LabelMap from, LabelMap to) {
        Cursor<DoubleType> distance =
                Views.flatIterable(DistanceTransform.toNearest(to)).cursor();
        DoubleStream.Builder distances = DoubleStream.builder();
        for (UnsignedShortType voxel : Views.flatIterable(from.voxels())) {
            distance.fwd();
            if (voxel.get() != 0) {
                distances.add(distance.get().get());
            }
        }
        return distances.build().toArray();
    }
}
