package org.lesionlens.volume;

import java.util.List;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;

/**
 * A grid whose axes are turned and mirrored so that x, y and z run as somebody wants them. Nothing is resampled; turned and
 * stored voxels are counted from 0. Immutable.
 */
public final class AxisTurn {
    private static final int AXES = 3;
    private static final String TO_WORLD = "LPS";
    private static final String AGAINST_WORLD = "RAI";
    private static final int[][] ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    private final VolumeGeometry geometry;
    /** The stored axis that runs along each turned one. */
    private final int[] stored;

    private final boolean[] backwards;

    AxisTurn(VolumeGeometry geometry, int[] stored, boolean... backwards) {
        this.geometry = geometry;
        this.stored = stored.clone();
        this.backwards = backwards.clone();
    }

    /** Nothing is turned. */
    public static AxisTurn asStored(VolumeGeometry geometry) {
        return new AxisTurn(geometry, ORDERS[0], false, false, false);
    }

    /** x to the right and y down in a slice as a radiologist sees it, z across in stored order: {@link DisplayOrientation}. */
    public static AxisTurn asShown(VolumeGeometry geometry) {
        return DisplayOrientation.of(geometry).turn();
    }

    /**
     * The axes by where they grow to in the patient; oblique volumes go by their nearest axes, those of unknown place by
     * the axes that are taken for the patient's.
     *
     * @param letters for x, y, z: one each of L or R, P or A, S or I
     * @throws IllegalArgumentException if the letters are others
     */
    public static AxisTurn towards(VolumeGeometry geometry, String letters) {
        int[] world = new int[AXES];
        boolean[] against = new boolean[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            char letter = letters.charAt(axis);
            against[axis] = AGAINST_WORLD.indexOf(letter) >= 0;
            world[axis] = Math.max(TO_WORLD.indexOf(letter), AGAINST_WORLD.indexOf(letter));
            if (world[axis] < 0) {
                throw new IllegalArgumentException("the axes run to \"" + letters + "\" but must run to L/R, P/A, S/I");
            }
        }
        int[] best = bestOrder(geometry, world);
        boolean[] backwards = new boolean[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            backwards[axis] = geometry.direction(world[axis], best[axis]) < 0 != against[axis];
        }
        return new AxisTurn(geometry, best, backwards);
    }

    private static int[] bestOrder(VolumeGeometry geometry, int... world) {
        int[] best = ORDERS[0];
        double most = -1;
        for (int[] order : ORDERS) {
            double fit = 0;
            for (int axis = 0; axis < AXES; axis++) {
                fit += Math.abs(geometry.direction(world[axis], order[axis]));
            }
            if (fit > most) {
                most = fit;
                best = order;
            }
        }
        return best;
    }

    /**
     * The same with its axes in another order.
     *
     * @param axes which of these runs along x, y and z then
     */
    public AxisTurn reordered(int... axes) {
        int[] order = new int[AXES];
        boolean[] back = new boolean[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            order[axis] = stored[axes[axis]];
            back[axis] = backwards[axes[axis]];
        }
        return new AxisTurn(geometry, order, back);
    }

    /** Whether an axis runs against the patient's that is nearest to it: to the right, to the front, or to the feet. */
    public boolean isAgainstPatient(int axis) {
        int nearest = 0;
        for (int world = 1; world < AXES; world++) {
            boolean nearer = Math.abs(geometry.direction(world, stored[axis]))
                    > Math.abs(geometry.direction(nearest, stored[axis]));
            nearest = nearer ? world : nearest;
        }
        return geometry.direction(nearest, stored[axis]) < 0 != backwards[axis];
    }

    /** A box of stored voxels as turned ones. */
    public Block turned(Box box) {
        Block turned = new Block(0, 0, 0, 1, 1, 1);
        for (int axis = 0; axis < AXES; axis++) {
            long first = box.first(stored[axis]);
            long end = box.end(stored[axis]);
            long start = backwards[axis] ? geometry.size(stored[axis]) - end : first;
            turned = turned.with(axis, Math.toIntExact(start), Math.toIntExact(end - first));
        }
        return turned;
    }

