package org.lesionlens.inference;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.Task;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.Window;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Resampling;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * One slice as a segmenting network sees it, and where the cells of the network's maps lie in that slice.
 *
 * <p>A map of h x w cells covers the network's window evenly; the slice lies in the middle of the window. Immutable.
 */
public final class SliceInput implements SeenSlice {
    private final Output answer;
    private final Answers answers;
    private final float[] pixels;
    private final SliceWindow window;
    private final DisplayOrientation orientation;
    private final WindowGrid grid;
    private final long slice;

    /** Which slice of which volume. */
    private record Place(VolumeGeometry volume, long slice) {}

    private SliceInput(Model segmenter, float[] pixels, SliceWindow window, Place place) {
        this.answer = segmenter.output().orElseThrow();
        this.answers = new Answers(segmenter, 0);
        this.pixels = pixels;
        this.window = window;
        this.orientation = DisplayOrientation.of(place.volume());
        this.grid = new WindowGrid(
                place.volume().slice(place.slice()),
                places(orientation.columns(), window.columns(), window.width()),
                places(orientation.rows(), window.rows(), window.height()));
        this.slice = place.slice();
    }

    private static double[] places(long shown, int sliceSide, int windowSide) {
        int before = (windowSide - sliceSide) / 2;
        double step = (double) sliceSide / shown / windowSide;
        return WindowGrid.places(Math.toIntExact(shown), (double) before / windowSide + step / 2, step);
    }

    /**
     * Prepares a slice as {@link LesionSegmenter} does.
     *
     * @param slices for a network that sees the whole slice
     * @param slice 0 to slices - 1, in stored order
     * @throws UnsuitableModelException if the model does not segment whole slices
     * @throws IllegalArgumentException if there is no such slice
     *      *      */
    public static SliceInput of(PreparedSlices slices, long slice) {
        Model segmenter = slices.model();
        if (segmenter.task() != Task.SEGMENTATION || !(segmenter.network().window() instanceof Window.Whole)) {
            throw new UnsuitableModelException("the model " + segmenter.name()
                    + " does not segment whole slices, so what it looked at cannot be shown: choose one that does");
        }
        requireExplainable(segmenter);
        SliceWindow window = SliceWindow.of(slices.columns(), slices.rows(), segmenter);
        Fill fill = ((Window.Whole) segmenter.network().window()).fill();
        float[] pixels = new float[Math.multiplyExact(slices.channels(), window.pixels())];
        for (int channel = 0; channel < slices.channels(); channel++) {
            float[] one = window.around(slices.slice(slice, channel), fill);
            System.arraycopy(one, 0, pixels, channel * one.length, one.length);
        }
        return new SliceInput(segmenter, pixels, window, new Place(slices.geometry(), slice));
    }

    /** What is shown of a slice lies in tensors in the order of our own networks', and is told by probabilities. */
    private static void requireExplainable(Model segmenter) {
        Output output = segmenter.output().orElseThrow();
        boolean inOrder = Stream.of(output.tensor(), segmenter.network().input())
                .allMatch(tensor -> tensor.axes().equals("bcyx"));
        boolean sameSize = output.scale().stream().allMatch(scale -> scale == 1);
        if (!inOrder || !sameSize || output.answer() == Output.Answer.LABELS) {
            throw new UnsuitableModelException("the model " + segmenter.shownName()
                    + " does not give probabilities of the size of its input, both with the axes bcyx, so what it looked at"
                    + " cannot be shown: choose one that does");
        }
    }

    @Override
    public Map<String, Tensor> run(OnnxModel segmenter, Set<String> outputs) {
        return run(segmenter, outputs, pixels);
    }

    /**
     * Sends other pixels through the network.
     *
     * @param pixels as many as {@link #pixels()}
     */
    public Map<String, Tensor> run(OnnxModel segmenter, Set<String> outputs, float[] pixels) {
        long channels = pixels.length / window.pixels();
        return segmenter.runAnywhere(
                new Tensor(pixels, new long[] {1, channels, window.height(), window.width()}), outputs);
    }

    @Override
    public String answer() {
        return answer.tensor().name();
    }

    /** The probability of lesion at each pixel of the window, from what {@link #run} returned of {@link #answer()}. */
    public float[] probability(Map<String, Tensor> outputs) {
        float[] plane = outputs.get(answer()).values().clone();
        Answers.activate(answer, plane);
        return answers.probability(plane);
    }

