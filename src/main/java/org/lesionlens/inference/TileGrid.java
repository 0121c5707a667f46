package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.List;

/**
 * Where overlapping tiles lie so that they cover a volume, as evenly as possible.
 *
 * <p>Along an axis that is shorter than the tile there is one tile, which reaches beyond the volume on both sides.
 */
final class TileGrid {
    private final long[][] starts = new long[3][];

    /**
     * @param size voxels of the volume along x, y, z
     * @param tile voxels of a tile along x, y, z, each at least 1
     * @param overlap least share of a tile that the next one covers again, 0 to below 1
     */
    TileGrid(long[] size, int[] tile, double overlap) {
        if (!(overlap >= 0 && overlap < 1)) {
            throw new IllegalArgumentException("overlap is " + overlap + " but must be at least 0 and below 1");
        }
        for (int axis = 0; axis < 3; axis++) {
            if (tile[axis] < 1) {
                throw new IllegalArgumentException("tile side is " + tile[axis] + " but must be at least 1");
            }
            starts[axis] = starts(size[axis], tile[axis], overlap);
        }
    }

    private static long[] starts(long size, int tile, double overlap) {
        if (size <= tile) {
            return new long[] {-((tile - size) / 2)};
        }
        long step = Math.max(1, (long) (tile * (1 - overlap)));
        int count = Math.toIntExact((size - tile - 1) / step + 2);
        long[] starts = new long[count];
        for (int i = 0; i < count; i++) {
            starts[i] = Math.round((double) i * (size - tile) / (count - 1));
        }
        return starts;
    }

    /** First voxels of the tiles along an axis, rising. */
    long[] starts(int axis) {
        return starts[axis].clone();
    }

    /** All tiles as their numbers along x, y, z; x runs fastest. */
    List<int[]> tiles() {
        List<int[]> tiles = new ArrayList<>();
        for (int z = 0; z < starts[2].length; z++) {
            for (int y = 0; y < starts[1].length; y++) {
                for (int x = 0; x < starts[0].length; x++) {
                    tiles.add(new int[] {x, y, z});
                }
            }
        }
        return tiles;
    }
}
