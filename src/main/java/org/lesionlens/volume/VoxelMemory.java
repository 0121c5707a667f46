package org.lesionlens.volume;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of Java's memory voxels may take: an image that fits is held as it is, a larger one in pages on disk.
 *
 * <p>{@code -Dlesionlens.voxels.mib=N} says another number of MiB than that which {@code -Xmx} leaves.
 */
public final class VoxelMemory {
    /** Volume, probability and labels are 10 bytes; the rest is room to work, and holes that large arrays leave. */
    public static final long BYTES_PER_VOXEL = 16;

    /** What an analysis takes whatever the size of the image: Java, the networks' windows, pictures and tables. */
    public static final long BASE = 27L << 20;

    private static final String PROPERTY = "lesionlens.voxels.mib";

    /** Pages in memory are never fewer: every thread works on a few at once. */
    private static final long LEAST_PAGED = 16L << 20;

    private static final int BYTES_PER_PAGED_VOXEL = 8;
    private static final int BYTES_PER_ROW = 4;
    private static final int BYTES_PER_PIXEL = 25;
    private static final long ROOM = 8L << 20;
    private static final int SMALL = 16;
    private static final int SHARE_OF_PLANES = 8;

    /** What else lies in this Java's memory for long. */
    private static final AtomicLong BESIDE = new AtomicLong();

    private VoxelMemory() {}

    /** Leaves room for what else lies in this Java's memory for long, in bytes, as images that are open in ImageJ. */
    public static void leave(long bytes) {
        BESIDE.set(Math.max(0, bytes));
    }

    /**
     * Whether the voxels of an image stay in memory: those of it and of its results fit there as a whole, and there is room
     * for these now, beside all else that is open; what is small is not asked about room.
     */
    public static boolean holds(long voxels) {
        long most = bytes() / BYTES_PER_VOXEL;
        return voxels <= most && (voxels <= most / SMALL || isFree(voxels) || isFreeAfterCollection(voxels));
    }

    private static boolean isFreeAfterCollection(long voxels) {
        System.gc(); // what is not used any more counts as used until it is collected
        return isFree(voxels);
    }

    private static boolean isFree(long voxels) {
        Runtime java = Runtime.getRuntime();
        long bytes = Float.BYTES * voxels;
        return bytes + bytes / 4 + ROOM <= java.maxMemory() - java.totalMemory() + java.freeMemory();
    }

    /** What pages of all larger images take together, at most. */
    public static long pagedBytes() {
        return Long.getLong(PROPERTY) == null ? Math.max(LEAST_PAGED, bytes() / 8 * 3) : bytes() / 2;
    }

    /** How many planes across the pages are read, or gathered to be written, at once. */
    static int planesTogether(int pixels, int planes) {
        long fit = pagedBytes() / SHARE_OF_PLANES / (Float.BYTES * (long) pixels);
        return (int) Math.max(1, Math.min(planes, fit));
    }

    /**
     * What an analysis takes at least, beside {@link #BASE}: for pages, for slices on which all cores work, and for each row of
     * voxels. Measured: see {@code src/test/python/heap_of_a_case.py}.
     *
     * @param sliceAxis along which slices follow each other: of those across the pages several are held at once
     * @param size voxels along x, y, z
     */
    public static long least(int sliceAxis, long... size) {
        long rows = Math.multiplyExact(size[1], size[2]);
        long voxels = Math.multiplyExact(size[0], rows);
        long paged = Math.min(LEAST_PAGED, BYTES_PER_PAGED_VOXEL * voxels);
        long together = sliceAxis == 2 ? 0 : 2 * paged / SHARE_OF_PLANES;
        return paged + together + BYTES_PER_PIXEL * (voxels / size[sliceAxis]) + BYTES_PER_ROW * rows;
    }

    /** Whether voxels fit Java's memory as a whole, if nothing else is open. */
    public static boolean canHold(long voxels) {
        return voxels <= bytes() / BYTES_PER_VOXEL;
    }

    /** What Java's heap has for voxels. */
    private static long bytes() {
        Long said = Long.getLong(PROPERTY);
        return said == null ? Math.max(0, Runtime.getRuntime().maxMemory() - BASE - BESIDE.get()) : said << 20;
    }
}
