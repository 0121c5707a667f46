package org.lesionlens.registration;

import java.util.Arrays;
import org.lesionlens.volume.VolumeGeometry;

/**
 * An image at one resolution, to be looked up between its voxels.
 *
 * <p>Values are of any unit, NaN where there is no image. Immutable and thread-safe as long as nobody writes to the array that
 * it was made of.
 */
final class LevelImage {
    private final float[] values;
    private final VolumeGeometry grid;
    private final int[] size;

    /** Takes the array, x fastest; its length fits the grid. */
    LevelImage(float[] values, VolumeGeometry grid) {
        this.values = values;
        this.grid = grid;
        this.size = new int[] {(int) grid.size(0), (int) grid.size(1), (int) grid.size(2)};
    }

    VolumeGeometry grid() {
        return grid;
    }

    int count() {
        return values.length;
    }

    int size(int axis) {
        return size[axis];
    }

    /** The value of a voxel, x fastest. */
    float value(int index) {
        return values[index];
    }

    /** The values that are no NaN; a new array. */
    float[] known() {
        float[] known = new float[values.length];
        int count = 0;
        for (float value : values) {
            if (!Float.isNaN(value)) {
                known[count++] = value;
            }
        }
        return Arrays.copyOf(known, count);
    }

    /** Where a voxel lies, LPS in mm. */
    double[] place(int index) {
        int slice = index / size[0] / size[1];
        return grid.toWorld(index % size[0], index / size[0] % size[1], slice);
    }

    /** The same image with other values. */
    LevelImage scaled(IntensityScale scale) {
        float[] scaled = new float[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = scale.of(values[i]);
        }
        return new LevelImage(scaled, grid);
    }

    /** Interpolates linearly; NaN beyond the centres of the outermost voxels and beside voxels that are NaN. */
    double at(double x, double y, double z) {
        if (!(x >= 0 && y >= 0 && z >= 0 && x <= size[0] - 1 && y <= size[1] - 1 && z <= size[2] - 1)) {
            return Double.NaN;
        }
        int left = Math.min((int) x, Math.max(0, size[0] - 2));
        int front = Math.min((int) y, Math.max(0, size[1] - 2));
        int low = Math.min((int) z, Math.max(0, size[2] - 2));
        int right = size[0] > 1 ? 1 : 0;
        int row = size[1] > 1 ? size[0] : 0;
        int slice = size[2] > 1 ? size[0] * size[1] : 0;
        int first = (low * size[1] + front) * size[0] + left;
        double dx = x - left;
        double dy = y - front;
        double below = plane(first, right, row, dx, dy);
        double above = plane(first + slice, right, row, dx, dy);
        return below + (z - low) * (above - below);
    }

    private double plane(int first, int right, int row, double dx, double dy) {
        double one = values[first] + dx * (values[first + right] - values[first]);
        double other = values[first + row] + dx * (values[first + row + right] - values[first + row]);
        return one + dy * (other - one);
    }
}
