package org.lesionlens.inference;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.model.Model;
import org.lesionlens.model.Task;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.AxisTurn;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Volume;

/**
 * A window of a slice as a detector sees it, and where the cells of the network's maps lie in that slice. Immutable.
 *
 * <p>A map of h x w cells covers the window evenly.
 */
public final class DetectorInput {
    private final PreparedImage image;
    private final DetectorTile tile;
    private final float[] pixels;
    private final WindowGrid grid;

    private DetectorInput(PreparedImage image, DetectorTile tile, float[] pixels, WindowGrid grid) {
        this.image = image;
        this.tile = tile;
        this.pixels = pixels;
        this.grid = grid;
    }

    /**
     * All windows of a slice, prepared as {@link BoxDetector} does: one, or tiles.
     *
     * @param slice 0 to slices - 1, in stored order
     * @throws UnsuitableModelException if the model does not detect
     */
    public static List<DetectorInput> of(PreparedSlices slices, long slice) {
        Model detector = slices.model();
        if (detector.task() != Task.DETECTION) {
            throw new UnsuitableModelException("the model " + detector.shownName()
                    + " draws no boxes, so there is nothing to explain of one: choose one of the task detection");
        }
        PreparedImage image = slices.image();
        DetectorTiles tiles = new DetectorTiles(image);
        FilledWindows windows = new FilledWindows(image.channels(), tiles.fill(), true);
        return tiles.of(Math.toIntExact(slice)).stream()
                .map(tile -> new DetectorInput(
                        image, tile, windows.read(tile.window(), slices.channels()), grid(image, tile, slice)))
                .toList();
    }

    private static WindowGrid grid(PreparedImage image, DetectorTile tile, long slice) {
        return new WindowGrid(image.geometry().slice(slice), places(image, tile, 0), places(image, tile, 1));
    }

    private static double[] places(PreparedImage image, DetectorTile tile, int axis) {
        double side = tile.window().side(axis);
        PlaceMap place = image.place(axis);
        return WindowGrid.places(
                image.turn().size(axis),
                (place.face(0.5) - tile.window().first(axis)) / side,
                (place.face(1.5) - place.face(0.5)) / side);
    }

    /**
     * Whether this is the window whose answer a box of this slice is; of the windows of a slice one is for each box.
     *
     * @param middle of the box before it was cut, in voxels of the image
     */
    public boolean answersFor(RealBox.Corner middle) {
        AxisTurn turn = image.turn();
        double[] stored = {middle.x(), middle.y(), middle.z()};
        double[] seen = new double[2];
        for (int axis = 0; axis < seen.length; axis++) {
            double at = stored[turn.storedAxis(axis)];
            seen[axis] = image.place(axis).face(turn.isBackwards(axis) ? turn.size(axis) - at : at);
        }
        return tile.answersFor(seen[0], seen[1]);
    }

    /**
     * Sends the window through the network.
     *
     * @param outputs the names of the outputs to return
     * @throws UnsuitableModelException if the model lacks an output
     */
    public Map<String, Tensor> run(OnnxModel detector, Set<String> outputs) {
        Block window = tile.window();
        long channels = image.channels().size();
        return detector.runAnywhere(
                new Tensor(pixels, new long[] {1, channels, window.height(), window.width()}), outputs);
    }

    /**
     * Brings a map to the slice's own grid, bilinear between the cells' centres; NaN outside the window.
     *
     * @param map cells in row-major order
     * @param columns cells along a row
     * @param rows cells along a column
     * @return a volume of one slice, where the slice lies in the volume
     */
    public Volume onSlice(float[] map, int columns, int rows) {
        return grid.onSlice(map, columns, rows);
    }
}
