package org.lesionlens.volume;

import java.util.List;
import net.imglib2.RandomAccess;
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

    /** Voxels along a turned axis. */
    public int size(int axis) {
        return Math.toIntExact(geometry.size(stored[axis]));
    }

    /** Distance of neighbours along a turned axis in mm; 1 if it is not known. */
    public double spacingMm(int axis) {
        return geometry.spacingMm(stored[axis]);
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
        float[] array = volume.padding().isUniform() ? VoxelStorage.array(volume.voxels()) : null;
        if (array == null) {
            readRows(volume, block, values);
            return values;
        }
        walk(block, (from, to) -> copy(array, from, step(0), values, to, block.width()));
        if (!volume.padding().ranges().isEmpty()) {
            clear(values, volume.padding().ranges().get(0));
        }
        return values;
    }

    private static void clear(float[] values, Padding.Range padding) {
        for (int i = 0; i < values.length; i++) {
            values[i] = padding.contains(values[i]) ? Float.NaN : values[i];
        }
    }

    /** Row by row as they are stored, however that is. */
    private void readRows(Volume volume, Block block, float[] values) {
        int[] turned = new int[AXES];
        long[] least = new long[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            int last = block.first(axis) + block.side(axis) - 1;
            turned[stored[axis]] = axis;
            least[stored[axis]] = Math.min(storedIndex(axis, block.first(axis)), storedIndex(axis, last));
        }
        float[] row = new float[block.side(turned[0])];
        int step = toBlock(turned[0], least[0] + 1, block) - toBlock(turned[0], least[0], block);
        for (long z = least[2]; z < least[2] + block.side(turned[2]); z++) {
            for (long y = least[1]; y < least[1] + block.side(turned[1]); y++) {
                FlatVoxels.read(volume.voxels(), least[0] + y * stride(1) + z * stride(2), row);
                if (!volume.padding().ranges().isEmpty()) {
                    List<Padding.Range> ranges = volume.padding().ranges();
                    clear(row, ranges.get(ranges.size() == 1 ? 0 : (int) z));
                }
                int at = toBlock(turned[0], least[0], block)
                        + toBlock(turned[1], y, block)
                        + toBlock(turned[2], z, block);
                for (int x = 0; x < row.length; x++) {
                    values[at + x * step] = row[x];
                }
            }
        }
    }

    /** What a stored index along an axis adds to the place in the block's array. */
    private int toBlock(int axis, long index, Block block) {
        int within = (int) (backwards[axis] ? geometry.size(stored[axis]) - 1 - index : index) - block.first(axis);
        return within * (axis == 0 ? 1 : axis == 1 ? block.width() : block.width() * block.height());
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

    private interface BlockRow {
        void from(int index);
    }

    private void eachRow(RandomAccess<?> voxel, Block block, BlockRow row) {
        for (int z = 0; z < block.depth(); z++) {
            for (int y = 0; y < block.height(); y++) {
                voxel.setPosition(storedIndex(1, block.y() + y), stored[1]);
                voxel.setPosition(storedIndex(2, block.z() + z), stored[2]);
                row.from((z * block.height() + y) * block.width());
            }
        }
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
        if (stored[2] == 2) {
            writePlane(map, (int) storedIndex(2, z), values);
            return;
        }
        RandomAccess<FloatType> voxel = map.voxels().randomAccess();
        eachRow(voxel, plane, row -> {
            for (int x = 0; x < plane.width(); x++) {
                voxel.setPosition(storedIndex(0, x), stored[0]);
                voxel.get().set(values[row + x]);
            }
        });
    }

    private void writePlane(ProbabilityMap map, int z, float[] values) {
        float[] plane = new float[values.length];
        int start = Math.toIntExact(first(0, 0) + first(1, 0));
        for (int y = 0, i = 0; y < size(1); y++) {
            for (int x = 0; x < size(0); x++) {
                plane[start + y * step(1) + x * step(0)] = values[i++];
            }
        }
        FlatVoxels.write(map.voxels(), (long) z * plane.length, plane, plane.length);
    }

    /** The same for labels, 1 to 65535, into a map of background: 0 is left out. */
    public void write(LabelMap map, int z, int[] values) {
        Block plane = Block.plane(size(0), size(1), z);
        RandomAccess<UnsignedShortType> voxel = map.voxels().randomAccess();
        eachRow(voxel, plane, row -> {
            for (int x = 0; x < plane.width(); x++) {
                if (values[row + x] != 0) {
                    voxel.setPosition(storedIndex(0, x), stored[0]);
                    voxel.get().set(values[row + x]);
                }
            }
        });
    }
}