    /** A box of turned voxels as stored ones. */
    public Box stored(Block block) {
        long[] first = new long[AXES];
        long[] end = new long[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            long a = storedIndex(axis, block.first(axis));
            long b = storedIndex(axis, block.first(axis) + block.side(axis) - 1);
            first[stored[axis]] = Math.min(a, b);
            end[stored[axis]] = Math.max(a, b) + 1;
        }
        return new Box(first[0], first[1], first[2], end[0], end[1], end[2]);
    }

    /** The same turn of another grid whose axes run alike. */
    public AxisTurn on(VolumeGeometry other) {
        return new AxisTurn(other, stored, backwards);
    }

    /** Voxels along a turned axis. */
    public int size(int axis) {
        return Math.toIntExact(geometry.size(stored[axis]));
    }

    /** Distance of neighbours along a turned axis in mm; 1 if it is not known. */
    public double spacingMm(int axis) {
        return geometry.spacingMm(stored[axis]);
    }

    /** The stored axis that runs along a turned one. */
    public int storedAxis(int axis) {
        return stored[axis];
    }

    /** Whether a turned axis runs against the stored one. */
    public boolean isBackwards(int axis) {
        return backwards[axis];
    }

    /** The grid that is turned. */
    public VolumeGeometry geometry() {
        return geometry;
    }

    /**
     * Reads voxels with NaN in place of padding.
     *
     * @param volume on the grid that is turned
     * @param block of turned voxels, within the grid
     * @return a new array in row-major order z, y, x
     */
    public float[] tissue(Volume volume, Block block) {
        float[] values = new float[block.voxels()];
        tissue(volume, block, values);
        return values;
    }

    /** The same into an array of as many numbers. */
    void tissue(Volume volume, Block block, float[] values) {
        float[] array = volume.padding().isUniform() ? VoxelStorage.array(volume.voxels()) : null;
        if (array == null) {
            readRows(volume, block, values);
            return;
        }
        walk(block, (from, to) -> copy(array, from, step(0), values, to, block.width()));
        if (!volume.padding().ranges().isEmpty()) {
            clear(values, volume.padding().ranges().get(0));
        }
    }

    private static void clear(float[] values, Padding.Range padding) {
        for (int i = 0; i < values.length; i++) {
            values[i] = padding.contains(values[i]) ? Float.NaN : values[i];
        }
    }

    /** Row by row as they are stored, however that is. */
    private void readRows(Volume volume, Block block, float[] values) {
        StoredRows rows = new StoredRows(block);
        float[] row = new float[rows.length];
        List<Padding.Range> ranges = volume.padding().ranges();
        rows.each((at, place, z) -> {
            FlatVoxels.read(volume.voxels(), at, row);
            if (!ranges.isEmpty()) {
                clear(row, ranges.get(ranges.size() == 1 ? 0 : z));
            }
            for (int x = 0; x < row.length; x++) {
                values[place + x * rows.step] = row[x];
            }
        });
    }

    /** What is done with each row along stored x: where it starts in the grid and in the block's array, and its stored z. */
    private interface StoredRow {
        void at(long stored, int place, int z);
    }

    /** The rows of a block along stored x, in the order in which they are stored. */
    private final class StoredRows {
        private final Block block;
        private final int[] turned = new int[AXES];
        private final long[] least = new long[AXES];
        /** Voxels of a row, and how far they lie apart in the block's array. */
        private final int length;

        private final int step;

        StoredRows(Block block) {
            this.block = block;
            for (int axis = 0; axis < AXES; axis++) {
                int last = block.first(axis) + block.side(axis) - 1;
                turned[stored[axis]] = axis;
                least[stored[axis]] = Math.min(storedIndex(axis, block.first(axis)), storedIndex(axis, last));
            }
            length = block.side(turned[0]);
            step = place(0, least[0] + 1) - place(0, least[0]);
        }

        void each(StoredRow row) {
            for (long z = least[2]; z < least[2] + block.side(turned[2]); z++) {
                for (long y = least[1]; y < least[1] + block.side(turned[1]); y++) {
                    int place = place(0, least[0]) + place(1, y) + place(2, z);
                    row.at(least[0] + y * stride(1) + z * stride(2), place, (int) z);
                }
            }
        }