    /**
     * The probability of lesion at each pixel of the window for other pixels.
     *
     * @param pixels as many as {@link #pixels()}
     */
    public float[] probability(OnnxModel segmenter, float[] pixels) {
        return probability(run(segmenter, Set.of(answer()), pixels));
    }

    /**
     * What the network sees, prepared, channel after channel, {@link #width()} x {@link #height()} in row-major order each; a
     * copy.
     */
    public float[] pixels() {
        return pixels.clone();
    }

    /** Columns of the window. */
    public int width() {
        return window.width();
    }

    /** Rows of the window. */
    public int height() {
        return window.height();
    }

    /** Which pixels of the window show the slice and not what surrounds it, in row-major order. */
    public boolean[] isSlice() {
        float[] ones = new float[window.columns() * window.rows()];
        Arrays.fill(ones, 1);
        float[] around = window.around(ones, 0);
        boolean[] isSlice = new boolean[around.length];
        for (int i = 0; i < around.length; i++) {
            isSlice[i] = around[i] > 0;
        }
        return isSlice;
    }

    /** A window, or several, with the left and right of its slice exchanged. */
    public float[] mirrored(float[] pixels) {
        return window.mirrored(pixels);
    }

    /**
     * A map of the slice as the network's window would show it; 0 round the slice.
     *
     * @param map on the slice's grid
     */
    public float[] inWindow(Volume map) {
        float[] shown = DisplayOrientation.of(map.geometry()).pixels(map.voxels(), 0);
        float[] resized = Resampling.resize(shown, grid.columns(), grid.rows(), window.columns(), window.rows());
        return window.around(resized, 0);
    }

    @Override
    public VolumeGeometry grid() {
        return grid.slice();
    }

    @Override
    public long slice() {
        return slice;
    }

    @Override
    public Volume probabilityOnSlice(Map<String, Tensor> outputs) {
        return onSlice(probability(outputs), width(), height());
    }

    @Override
    public int cell(Cells cells, long... voxel) {
        return cell(cells.columns(), cells.rows(), voxel);
    }

    @Override
    public double[] cellSize(Cells cells) {
        double[] size = cellSize(cells.columns(), cells.rows());
        return new double[] {size[0], size[1], 0};
    }

    @Override
    public Volume onSlice(float[] map, Cells cells) {
        return onSlice(map, cells.columns(), cells.rows());
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
        double[] corner = orientation.toDisplayCorner((double) voxel[0], (double) voxel[1], (double) voxel[2]);
        return grid.cell((int) corner[0], (int) corner[1], columns, rows);
    }

    private void requireInSlice(long... voxel) {
        for (int axis = 0; axis < voxel.length; axis++) {
            boolean across = axis == orientation.sliceAxis();
            long least = across ? slice : 0;
            long most = across ? slice : grid().size(axis) - 1;
            if (voxel[axis] < least || voxel[axis] > most) {
                throw new IllegalArgumentException("the point " + Arrays.toString(voxel)
                        + " lies outside the slice: its " + "xyz".charAt(axis) + " must be " + least + " to " + most);
            }
        }
    }

    /**
     * Width and height of a map's cell, in mm; in pixels of the slice if that is not calibrated.
     *
     * @param columns cells along a row of the map
     * @param rows cells along a column
     */
    public double[] cellSize(int columns, int rows) {
        double width = orientation.columnSpacingMm() * orientation.columns() / window.columns();
        double height = orientation.rowSpacingMm() * orientation.rows() / window.rows();
        return new double[] {width * window.width() / columns, height * window.height() / rows};
    }

    /**
     * Brings a map to the slice's own grid: bilinear between the cells' centres, and what has the window's own pixels, like
     * the probability, just as {@link LesionSegmenter} does.
     *
     * @param map cells in row-major order
     * @param columns cells along a row
     * @param rows cells along a column
     * @return a volume of one slice, where the slice lies in the volume
     */
    public Volume onSlice(float[] map, int columns, int rows) {
        if (columns != width() || rows != height()) {
            return grid.onSlice(map, columns, rows);
        }
        return grid.ofPixels(
                Resampling.resize(window.cut(map), window.columns(), window.rows(), grid.columns(), grid.rows()));
    }
}
