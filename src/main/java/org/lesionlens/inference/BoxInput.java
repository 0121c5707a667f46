package org.lesionlens.inference;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A slice through the window that a network saw round a user's box: the cells of its maps, of the whole window, are cut where the
 * slice lies. Immutable.
 */
public final class BoxInput implements SeenSlice {
    private static final int AXES = 3;

    private final PreparedBox prepared;
    private final PromptWindow window;
    private final DisplayOrientation orientation;
    private final long slice;
    /** Of each pixel of the slice as shown: where its centre lies in the window along x, y, z, 0 to 1 from face to face. */
    private final double[][] places;

    private BoxInput(PreparedBox prepared, PromptWindow window, long slice) {
        this.prepared = prepared;
        this.window = window;
        this.orientation = DisplayOrientation.of(prepared.image().geometry());
        this.slice = slice;
        this.places = new double[Math.toIntExact(orientation.columns() * orientation.rows())][];
        for (int pixel = 0; pixel < places.length; pixel++) {
            places[pixel] = place(voxel(pixel));
        }
    }

    /**
     * A slice.
     *
     * @param slice 0 to slices - 1, in stored order
     * @throws UsageException if the network saw nothing of it
     * @throws UnsuitableModelException if what the network says is no probability of the size of its input, in the order of our own networks
     */
    public static BoxInput of(PreparedBox prepared, long slice) {
        requireExplainable(prepared.image().model());
        for (PromptWindow window : prepared.placed()) {
            BoxInput input = new BoxInput(prepared, window, slice);
            if (Arrays.stream(input.places).anyMatch(BoxInput::isInside)) {
                return input;
            }
        }
        throw new UsageException("slice " + slice + " lies outside of what the model "
                + prepared.image().model().shownName() + " saw round the box " + prepared.box()
                + ": choose one that the box passes through");
    }

    private static void requireExplainable(Model segmenter) {
        Output output = segmenter.output().orElseThrow();
        String axes = segmenter.network().window().dimensions() == AXES ? "bczyx" : "bcyx";
        boolean inOrder = Stream.of(output.tensor(), segmenter.network().input())
                .allMatch(tensor -> tensor.axes().equals(axes));
        boolean sameSize = output.scale().stream().allMatch(scale -> scale == 1);
        if (!inOrder || !sameSize || output.answer() == Output.Answer.LABELS) {
            throw new UnsuitableModelException("the model " + segmenter.shownName()
                    + " does not give probabilities of the size of its input, both with the axes " + axes
                    + ", so what it looked at cannot be shown: choose one that does");
        }
    }

    /** Where the middle of a voxel lies in the window. */
    private double[] place(long... voxel) {
        Box one = new Box(voxel[0], voxel[1], voxel[2], voxel[0] + 1, voxel[1] + 1, voxel[2] + 1);
        double[] low = prepared.image().low(one);
        double[] high = prepared.image().high(one);
        Block block = window.block();
        double[] place = new double[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            place[axis] = ((low[axis] + high[axis]) / 2 - block.first(axis)) / block.side(axis);
        }
        return place;
    }

    private static boolean isInside(double... place) {
        return Arrays.stream(place).allMatch(along -> along >= 0 && along < 1);
    }

    @Override
    public long slice() {
        return slice;
    }

    @Override
    public VolumeGeometry grid() {
        return prepared.image().geometry().slice(slice);
    }

    @Override
    public String answer() {
        return output().tensor().name();
    }

    private Output output() {
        return prepared.image().model().output().orElseThrow();
    }

    @Override
    public Map<String, Tensor> run(OnnxModel segmenter, Set<String> outputs) {
        float[] input = prepared.read(window);
        Block block = window.block();
        long channels = input.length / block.voxels();
        boolean ofVolumes = segmenter.description().network().window().dimensions() == AXES;
        long[] shape = ofVolumes
                ? new long[] {1, channels, block.depth(), block.height(), block.width()}
                : new long[] {1, channels, block.height(), block.width()};
        return segmenter.runAnywhere(new Tensor(input, shape), outputs);
    }

