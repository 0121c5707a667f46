package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.lesionlens.io.file.VolumeHeader;
import org.lesionlens.volume.VoxelMemory;

/**
 * Asks, before a case begins, whether the disk has room for what it is estimated to write: results, and temporary files
 * where the image does not fit the memory.
 *
 * <p>Measured of 1024 x 1024 x 2049 voxels: 3.8 bytes a voxel of temporary files, for probabilities, and 0.38 of results.
 */
final class DiskRoom {
    private static final int PROBABILITY_BYTES = 4;
    private static final double RESULT_BYTES = 0.4;
    /** Pictures, tables and the description of the run. */
    private static final long OTHER_RESULTS = 1L << 20;

    /** Less is not asked for: the estimate of small cases is coarse, and a disk that is as full as that says so itself. */
    private static final long SMALL = 16L << 20;

    private DiskRoom() {}

    /**
     * Looks whether there is room now.
     *
     * @param headers of the image's channels, the first one first
     * @param output folder of results, which need not be there yet
     * @throws CaseRefusedException if there is not
     */
    static void require(List<VolumeHeader> headers, Path output) throws IOException {
        VolumeHeader first = headers.get(0);
        long results = OTHER_RESULTS + (long) (RESULT_BYTES * first.voxels());
        long scratch = VoxelMemory.canHold(first.voxels()) ? 0 : scratch(headers);
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        boolean together = scratch > 0 && store(temporary).equals(store(output));
        if (scratch > 0) {
            require(
                    first,
                    scratch + (together ? results : 0),
                    temporary,
                    "name another folder with java" + " -Djava.io.tmpdir=FOLDER, or give more memory with java -Xmx");
        }
        if (!together) {
            require(first, results, output, "or name another folder");
        }
    }

    /** Other channels may be resampled onto the grid of the first one. */
    static long scratch(List<VolumeHeader> headers) {
        VolumeHeader first = headers.get(0);
        long bytes = (first.scratchBytes() + PROBABILITY_BYTES) * first.voxels();
        for (VolumeHeader other : headers.subList(1, headers.size())) {
            bytes += other.scratchBytes() * other.voxels();
        }
        return bytes;
    }

    private static void require(VolumeHeader header, long needed, Path folder, String otherwise) throws IOException {
        long free = store(folder).getUsableSpace();
        if (needed > free && needed > SMALL) {
            throw new CaseRefusedException(
                    ErrorClass.UNWRITABLE,
                    "an image of " + header.shownSize() + " voxels is estimated to take " + mebibytes(needed)
                            + " MiB on the disk of " + folder.toAbsolutePath() + " but " + mebibytes(free)
                            + " MiB are free: free some, " + otherwise);
        }
    }

    /** That of a folder, or of the nearest one above that is there. */
    private static FileStore store(Path folder) throws IOException {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        return Files.getFileStore(there);
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
