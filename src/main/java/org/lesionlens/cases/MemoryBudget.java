package org.lesionlens.cases;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.lesionlens.io.file.VolumeHeader;
import org.lesionlens.volume.VolumeGeometry;
import org.lesionlens.volume.VoxelMemory;

/**
 * Shares the memory out among the cases that are read, analysed and written at once; for several threads.
 *
 * <p>What a case takes is estimated from its size; while it does not fit beside the others it waits.
 */
public final class MemoryBudget {
    private final long all;
    private long free;

    public static MemoryBudget ofThisProcess() {
        return new MemoryBudget(Runtime.getRuntime().maxMemory());
    }

    public MemoryBudget(long maxMemory) {
        this.all = Math.max(0, maxMemory - VoxelMemory.BASE);
        this.free = all;
    }

    /**
     * Waits until there is room for a case.
     *
     * @param headers of its channels, that of the first one first
     * @return how much it takes, to be given back
     * @throws CaseRefusedException if there never is
     */
    public synchronized long reserve(List<VolumeHeader> headers) throws InterruptedException {
        long needed = require(headers);
        while (needed > free) {
            wait();
        }
        free -= needed;
        return needed;
    }

    /**
     * Looks whether there is ever room for a case.
     *
     * @return how much it takes: an image that does not fit as a whole takes what {@linkplain VoxelMemory#pagedBytes() pages}
     *     may
     * @throws CaseRefusedException if there is not
     */
    long require(List<VolumeHeader> headers) {
        VolumeHeader first = headers.get(0);
        long least = least(first);
        if (least > all) {
            throw refusal(first.shownSize(), least, "this Java has " + mebibytes(all + VoxelMemory.BASE));
        }
        long whole = Math.multiplyExact(first.voxels(), VoxelMemory.BYTES_PER_VOXEL);
        for (VolumeHeader other : headers.subList(1, headers.size())) {
            whole += Math.multiplyExact(first.voxels() + other.voxels(), (long) Float.BYTES);
        }
        return whole <= all ? whole : Math.max(least, all / 2);
    }

    private static long least(VolumeHeader header) {
        return VoxelMemory.least(
                header.sliceAxis(),
                header.size().stream().mapToLong(Long::longValue).toArray());
    }

    /**
     * Looks whether what is free of this Java's memory now, beside all that is open, suffices to analyse volumes of one grid
     * and to show what is found. Where they do not fit as a whole they lie in pages, which leave room for all else.
     *
     * @param grid of each of them
     * @param volumes how many are analysed
     * @param shownBytes that a voxel takes in images of results
     * @throws RuntimeException with a sentence for the user if it does not
     */
    public static void requireFree(VolumeGeometry grid, long volumes, int shownBytes) {
        long voxels = Math.multiplyExact(grid.voxelCount(), volumes);
        long whole = Math.multiplyExact(voxels, VoxelMemory.BYTES_PER_VOXEL);
        if (whole > free()) {
            System.gc(); // what is not used any more counts as used until it is collected
        }
        long free = free();
        long shown = shownBytes * voxels;
        VoxelMemory.leave(Runtime.getRuntime().maxMemory() - free - VoxelMemory.BASE + (whole > free ? shown : 0));
        long needed = Math.min(whole, Math.addExact(VoxelMemory.least(grid.sliceAxis(), grid.size()), shown));
        if (needed > free) {
            String size = LongStream.concat(Arrays.stream(grid.size()), LongStream.of(volumes))
                    .limit(volumes == 1 ? 3 : 4)
                    .mapToObj(Long::toString)
                    .collect(Collectors.joining(" x "));
            throw refusal(size, needed, mebibytes(Math.max(0, free)) + " MiB are free");
        }
    }

    private static long free() {
        Runtime java = Runtime.getRuntime();
        return java.maxMemory() - (java.totalMemory() - java.freeMemory());
    }

    private static CaseRefusedException refusal(String shownSize, long needed, String there) {
        return new CaseRefusedException(
                ErrorClass.OUT_OF_MEMORY,
                "an image of " + shownSize + " voxels is estimated to take " + mebibytes(needed + VoxelMemory.BASE)
                        + " MiB of Java's memory (the networks take more outside it) but "
                        + there + ": give more with java -Xmx" + (1 + mebibytes(needed + VoxelMemory.BASE) / 1024)
                        + "g (in ImageJ: Edit > Options > Memory & Threads), close other images, or crop this one");
    }

    public synchronized void giveBack(long bytes) {
        free += bytes;
        notifyAll();
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
