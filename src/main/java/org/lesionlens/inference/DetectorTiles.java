package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lesionlens.lesion.RealBox;
import org.lesionlens.lesion.RealBox.Corner;
import org.lesionlens.model.Fill;
import org.lesionlens.model.Window;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.UnsuitableImageException;

/** The windows in which a detector sees a prepared image: one of all of it in its middle, or tiles that lie evenly. */
final class DetectorTiles {
    private static final double ANYWHERE = Double.POSITIVE_INFINITY;
    /** Numbers of a window: more would fill the memory. */
    private static final long MOST_NUMBERS = 1 << 28;

    private final PreparedImage image;
    private final Window window;
    private final int[] sides = {1, 1, 1};
    private final int[][] starts = {{0}, {0}, {0}};

    /** @throws UnsuitableImageException if the window would be too large, or is too small for the image */
    DetectorTiles(PreparedImage image) {
        this.image = image;
        this.window = image.model().network().window();
        for (int axis = 0; axis < window.dimensions(); axis++) {
            sides[axis] = side(axis);
            starts[axis] = starts(axis);
        }
        requireRoom();
    }

    private int side(int axis) {
        if (window instanceof Window.Tiles tiles) {
            return tiles.sides().get(axis);
        }
        long side = ((Window.Whole) window).sides().get(axis).holding(image.size(axis));
        if (side < image.size(axis) || side > Window.LARGEST_SIDE) {
            throw new UnsuitableImageException(String.format(
                    Locale.ROOT,
                    "the image has %d voxels along %s as the model %s sees it but must have at most %d: check its pixel"
                            + " spacing, or crop",
                    image.size(axis),
                    "xyz".charAt(axis),
                    image.model().shownName(),
                    Math.min(side, Window.LARGEST_SIDE)));
        }
        return (int) side;
    }

    private int[] starts(int axis) {
        if (window instanceof Window.Tiles tiles) {
            double step = Math.max(1, Math.rint(tiles.step() * sides[axis])); // a whole number was meant
            return tiles.placing() == Window.Placing.MOVED_BACK
                    ? TileGrid.movedBack(image.size(axis), sides[axis], step)
                    : TileGrid.starts(image.size(axis), sides[axis], step, 1);
        }
        return TileGrid.starts(image.size(axis), sides[axis], 1, 1);
    }

    private void requireRoom() {
        long numbers = (long) image.channels().size() * sides[0] * sides[1] * sides[2];
        if (numbers > MOST_NUMBERS) {
            throw new UnsuitableImageException("a window of " + sides[0] + " x " + sides[1] + " x " + sides[2]
                    + " voxels is too large for the model " + image.model().shownName()
                    + ": crop the image, or choose a model that sees it in tiles");
        }
    }

    /** What stands beyond the image. */
    Fill fill() {
        return window instanceof Window.Tiles tiles ? tiles.fill() : ((Window.Whole) window).fill();
    }

    /** Of a window along x, y, z; a copy. */
    int[] sides() {
        return sides.clone();
    }

    /** Those of a slice; of all for a detector of volumes, whatever the slice. */
    List<DetectorTile> of(int slice) {
        boolean deep = window.dimensions() == 3;
        List<DetectorTile> tiles = new ArrayList<>();
        for (int z = 0; z < starts[2].length; z++) {
            for (int y = 0; y < starts[1].length; y++) {
                for (int x = 0; x < starts[0].length; x++) {
                    int first = deep ? starts[2][z] : slice;
                    tiles.add(new DetectorTile(
                            new Block(starts[0][x], starts[1][y], first, sides[0], sides[1], sides[2]),
                            new RealBox(
                                    new Corner(low(0, x), low(1, y), low(2, z)),
                                    new Corner(low(0, x + 1), low(1, y + 1), low(2, z + 1)))));
                }
            }
        }
        return tiles;
    }

    /** Where the core of a tile begins: in the middle of what it has in common with the tile before. */
    private double low(int axis, int tile) {
        if (tile == 0) {
            return -ANYWHERE;
        }
        return tile == starts[axis].length
                ? ANYWHERE
                : (starts[axis][tile - 1] + sides[axis] + starts[axis][tile]) / 2.0;
    }
}