    /** As {@link LesionSegmenter} brings it back, without mirrored views. */
    @Override
    public Volume probabilityOnSlice(Map<String, Tensor> outputs) {
        PreparedImage image = prepared.image();
        PartPlanes planes = new PartPlanes(image, AnswerGrid.reach(image, output(), window.block()));
        AnswerGrid answers = new AnswerGrid(image, output(), window.block(), planes);
        float[] said = outputs.get(answer()).values().clone();
        Answers.round(said);
        PromptedNetwork.add(image, window.block(), said, answers);
        answers.finish();
        BoxAnswer found = planes.answer(prepared.box());
        RandomAccess<FloatType> probability = Views.extendValue(
                        found.probability().voxels(), new FloatType(Float.NaN))
                .randomAccess();
        float[] pixels = new float[places.length];
        for (int pixel = 0; pixel < pixels.length; pixel++) {
            long[] voxel = voxel(pixel);
            for (int axis = 0; axis < AXES; axis++) {
                voxel[axis] -= found.reach().first(axis);
            }
            pixels[pixel] = probability.setPositionAndGet(voxel).get();
        }
        return shown(pixels);
    }

    @Override
    public int cell(Cells cells, long... voxel) {
        if (voxel[orientation.sliceAxis()] != slice) {
            throw new IllegalArgumentException(
                    "the point " + Arrays.toString(voxel) + " lies outside the slice " + slice);
        }
        double[] place = place(voxel);
        if (!isInside(place)) {
            throw new UsageException("the point " + Arrays.toString(voxel)
                    + " lies outside of the window that the network saw round the box " + prepared.box()
                    + ": choose one nearer to the box");
        }
        return cells.at(
                (int) (place[0] * cells.columns()), (int) (place[1] * cells.rows()), (int) (place[2] * cells.planes()));
    }

    /** Which pixels of the slice as shown the network saw, in row-major order. */
    public boolean[] seen() {
        boolean[] seen = new boolean[places.length];
        for (int pixel = 0; pixel < seen.length; pixel++) {
            seen[pixel] = isInside(places[pixel]);
        }
        return seen;
    }

    @Override
    public double[] cellSize(Cells cells) {
        VolumeGeometry grid = prepared.image().geometry();
        double[] size = new double[AXES];
        double[] here = place(0, 0, 0);
        for (int stored = 0; stored < AXES; stored++) {
            long[] next = new long[AXES];
            next[stored] = 1;
            double[] there = place(next);
            for (int axis = 0; axis < AXES; axis++) {
                double step = Math.abs(there[axis] - here[axis]); // of the window, for a voxel; 0 of all but one axis
                size[axis] += step > 0 ? grid.spacingMm(stored) / step / cells.along(axis) : 0;
            }
        }
        return size;
    }

    @Override
    public Volume onSlice(float[] map, Cells cells) {
        float[] pixels = new float[places.length];
        for (int pixel = 0; pixel < pixels.length; pixel++) {
            pixels[pixel] = isInside(places[pixel]) ? trilinear(map, cells, places[pixel]) : Float.NaN;
        }
        return shown(pixels);
    }

    private Volume shown(float... pixels) {
        Volume shown = Volume.allocate(grid());
        DisplayOrientation.of(grid()).setPixels(shown.voxels(), 0, pixels);
        return shown;
    }

    private long[] voxel(int pixel) {
        return orientation.toVoxel(pixel % orientation.columns(), pixel / orientation.columns(), slice);
    }

    private static float trilinear(float[] map, Cells cells, double... place) {
        int[] first = new int[AXES];
        double[] beyond = new double[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            double at = Math.min(Math.max(place[axis] * cells.along(axis) - 0.5, 0), cells.along(axis) - 1.0);
            first[axis] = (int) at;
            beyond[axis] = at - first[axis];
        }
        double sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            int[] next = {corner & 1, corner >> 1 & 1, corner >> 2};
            double weight = 1;
            int[] at = new int[AXES];
            for (int axis = 0; axis < AXES; axis++) {
                weight *= next[axis] == 1 ? beyond[axis] : 1 - beyond[axis];
                at[axis] = Math.min(first[axis] + next[axis], cells.along(axis) - 1);
            }
            sum += weight * map[cells.at(at[0], at[1], at[2])];
        }
        return (float) sum;
    }
}
