package org.lesionlens.inference;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.lesionlens.model.Context;
import org.lesionlens.volume.AxisTurn;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.PlaneReader;
import org.lesionlens.volume.Volume;

/**
 * The numbers of one channel on a grid, made when they are asked for: a link of the chain from what is stored to what a network
 * sees. For any number of threads.
 */
sealed interface Voxels {
    /** Voxels along an axis (0 to 2). */
    int size(int axis);

    /**
     * A block of voxels.
     *
     * @param block within the grid
     * @return a new array, the caller's, in row-major order z, y, x
     */
    float[] read(Block block);

    /**
     * Reads a block into an array that is there.
     *
     * @param from where its first voxel goes
     */
    default void read(Block block, float[] into, int from) {
        float[] values = read(block);
        System.arraycopy(values, 0, into, from, values.length);
    }

    /** Hands all of a plane to somebody who neither changes nor keeps it: one that is kept here as it is. */
    default void lend(int z, Consumer<float[]> taker) {
        taker.accept(read(plane(z)));
    }

    /** What is stored, turned; NaN where there is no tissue. */
    record Stored(Volume volume, AxisTurn turn, PlaneReader planes) implements Voxels {
        Stored(Volume volume, AxisTurn turn) {
            this(volume, turn, new PlaneReader(volume, turn));
        }

        @Override
        public int size(int axis) {
            return turn.size(axis);
        }

        @Override
        public float[] read(Block block) {
            return planes.tissue(block);
        }

        @Override
        public void read(Block block, float[] into, int from) {
            if (into.length == block.voxels()) {
                planes.tissue(block, into);
            } else {
                Voxels.super.read(block, into, from);
            }
        }
    }

    /** Slices at hand, one after the other, each in row-major order. */
    final class Values implements Voxels {
        private final float[] values;
        private final int width;
        private final int height;

        Values(float[] values, int width, int height) {
            this.values = values;
            this.width = width;
            this.height = height;
        }

        @Override
        public int size(int axis) {
            return axis == 0 ? width : axis == 1 ? height : values.length / (width * height);
        }

        @Override
        public float[] read(Block block) {
            float[] part = new float[block.voxels()];
            read(block, part, 0);
            return part;
        }

        @Override
        public void read(Block block, float[] into, int first) {
            for (int row = 0; row < block.height() * block.depth(); row++) {
                int y = block.y() + row % block.height();
                int z = block.z() + row / block.height();
                int from = (z * height + y) * width + block.x();
                System.arraycopy(values, from, into, first + row * block.width(), block.width());
            }
        }
    }

    /** Something that is done to each voxel by itself. */
    interface Operation {
        /**
         * Replaces values.
         *
         * @param block where they lie
         */
        void apply(float[] values, Block block);
    }

    /** Others after an operation. */
    record Changed(Voxels inner, Operation operation) implements Voxels {
        @Override
        public int size(int axis) {
            return inner.size(axis);
        }

        @Override
        public float[] read(Block block) {
            float[] values = inner.read(block);
            operation.apply(values, block);
            return values;
        }

        @Override
        public void read(Block block, float[] into, int from) {
            if (into.length == block.voxels()) {
                inner.read(block, into, from);
                operation.apply(into, block);
            } else {
                Voxels.super.read(block, into, from);
            }
        }
    }

    /** A part of others. */
    record Cropped(Voxels inner, Block box) implements Voxels {
        @Override
        public int size(int axis) {
            return box.side(axis);
        }

        @Override
        public float[] read(Block block) {
            return inner.read(block.movedBy(box));
        }
    }

    /** Others on another grid. */
    record Resampled(Voxels inner, GridFilter filter) implements Voxels {
        @Override
        public int size(int axis) {
            return filter.size(axis);
        }

        @Override
        public float[] read(Block block) {
            return filter.read(inner, block);
        }

        @Override
        public void read(Block block, float[] into, int from) {
            if (filter.isIdentity()) {
                inner.read(block, into, from);
            } else {
                Voxels.super.read(block, into, from);
            }
        }
    }

    /**
     * Others, of which the plane that was read last is kept: for parts of one plane after the other. Who reads parts of it waits
     * for nobody.
     */
    final class LastPlane implements Voxels {
        private final Voxels inner;
        private volatile Kept last;

        private record Kept(int z, Values values) {}

        LastPlane(Voxels inner) {
            this.inner = inner;
        }

        @Override
        public int size(int axis) {
            return inner.size(axis);
        }

        @Override
        public float[] read(Block block) {
            return kept(block.z()).read(block.with(2, 0, 1));
        }

        @Override
        public void read(Block block, float[] into, int from) {
            kept(block.z()).read(block.with(2, 0, 1), into, from);
        }

        private Values kept(int z) {
            Kept now = last;
            return now != null && now.z == z ? now.values : made(z);
        }

        private synchronized Values made(int z) {
            if (last == null || last.z != z) {
                last = new Kept(z, new Values(inner.read(plane(z)), size(0), size(1)));
            }
            return last.values;
        }
    }

    /**
     * Others, of which the planes that were read last are kept, for neighbours. A plane takes the array of the one that it
     * replaces, so one thread after the other reads.
     */
    final class LastPlanes implements Voxels {
        private final Voxels inner;
        private final int most;
        private final Map<Integer, Values> kept = new LinkedHashMap<>(16, 0.75f, true);

        /** @param most planes that are kept, at least 1 */
        LastPlanes(Voxels inner, int most) {
            this.inner = inner;
            this.most = most;
        }

        @Override
        public int size(int axis) {
            return inner.size(axis);
        }

        @Override
        public synchronized float[] read(Block block) {
            return kept(block.z()).read(block.with(2, 0, 1));
        }

        @Override
        public synchronized void read(Block block, float[] into, int from) {
            kept(block.z()).read(block.with(2, 0, 1), into, from);
        }

        @Override
        public synchronized void lend(int z, Consumer<float[]> taker) {
            taker.accept(kept(z).values);
        }

        private Values kept(int z) {
            Values plane = kept.get(z);
            if (plane == null) {
                plane = kept.size() == most
                        ? kept.remove(kept.keySet().iterator().next())
                        : new Values(new float[plane(z).voxels()], size(0), size(1));
                inner.read(plane(z), plane.values, 0);
                kept.put(z, plane);
            }
            return plane;
        }
    }

    /** Others, of which in the place of each plane a neighbour of it is seen; planes may be stored backwards. */
    record Neighbour(Voxels inner, Context context, int place, boolean backwards) implements Voxels {
        @Override
        public int size(int axis) {
            return inner.size(axis);
        }

        @Override
        public float[] read(Block block) {
            return inner.read(seen(block));
        }

        @Override
        public void read(Block block, float[] into, int from) {
            inner.read(seen(block), into, from);
        }

        @Override
        public void lend(int z, Consumer<float[]> taker) {
            inner.lend(seen(z), taker);
        }

        private Block seen(Block block) {
            return block.with(2, seen(block.z()), 1);
        }

        private int seen(int z) {
            int last = size(2) - 1;
            int seen = context.seen(backwards ? last - z : z, place, size(2));
            return backwards ? last - seen : seen;
        }
    }

    /** All of a plane across z. */
    default Block plane(int z) {
        return Block.plane(size(0), size(1), z);
    }
}
