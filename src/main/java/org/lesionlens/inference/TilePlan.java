package org.lesionlens.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Model;
import org.lesionlens.model.Output;
import org.lesionlens.model.Output.Answer;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.model.Window;
import org.lesionlens.model.Window.Blend;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.UnsuitableImageException;

/** Which tiles of an image go through a network, and how much each voxel of their answers counts. */
final class TilePlan {
    /** Of windows that should hold the whole image but cannot grow: half of them is seen again. */
    private static final double HALF = 0.5;

    private static final Blend EIGHTH = new Blend.Gaussian(1.0 / 8);
    /** Numbers of a window: more would fill the memory. */
    private static final long MOST_NUMBERS = 1 << 28;

    private final int[] sides = {1, 1, 1};
    /** The first voxel of each tile along an axis, and of its answer. */
    private final int[][] starts = new int[3][];

    private final int[][] answers = new int[3][];
    private final float[][][] weights = new float[3][][];
    /** Voxels of the answer along an axis, and of that of a tile. */
    private final int[] sizes = new int[3];

    private final int[] answered = new int[3];
    private final Fill fill;
    private final double leastWeight;

    /**
     * @param reach how far the network looks, asked where its window should hold the whole image but cannot grow
     * @throws UnsuitableModelException if the answers of its tiles have no whole number of voxels
     * @throws UnsuitableImageException if the window would be too large
     */
    TilePlan(PreparedImage image, Supplier<Optional<Reach>> reach) {
        Model model = image.model();
        Window window = model.network().window();
        Output output = model.output().orElseThrow();
        boolean whole = window instanceof Window.Whole;
        this.fill = whole ? ((Window.Whole) window).fill() : ((Window.Tiles) window).fill();
        for (int axis = 0; axis < window.dimensions(); axis++) {
            sides[axis] = side(window, axis, image.size(axis));
        }
        Optional<Reach> near =
                whole && isLarger(image) ? reach.get().filter(found -> found.fits(sides)) : Optional.empty();
        Blend described = whole
                ? near.<Blend>map(found -> new Blend.Halo(found.widths())).orElse(EIGHTH)
                : ((Window.Tiles) window).blend();
        boolean summed = output.answer() != Answer.LABELS;
        Blend blend = summed || described instanceof Blend.Halo ? described : new Blend.Halo(List.of());
        this.leastWeight = blend instanceof Blend.Gaussian gaussian ? gaussian.least() : 0;
        for (int axis = 0; axis < 3; axis++) {
            boolean tiled = axis < window.dimensions();
            double scale = tiled ? AnswerGrid.scale(output, image.axes().order().get(axis)) : 1;
            int multiple = tiled && near.isPresent() ? near.get().strides().get(axis) : multiple(scale);
            double step = tiled ? step(model, axis, blend, multiple) : 1;
            starts[axis] = multiple == 1 && isMovedBack(window)
                    ? TileGrid.movedBack(image.size(axis), sides[axis], step)
                    : TileGrid.starts(image.size(axis), sides[axis], step, multiple);
            place(model, axis, image.size(axis), scale, blend);
        }
        requireRoom(model);
    }

    /** Than a tile, along some axis that tiles are for. */
    private boolean isLarger(PreparedImage image) {
        return IntStream.range(0, image.model().network().window().dimensions())
                .anyMatch(axis -> image.size(axis) > sides[axis]);
    }

    private static int side(Window window, int axis, int size) {
        if (window instanceof Window.Whole whole) {
            return Math.toIntExact(whole.sides().get(axis).holding(size));
        }
        return ((Window.Tiles) window).sides().get(axis);
    }

    private double step(Model model, int axis, Blend blend, int multiple) {
        int side = sides[axis];
        if (!(blend instanceof Blend.Halo halo) || halo.widths().isEmpty()) {
            return side * (model.network().window() instanceof Window.Tiles tiles ? tiles.step() : HALF);
        }
        int core = (side - 2 * halo.widths().get(axis))
                / multiple
                * multiple; // so that no tile lies further from the next
        if (core == 0) {
            throw new UnsuitableModelException("the halo of the model " + model.shownName() + " leaves "
                    + (side - 2 * halo.widths().get(axis)) + " voxels of a tile of " + side + ", less than the "
                    + multiple
                    + " of one voxel of its answer: install it again, or correct its description");
        }
        return core;
    }

    /** Voxels of the image of which a tile's first one must be a multiple, so that its answer begins with a whole voxel. */
    private static int multiple(double scale) {
        return scale < 1 ? (int) Math.round(1 / scale) : 1;
    }

    private void place(Model model, int axis, int size, double scale, Blend blend) {
        int multiple = multiple(scale);
        answered[axis] = (int) Math.round(sides[axis] * scale);
        boolean whole = Math.abs(answered[axis] - sides[axis] * scale) < 1e-6
                && Math.abs(multiple * scale - Math.rint(multiple * scale)) < 1e-6;
        if (!whole) {
            throw new UnsuitableModelException("the model " + model.shownName() + " answers " + scale
                    + " voxels for each of a window of " + sides[axis]
                    + ", which is no whole number: install it again, or correct its description");
        }
        answers[axis] = Arrays.stream(starts[axis])
                .map(start -> (int) Math.round(start * scale))
                .toArray();
        sizes[axis] = (int) Math.round((size + multiple - 1) / multiple * multiple * scale);
        weights[axis] = TileWeights.of(blend, answers[axis], answered[axis], sizes[axis]);
    }

    private static boolean isMovedBack(Window window) {
        return window instanceof Window.Tiles tiles && tiles.placing() == Window.Placing.MOVED_BACK;
    }

    private void requireRoom(Model model) {
        long numbers = (long) InputShapes.channels(model) * sides[0] * sides[1] * sides[2];
        if (numbers > MOST_NUMBERS) {
            throw new UnsuitableImageException("a window of " + sides[0] + " x " + sides[1] + " x " + sides[2]
                    + " voxels is too large for the model " + model.shownName()
                    + ": crop the image, or choose a model that sees it in tiles");
        }
    }

    /** What stands beyond the image. */
    Fill fill() {
        return fill;
    }

    /** Of a tile along x, y, z; a copy. */
    int[] sides() {
        return sides.clone();
    }

    /** Of a tile's answer along x, y, z; a copy. */
    int[] answered() {
        return answered.clone();
    }

    /** Voxels that the network answers along x, y, z; a copy. */
    int[] sizes() {
        return sizes.clone();
    }

    /** Tiles along an axis. */
    int count(int axis) {
        return starts[axis].length;
    }

    /** A tile by its numbers. */
    Block tile(int x, int y, int z) {
        return new Block(starts[0][x], starts[1][y], starts[2][z], sides[0], sides[1], sides[2]);
    }

    /** The first voxel of a tile's answer along an axis; may lie before the image. */
    int first(int axis, int tile) {
        return answers[axis][tile];
    }

    /** What the product of the weights along all axes is at least; 0 if the products of all tiles add up to 1 at every voxel. */
    double leastWeight() {
        return leastWeight;
    }

    /** How much each voxel of a tile's answer counts along an axis: not to be changed. */
    float[] weights(int axis, int tile) {
        return weights[axis][tile];
    }
}
