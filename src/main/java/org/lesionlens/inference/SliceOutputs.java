package org.lesionlens.inference;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.lesionlens.inference.ModelDescription.Task;
import org.lesionlens.inference.ModelDescription.WindowKind;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What a segmenting network computed for one slice, and where the cells of its maps lie in that slice.
 *
 * <p>A map of h x w cells covers the network's window evenly; the slice lies in the middle of the window. Immutable.
 */
public final class SliceOutputs {
    private final Map<String, Tensor> tensors;
    private final SliceWindow window;
    private final DisplayOrientation orientation;
    private final VolumeGeometry grid;
    private final long slice;

    private SliceOutputs(Map<String, Tensor> tensors, SliceWindow window, VolumeGeometry volume, long slice) {
        this.tensors = Map.copyOf(tensors);
        this.window = window;
        this.orientation = DisplayOrientation.of(volume);
        this.grid = volume.slice(slice);
        this.slice = slice;
    }

    /**
     * Sends a slice through the network as {@link LesionSegmenter} does, not mirrored.
     *
     * @param segmenter a network that sees the whole slice
     * @param slice 0 to slices - 1, in stored order
     * @param outputs the names of the outputs to keep
     * @throws UnsuitableModelException if the model does not segment whole slices or lacks an output
     * @throws IllegalArgumentException if there is no such slice, or the volume is constant or not finite
     */
    public static SliceOutputs of(OnnxModel segmenter, Volume volume, long slice, Set<String> outputs) {
        ModelDescription model = segmenter.description();
        if (model.task() != Task.SEGMENTATION || model.window().kind() != WindowKind.WHOLE_SLICE) {
            throw new UnsuitableModelException("the model " + model.name()
                    + " does not segment whole slices, so what it looked at cannot be shown: choose one that does");
        }
        PreparedSlices slices = new PreparedSlices(volume, model);
        SliceWindow window = SliceWindow.of(slices.columns(), slices.rows(), model.window());
        float[] pixels = window.around(slices.slice(slice));
        Tensor input = new Tensor(pixels, new long[] {1, 1, window.height(), window.width()});
        return new SliceOutputs(segmenter.run(input, outputs), window, volume.geometry(), slice);
    }

    /**
     * An output, N,C,Y,X with N = 1.
     *
     * @throws IllegalArgumentException if it was not asked for
     */
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no output " + name + " but " + tensors.keySet());
        }
        return tensor;
    }

    /** The grid of the slice. */
    public VolumeGeometry grid() {
        return grid;
    }

    /** Which slice of the volume it is, in stored order. */
    public long slice() {
        return slice;
    }

    /**
     * The cell of a map, in row-major order, that a voxel of the slice lies in.
     *
     * @param columns cells along a row of the map
     * @param rows cells along a column
     * @param voxel x, y, z in the volume
     * @throws IllegalArgumentException if the voxel lies outside the slice
     */
    public int cell(int columns, int rows, long... voxel) {
        requireInSlice(voxel);
        double[] corner = orientation.toDisplayCorner(voxel[0], voxel[1], voxel[2]);
        int column =
                (int) Math.floor(toCells(corner[0], orientation.columns(), window.columns(), window.width(), columns));
        int row = (int) Math.floor(toCells(corner[1], orientation.rows(), window.rows(), window.height(), rows));
        return row * columns + column;
    }

    private void requireInSlice(long... voxel) {
        for (int axis = 0; axis < voxel.length; axis++) {
            boolean across = axis == orientation.sliceAxis();
            long least = across ? slice : 0;
            long most = across ? slice : grid.size(axis) - 1;
            if (voxel[axis] < least || voxel[axis] > most) {
                throw new IllegalArgumentException("the point " + Arrays.toString(voxel)
                        + " lies outside the slice: its " + "xyz".charAt(axis) + " must be " + least + " to " + most);
            }
        }
    }

    /** From pixel corners of the slice as shown to corners of cells: cell i reaches from i to i + 1. */
    private static double toCells(double corner, long shown, int sliceSide, int windowSide, int cells) {
        int before = (windowSide - sliceSide) / 2;
        return (before + corner * sliceSide / shown) * cells / windowSide;
    }

    /** Width and height of a cell in mm; in pixels where the volume is not calibrated. */
    public double[] cellSize(int columns, int rows) {
        double width = orientation.columnSpacingMm() * orientation.columns() / window.columns();
        double height = orientation.rowSpacingMm() * orientation.rows() / window.rows();
        return new double[] {width * window.width() / columns, height * window.height() / rows};
    }

    /**
     * Brings a map to the slice's own grid, bilinear between the cells' centres.
     *
     * @param map cells in row-major order
     * @param columns cells along a row
     * @param rows cells along a column
     * @return a volume of one slice, where the slice lies in the volume
     */
    public Volume onSlice(float[] map, int columns, int rows) {
        int width = Math.toIntExact(orientation.columns());
        int height = Math.toIntExact(orientation.rows());
        double[] x = centres(width, window.columns(), window.width(), columns);
        double[] y = centres(height, window.rows(), window.height(), rows);
        float[] pixels = new float[Math.multiplyExact(width, height)];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = bilinear(map, columns, rows, x[i % width], y[i / width]);
        }
        Volume shown = Volume.allocate(grid);
        DisplayOrientation.of(grid).setPixels(shown.voxels(), 0, pixels);
        return shown;
    }

    /** Where the centres of the slice's pixels lie between the centres of the cells, not beyond the outermost. */
    private static double[] centres(int shown, int sliceSide, int windowSide, int cells) {
        double[] centres = new double[shown];
        for (int i = 0; i < shown; i++) {
            double cell = toCells(i + 0.5, shown, sliceSide, windowSide, cells) - 0.5;
            centres[i] = Math.min(Math.max(cell, 0), cells - 1);
        }
        return centres;
    }

    private static float bilinear(float[] map, int columns, int rows, double x, double y) {
        int left = Math.min((int) x, columns - 1);
        int top = Math.min((int) y, rows - 1);
        int right = Math.min(left + 1, columns - 1);
        int bottom = Math.min(top + 1, rows - 1);
        double above = (1 - x + left) * map[top * columns + left] + (x - left) * map[top * columns + right];
        double below = (1 - x + left) * map[bottom * columns + left] + (x - left) * map[bottom * columns + right];
        return (float) ((1 - y + top) * above + (y - top) * below);
    }
}
