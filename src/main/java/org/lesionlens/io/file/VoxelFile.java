package org.lesionlens.io.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that holds voxels, or a part of them.
 *
 * @param path which need not be that of the header
 * @param packing how the file is compressed from {@code start} on
 * @param start in the file, from which it is unpacked
 * @param skip unpacked bytes before the first voxel
 */
public record VoxelFile(Path path, Packing packing, long start, long skip) {
    private static final long ALLOCATED_ON_TRUST = 64L << 20;
    private static final long USUAL_COMPRESSION = 20;

    /** The bytes from the first voxel on. */
    InputStream open() throws IOException {
        InputStream in = packing.open(path, start);
        Packing.skip(in, skip);
        return in;
    }

    /** Where the first voxel lies, for messages. */
    long offset() {
        return start + skip;
    }

    /**
     * How many bytes of voxels the file can hold, before memory is asked for them: a plain file is held to its length, one
     * that announces suspiciously much is unpacked once without keeping anything.
     *
     * @param needed bytes that are announced
     * @return at least 0; {@code needed} where there are enough
     */
    long held(long needed) throws IOException {
        boolean packed = packing != Packing.NONE;
        long length = Files.size(path) - start;
        if (packed && (needed <= ALLOCATED_ON_TRUST || needed / USUAL_COMPRESSION <= length)) {
            return needed;
        }
        return Math.min(needed, Math.max(0, packed ? unpackedLength(needed) : length - skip));
    }

    private long unpackedLength(long enough) throws IOException {
        try (InputStream in = open()) {
            return Packing.skip(in, enough);
        }
    }
}
