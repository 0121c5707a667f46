package org.lesionlens.inference;

import java.util.Arrays;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Resampling;

/**
 * What the classifier sees of a lesion in a slice: image and mask (0 or 1), centred on the middle of the mask's bounding
 * box, sampled bilinearly every {@code window.step()} pixels; outside the slice lie the slice's minimum and 0.
 */
final class LesionPatch {
    private final float[] values;
    private final int side;
    private final int area;
    private final double x;
    private final double y;

    private LesionPatch(float[] values, int side, int area, double x, double y) {
        this.values = values;
        this.side = side;
        this.area = area;
        this.x = x;
        this.y = y;
    }

    /** Image, then mask, each side x side, row-major; not a copy. */
    float[] values() {
        return values;
    }

    /** Pixels of a side. */
    int side() {
        return side;
    }

    /** Pixels of the mask on the model's grid, at least 1. */
    int area() {
        return area;
    }

    /** Column of the patch's middle on the model's grid. */
    double x() {
        return x;
    }

    /** Row of the patch's middle. */
    double y() {
        return y;
    }

    /** A plane of pixels and what lies round it. */
    private static final class Plane {
        private final float[] pixels;
        private final int columns;
        private final int rows;
        private final float outside;

        Plane(float[] pixels, PreparedSlices slices, float outside) {
            this.pixels = pixels;
            columns = slices.columns();
            rows = slices.rows();
            this.outside = outside;
        }

        float at(int column, int row) {
            boolean inside = column >= 0 && row >= 0 && column < columns && row < rows;
            return inside ? pixels[row * columns + column] : outside;
        }

        float bilinear(double x, double y) {
            int column = (int) Math.floor(x);
            int row = (int) Math.floor(y);
            double right = x - column;
            double below = y - row;
            double upper = (1 - right) * at(column, row) + right * at(column + 1, row);
            double lower = (1 - right) * at(column, row + 1) + right * at(column + 1, row + 1);
            return (float) ((1 - below) * upper + below * lower);
        }
    }

    static LesionPatch cut(
            float[] image,
            RandomAccessibleInterval<UnsignedShortType> labelSlice,
            int label,
            PreparedSlices slices,
            Window.Patch window) {
        float[] mask = mask(labelSlice, label, slices.columns(), slices.rows());
        int[] box = box(mask, slices.columns());
        float minimum = Float.POSITIVE_INFINITY;
        for (float value : image) {
            minimum = Math.min(minimum, value);
        }
        double x = (box[0] + box[1]) / 2.0;
        double y = (box[2] + box[3]) / 2.0;
        float[] patch = sample(new Plane(image, slices, minimum), x, y, window);
        float[] lesion = sample(new Plane(mask, slices, 0), x, y, window);
        float[] both = Arrays.copyOf(patch, 2 * patch.length);
        System.arraycopy(lesion, 0, both, patch.length, lesion.length);
        return new LesionPatch(both, window.side(), box[4], x, y);
    }

    /** The label's pixels on the model's grid: those it covers at least half of, or at all if there is none. */
    private static float[] mask(
            RandomAccessibleInterval<UnsignedShortType> labelSlice, int label, int columns, int rows) {
        float[] ofLabel = new float[Math.toIntExact(labelSlice.size())];
        int index = 0;
        for (UnsignedShortType voxel : Views.flatIterable(labelSlice)) {
            ofLabel[index++] = voxel.get() == label ? 1 : 0;
        }
        float[] coverage =
                Resampling.resize(ofLabel, (int) labelSlice.dimension(0), (int) labelSlice.dimension(1), columns, rows);
        float largest = 0;
        for (float value : coverage) {
            largest = Math.max(largest, value);
        }
        float least = Math.min(0.5f, largest);
        float[] mask = new float[coverage.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = coverage[i] >= least && coverage[i] > 0 ? 1 : 0;
        }
        return mask;
    }

    /** First and last column, first and last row, number of pixels. */
    private static int[] box(float[] mask, int columns) {
        int[] box = {Integer.MAX_VALUE, -1, Integer.MAX_VALUE, -1, 0};
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] > 0) {
                box[0] = Math.min(box[0], i % columns);
                box[1] = Math.max(box[1], i % columns);
                box[2] = Math.min(box[2], i / columns);
                box[3] = Math.max(box[3], i / columns);
                box[4]++;
            }
        }
        return box;
    }

    private static float[] sample(Plane plane, double x, double y, Window.Patch window) {
        int side = window.side();
        double middle = (side - 1) / 2.0;
        float[] values = new float[side * side];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                values[row * side + column] =
                        plane.bilinear(x + (column - middle) * window.step(), y + (row - middle) * window.step());
            }
        }
        return values;
    }

    /** All patches as one tensor N,C,Y,X. */
    static Tensor stack(List<LesionPatch> patches) {
        int side = patches.get(0).side();
        int length = 2 * side * side;
        float[] values = new float[patches.size() * length];
        for (int i = 0; i < patches.size(); i++) {
            System.arraycopy(patches.get(i).values(), 0, values, i * length, length);
        }
        return new Tensor(values, new long[] {patches.size(), 2, side, side});
    }
}
