package org.lesionlens.volume;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads blocks of a volume as an {@link AxisTurn} turns it. Planes that lie across the pages of an image that does not fit the
 * memory are read several at once, and kept for those who ask next. For any number of threads.
 */
public final class PlaneReader {
    /** Two, for the threads that share the planes of a group begin at both ends of it. */
    private static final int SLABS = 2;

    private final Volume volume;
    private final AxisTurn turn;
    private final int together;
    private final Deque<Slab> slabs = new ArrayDeque<>();

    /** Planes from the first to before the end. */
    private static final class Slab {
        private final int first;
        private final int end;
        private final float[] values;

        Slab(int first, int end, float[] values) {
            this.first = first;
            this.end = end;
            this.values = values;
        }
    }

    /** @param turn of the volume's grid */
    public PlaneReader(Volume volume, AxisTurn turn) {
        this.volume = volume;
        this.turn = turn;
        int fit = turn.isAcross(volume.voxels())
                ? VoxelMemory.planesTogether(turn.size(0) * turn.size(1), turn.size(2))
                : 1;
        this.together = Math.max(1, fit / SLABS);
    }

    /**
     * Reads voxels with NaN in place of padding.
     *
     * @param block of turned voxels, within the grid
     * @return a new array in row-major order z, y, x
     */
    public float[] tissue(Block block) {
        float[] values = new float[block.voxels()];
        tissue(block, values);
        return values;
    }

    /** The same into an array of as many numbers. */
    public void tissue(Block block, float[] into) {
        if (together == 1 || block.depth() > 1) {
            turn.tissue(volume, block, into);
        } else {
            ofPlane(block, into);
        }
    }

    private void ofPlane(Block block, float[] part) {
        int width = turn.size(0);
        Slab slab = slab(block.z());
        for (int y = 0; y < block.height(); y++) {
            int from = ((block.z() - slab.first) * turn.size(1) + block.y() + y) * width + block.x();
            System.arraycopy(slab.values, from, part, y * block.width(), block.width());
        }
    }

    private synchronized Slab slab(int z) {
        for (Slab slab : slabs) {
            if (z >= slab.first && z < slab.end) {
                return slab;
            }
        }
        if (slabs.size() == SLABS) {
            slabs.removeFirst();
        }
        int first = z - z % together;
        int depth = Math.min(together, turn.size(2) - first);
        Block planes = new Block(0, 0, first, turn.size(0), turn.size(1), depth);
        Slab slab = new Slab(first, first + depth, turn.tissue(volume, planes));
        slabs.add(slab);
        return slab;
    }
}