        /** What an index along a stored axis adds to the place in the block's array. */
        private int place(int storedAxis, long index) {
            int axis = turned[storedAxis];
            int within = (int) (backwards[axis] ? geometry.size(storedAxis) - 1 - index : index) - block.first(axis);
            return within * (axis == 0 ? 1 : axis == 1 ? block.width() : block.width() * block.height());
        }
    }

    private static void copy(float[] from, int start, int step, float[] to, int target, int count) {
        if (step == 1) {
            System.arraycopy(from, start, to, target, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[target + i] = from[start + i * step];
        }
    }

    /** What is done with each row along x: where it starts in the stored array and in that of the block. */
    private interface Row {
        void at(int stored, int block);
    }

    private void walk(Block block, Row row) {
        long start = first(0, block.x()) + first(1, block.y()) + first(2, block.z());
        for (int z = 0; z < block.depth(); z++) {
            for (int y = 0; y < block.height(); y++) {
                row.at(
                        (int) (start + (long) y * step(1) + (long) z * step(2)),
                        (z * block.height() + y) * block.width());
            }
        }
    }

    private long first(int axis, int index) {
        return storedIndex(axis, index) * stride(stored[axis]);
    }

    private long storedIndex(int axis, int index) {
        return backwards[axis] ? geometry.size(stored[axis]) - 1 - index : index;
    }

    private int step(int axis) {
        long stride = stride(stored[axis]);
        return (int) (backwards[axis] ? -stride : stride);
    }

    private long stride(int axis) {
        return axis == 0 ? 1 : axis == 1 ? geometry.size(0) : geometry.size(0) * geometry.size(1);
    }

    /**
     * Writes a turned plane to where it is stored; planes may be written by several threads.
     *
     * @param map on the grid that is turned
     * @param values in row-major order y, x
     */
    public void write(ProbabilityMap map, int z, float[] values) {
        Block plane = Block.plane(size(0), size(1), z);
        float[] array = VoxelStorage.array(map.voxels());
        if (array != null) {
            int step = step(0);
            walk(plane, (to, from) -> {
                for (int x = 0; x < plane.width(); x++) {
                    array[to + x * step] = values[from + x];
                }
            });
            return;
        }
        writeRows(map, z, List.of(values));
    }

    /**
     * Whether voxels lie in pages each of which holds some of many planes: a plane for itself would touch nearly all pages.
     */
    boolean isAcross(RandomAccessibleInterval<FloatType> voxels) {
        return stored[2] != 2 && PagedFloats.of(voxels) != null;
    }

    /**
     * Writes turned planes in the order in which their voxels are stored.
     *
     * @param first z of the first one, after which the others follow
     */
    void writeRows(ProbabilityMap map, int first, List<float[]> planes) {
        Block block = new Block(0, 0, first, size(0), size(1), planes.size());
        StoredRows rows = new StoredRows(block);
        float[] row = new float[rows.length];
        int pixels = block.width() * block.height();
        rows.each((at, place, z) -> {
            for (int x = 0; x < row.length; x++) {
                int value = place + x * rows.step;
                row[x] = planes.get(value / pixels)[value % pixels];
            }
            FlatVoxels.write(map.voxels(), at, row, row.length);
        });
    }

    /** The same for labels, 0 to 65535. */
    public void write(LabelMap map, int z, int[] values) {
        Block plane = Block.plane(size(0), size(1), z);
        short[] array = VoxelStorage.labelArray(map.voxels());
        if (array != null) {
            int step = step(0);
            walk(plane, (to, from) -> {
                for (int x = 0; x < plane.width(); x++) {
                    array[to + x * step] = (short) values[from + x];
                }
            });
            return;
        }
        StoredRows rows = new StoredRows(plane);
        RandomAccess<UnsignedShortType> voxel = map.voxels().randomAccess();
        rows.each((at, place, storedZ) -> {
            long first = at % stride(1);
            voxel.setPosition(at % stride(2) / stride(1), 1);
            voxel.setPosition(storedZ, 2);
            for (int x = 0; x < rows.length; x++) {
                voxel.setPosition(first + x, 0);
                voxel.get().set(values[place + x * rows.step]);
            }
        });
    }
}
