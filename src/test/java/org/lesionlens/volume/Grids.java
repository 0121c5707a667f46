package org.lesionlens.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/** Grids and volumes for tests: random oblique ones, and one volume stored in all 48 ways. */
public final class Grids {
    private static final int[][] PERMUTATIONS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    private Grids() {}

    /** Any rotation (from a random unit quaternion), every other time mirrored. */
    public static VolumeGeometry oblique(Random random, long... size) {
        double[] q = random.doubles(4, -1, 1).toArray();
        double n = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
        double w = q[0] / n;
        double x = q[1] / n;
        double y = q[2] / n;
        double z = q[3] / n;
        double mirror = random.nextBoolean() ? -1 : 1;
        double[][] direction = {
            {1 - 2 * (y * y + z * z), 2 * (x * y - z * w), mirror * 2 * (x * z + y * w)},
            {2 * (x * y + z * w), 1 - 2 * (x * x + z * z), mirror * 2 * (y * z - x * w)},
            {2 * (x * z - y * w), 2 * (y * z + x * w), mirror * (1 - 2 * (x * x + y * y))}
        };
        double[] spacing = random.doubles(3, 0.3, 7).toArray();
        return VolumeGeometry.of(size, spacing, random.doubles(3, -200, 200).toArray(), direction);
    }

    /** A volume whose voxels are all different: 0, 1, 2, ... in stored order. */
    public static Volume counting(VolumeGeometry geometry) {
        float[] values = new float[Math.toIntExact(geometry.voxelCount())];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return new Volume(ArrayImgs.floats(values, geometry.size()), geometry);
    }

    /** The same voxels at the same places in the patient, stored with permuted and flipped axes: 48 ways. */
    public static List<Volume> storedInAllWays(Volume volume) {
        List<Volume> all = new ArrayList<>();
        for (int[] permutation : PERMUTATIONS) {
            for (int flips = 0; flips < 8; flips++) {
                all.add(stored(volume, permutation, flips));
            }
        }
        return all;
    }

    private static Volume stored(Volume volume, int[] permutation, int flips) {
        VolumeGeometry old = volume.geometry();
        RandomAccessibleInterval<FloatType> voxels = volume.voxels();
        double[] first = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            if ((flips >> axis & 1) == 1) {
                voxels = Views.zeroMin(Views.invertAxis(voxels, axis));
                first[axis] = old.size(axis) - 1;
            }
        }
        long[] size = new long[3];
        double[] spacing = new double[3];
        double[][] direction = new double[3][3];
        for (int axis = 0; axis < 3; axis++) {
            int source = permutation[axis];
            size[axis] = old.size(source);
            spacing[axis] = old.spacingMm(source);
            for (int row = 0; row < 3; row++) {
                direction[row][axis] = old.direction(row, source) * ((flips >> source & 1) == 1 ? -1 : 1);
            }
        }
        VolumeGeometry geometry = VolumeGeometry.of(size, spacing, old.toWorld(first), direction);
        return copy(voxels, permutation, geometry);
    }

    private static Volume copy(RandomAccessibleInterval<FloatType> voxels, int[] permutation, VolumeGeometry geometry) {
        Volume copy = Volume.allocate(geometry);
        Cursor<FloatType> target = copy.voxels().localizingCursor();
        RandomAccess<FloatType> source = voxels.randomAccess();
        while (target.hasNext()) {
            target.fwd();
            for (int axis = 0; axis < 3; axis++) {
                source.setPosition(target.getLongPosition(axis), permutation[axis]);
            }
            target.get().set(source.get());
        }
        return copy;
    }
}
