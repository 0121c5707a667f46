package org.lesionlens.volume;

/**
 * How much of Java's memory voxels may take: an image that fits is held as it is, a larger one in pages on disk.
 *
 * <p>{@code -Dlesionlens.voxels.mib=N} says another number of MiB than that which {@code -Xmx} leaves.
 */
public final class VoxelMemory {
    /** Volume, probability and labels are 10 bytes; the rest is room to work, and holes that large arrays leave. */
    public static final long BYTES_PER_VOXEL = 16;

    /** What an analysis takes whatever the size of the image: Java, the networks' windows, pictures and tables. */
    public static final long BASE = 80L << 20;

    private static final String PROPERTY = "lesionlens.voxels.mib";

    /** Pages in memory are never fewer: every thread works on a few at once. */
    private static final long LEAST_PAGED = 16L << 20;

    private static final int BYTES_PER_ROW = 4;
    private static final int BYTES_PER_PIXEL = 24;

    private VoxelMemory() {}

    /** Whether all voxels of an image of so many and of its results stay in memory. */
    public static boolean holds(long voxels) {
        return voxels <= bytes() / BYTES_PER_VOXEL;
    }

    /** What pages of all larger images take together, at most. */
    public static long pagedBytes() {
        return Long.getLong(PROPERTY) == null ? Math.max(LEAST_PAGED, bytes() / 2) : bytes() / 2;
    }

    /**
     * What an analysis takes at least, beside {@link #BASE}: a small image as a whole, a large one for its pages, for slices
     * on which all cores work, and for each row of voxels.
     *
     * @param size voxels along x, y, z
     */
    public static long least(long... size) {
        long whole =
                Math.multiplyExact(Math.multiplyExact(size[0], size[1]), Math.multiplyExact(size[2], BYTES_PER_VOXEL));
        long slice = Math.max(size[0] * size[1], Math.max(size[0] * size[2], size[1] * size[2]));
        return Math.min(whole, LEAST_PAGED + BYTES_PER_PIXEL * slice + BYTES_PER_ROW * size[1] * size[2]);
    }

    /** What Java's heap has for voxels. */
    private static long bytes() {
        Long said = Long.getLong(PROPERTY);
        return said == null ? Math.max(0, Runtime.getRuntime().maxMemory() - BASE) : said << 20;
    }
}
