package org.lesionlens.metric;

import java.util.Arrays;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgFactory;
import net.imglib2.img.planar.PlanarImgFactory;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.view.Views;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/**
 * How far each voxel is from a mask, exactly: Euclidean distance between voxel centres.
 *
 * <p>Source: P. F. Felzenszwalb, D. P. Huttenlocher, "Distance transforms of sampled functions", Theory of Computing 8,
 * 2012: along one axis after the other, the lower envelope of parabolas gives the squared distance, in a time that grows
 * with the number of voxels. Static and thread-safe as long as nobody writes to the mask.
 */
public final class DistanceTransform {
    private DistanceTransform() {}

    /**
     * The distance of each voxel to the nearest voxel of a mask that is not 0.
     *
     * @return in mm (in pixels if not calibrated), 0 on the mask, positive infinity everywhere if the mask is empty;
     *     needs 8 bytes a voxel
     * @throws ArithmeticException if the volume has 2^31 voxels or more along an axis
     */
    public static RandomAccessibleInterval<DoubleType> toNearest(LabelMap mask) {
        VolumeGeometry geometry = mask.geometry();
        RandomAccessibleInterval<DoubleType> distances = sites(mask);
        for (int axis = 0; axis < 3; axis++) {
            if (geometry.size(axis) > 1) {
                transform(distances, axis, geometry.spacingMm(axis));
            }
        }
        for (DoubleType distance : Views.flatIterable(distances)) {
            distance.set(Math.sqrt(distance.get()));
        }
        return distances;
    }

    /** 0 on the mask, infinity elsewhere. */
    private static RandomAccessibleInterval<DoubleType> sites(LabelMap mask) {
        RandomAccessibleInterval<DoubleType> sites = allocate(mask.geometry());
        Cursor<DoubleType> site = Views.flatIterable(sites).cursor();
        for (UnsignedShortType label : Views.flatIterable(mask.voxels())) {
            site.next().set(label.get() == 0 ? Double.POSITIVE_INFINITY : 0);
        }
        return sites;
    }

    private static RandomAccessibleInterval<DoubleType> allocate(VolumeGeometry geometry) {
        boolean oneArray = geometry.voxelCount() <= Integer.MAX_VALUE - 8;
        return oneArray
                ? new ArrayImgFactory<>(new DoubleType()).create(geometry.size())
                : new PlanarImgFactory<>(new DoubleType()).create(geometry.size());
    }

    private static void transform(RandomAccessibleInterval<DoubleType> squared, int axis, double spacing) {
        LowerEnvelope envelope = new LowerEnvelope(Math.toIntExact(squared.dimension(axis)), spacing);
        double[] line = new double[envelope.length()];
        long[] lines = squared.dimensionsAsLongArray();
        lines[axis] = 1;
        RandomAccess<DoubleType> voxel = squared.randomAccess();
        for (long z = 0; z < lines[2]; z++) {
            for (long y = 0; y < lines[1]; y++) {
                for (long x = 0; x < lines[0]; x++) {
                    voxel.setPosition(x, 0);
                    voxel.setPosition(y, 1);
                    voxel.setPosition(z, 2);
                    transformLine(voxel, axis, line, envelope);
                }
            }
        }
    }

    private static void transformLine(RandomAccess<DoubleType> voxel, int axis, double[] line, LowerEnvelope envelope) {
        for (int i = 0; i < line.length; i++) {
            line[i] = voxel.get().get();
            voxel.fwd(axis);
        }
        if (Arrays.stream(line).allMatch(value -> value == Double.POSITIVE_INFINITY)) {
            return;
        }
        envelope.transform(line);
        for (int i = line.length - 1; i >= 0; i--) {
            voxel.bck(axis);
            voxel.get().set(line[i]);
        }
    }
}
