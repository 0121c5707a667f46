package org.lesionlens.registration;

import java.util.Arrays;
import java.util.function.Consumer;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.TriangleWeights;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A volume at a coarser resolution, antialiased: each axis filtered with a triangle as {@link TriangleWeights} says.
 *
 * <p>Axes whose voxels are as coarse already stay as they are. NaN and padding do not count; where they weigh more than one
 * half the result is NaN. Takes the memory of the result and of two slices.
 */
final class Coarsening {
    private static final int AXES = 3;
    private static final float LEAST_WEIGHT = 0.5f;

    private final VolumeGeometry source;
    private final int[] size = new int[AXES];
    private final TriangleWeights[] weights = new TriangleWeights[AXES];
    /** Sums of weighted values and of weights, of the result. */
    private final float[] sums;

    private final float[] shares;
    /** One row of the source, filtered along x. */
    private final float[] narrow;

    private final float[] narrowShare;

    private Coarsening(VolumeGeometry source, double spacingMm) {
        this.source = source;
        for (int axis = 0; axis < AXES; axis++) {
            int count = Math.toIntExact(source.size(axis));
            double fewer = Math.max(1, Math.rint(count * source.spacingMm(axis) / spacingMm));
            size[axis] = (int) Math.min(count, fewer);
            weights[axis] = TriangleWeights.of(count, size[axis]);
        }
        this.sums = new float[Math.multiplyExact(Math.multiplyExact(size[0], size[1]), size[2])];
        this.shares = new float[sums.length];
        this.narrow = new float[size[0]];
        this.narrowShare = new float[size[0]];
    }

    /** A volume with voxels of about so many mm, along each axis that has finer ones. */
    static LevelImage of(Volume volume, double spacingMm) {
        Coarsening filter = new Coarsening(volume.geometry(), spacingMm);
        Cursor<FloatType> cursor = Views.flatIterable(volume.tissue()).cursor();
        return filter.run(row -> {
            for (int x = 0; x < row.length; x++) {
                row[x] = cursor.next().get();
            }
        });
    }

    /** The same of an image that is coarser already. */
    static LevelImage of(LevelImage image, double spacingMm) {
        Coarsening filter = new Coarsening(image.grid(), spacingMm);
        int[] next = {0};
        return filter.run(row -> {
            for (int x = 0; x < row.length; x++) {
                row[x] = image.value(next[0]++);
            }
        });
    }

    /** Of row after row of the source. */
    private LevelImage run(Consumer<float[]> rows) {
        float[] row = new float[(int) source.size(0)];
        float[] slice = new float[size[0] * size[1]];
        float[] share = new float[slice.length];
        for (int z = 0; z < source.size(2); z++) {
            Arrays.fill(slice, 0);
            Arrays.fill(share, 0);
            for (int y = 0; y < source.size(1); y++) {
                rows.accept(row);
                addRow(row, y, slice, share);
            }
            addSlice(slice, share, z);
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] = shares[i] >= LEAST_WEIGHT ? sums[i] / shares[i] : Float.NaN;
        }
        return new LevelImage(sums, grid());
    }

    /** Filters a row along x, and adds it to the rows of the slice that it is a part of. */
    private void addRow(float[] row, int y, float[] slice, float[] share) {
        for (int x = 0; x < size[0]; x++) {
            float sum = 0;
            float known = 0;
            for (int tap = 0; tap < weights[0].taps(); tap++) {
                float weight = weights[0].weight(x, tap);
                float value = row[weights[0].first(x) + tap];
                boolean counts = weight != 0 && !Float.isNaN(value);
                sum += counts ? weight * value : 0;
                known += counts ? weight : 0;
            }
            narrow[x] = sum;
            narrowShare[x] = known;
        }
        for (int target = 0; target < size[1]; target++) {
            float weight = weight(1, target, y);
            if (weight != 0) {
                add(narrow, weight, slice, target * size[0]);
                add(narrowShare, weight, share, target * size[0]);
            }
        }
    }

    private void addSlice(float[] slice, float[] share, int z) {
        for (int target = 0; target < size[2]; target++) {
            float weight = weight(2, target, z);
            if (weight != 0) {
                add(slice, weight, sums, target * slice.length);
                add(share, weight, shares, target * slice.length);
            }
        }
    }

    /** The weight of a source's row or slice in one of the result. */
    private float weight(int axis, int target, int at) {
        int tap = at - weights[axis].first(target);
        return tap >= 0 && tap < weights[axis].taps() ? weights[axis].weight(target, tap) : 0;
    }

    private static void add(float[] values, float weight, float[] sum, int to) {
        for (int i = 0; i < values.length; i++) {
            sum[to + i] += weight * values[i];
        }
    }

    private VolumeGeometry grid() {
        double[][] affine = source.affine();
        double[] first = new double[AXES];
        long[] counts = new long[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            double step = (double) source.size(axis) / size[axis];
            first[axis] = (step - 1) / 2;
            counts[axis] = size[axis];
            for (double[] row : affine) {
                row[axis] *= step;
            }
        }
        double[] origin = source.toWorld(first);
        for (int row = 0; row < AXES; row++) {
            affine[row][AXES] = origin[row];
        }
        return VolumeGeometry.fromAffine(counts, affine);
    }
}
