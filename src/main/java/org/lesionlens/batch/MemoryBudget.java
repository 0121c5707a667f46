package org.lesionlens.batch;

import org.lesionlens.io.VolumeHeader;

/**
 * Shares the memory out among the cases that are read, analysed and written at once; for several threads.
 *
 * <p>What a case takes is estimated from its size; while it does not fit beside the others it waits.
 */
final class MemoryBudget {
    /** Volume, probability and labels are 10 bytes; the rest is room to work, and holes that large arrays leave. */
    static final long BYTES_PER_VOXEL = 16;

    /** For Java, the networks' windows, pictures and the tables of a cohort. */
    static final long BASE = 80L << 20;

    private final long all;
    private long free;

    static MemoryBudget ofThisProcess() {
        return new MemoryBudget(Runtime.getRuntime().maxMemory());
    }

    MemoryBudget(long maxMemory) {
        this.all = Math.max(0, maxMemory - BASE);
        this.free = all;
    }

    /**
     * Waits until there is room for a case.
     *
     * @return how much it takes, to be given back
     * @throws CaseRefusedException if there never is
     */
    synchronized long reserve(VolumeHeader header) throws InterruptedException {
        long needed = Math.multiplyExact(header.voxels(), BYTES_PER_VOXEL);
        if (needed > all) {
            throw new CaseRefusedException(
                    ErrorClass.OUT_OF_MEMORY,
                    "an image of " + header.shownSize() + " voxels is estimated to take "
                            + mebibytes(needed + BASE) + " MiB but this Java has " + mebibytes(all + BASE)
                            + ": give more with java -Xmx" + (1 + mebibytes(needed + BASE) / 1024)
                            + "g, or crop the image");
        }
        while (needed > free) {
            wait();
        }
        free -= needed;
        return needed;
    }

    synchronized void giveBack(long bytes) {
        free += bytes;
        notifyAll();
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
