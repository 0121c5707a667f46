package org.lesionlens.io.file;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** How bytes are compressed from an offset of a file to its end. */
public enum Packing {
    NONE,
    GZIP,
    ZLIB,
    BZIP2;

    private static final int BUFFER = 1 << 16;
    private static final int GZIP_MAGIC = 0x1f8b;

    /** Whether gzip's magic stands at an offset, else {@code otherwise}. */
    public static Packing gzipOr(Packing otherwise, Path path, long offset) throws IOException {
        try (InputStream in = NONE.open(path, offset)) {
            return (in.read() << 8 | in.read()) == GZIP_MAGIC ? GZIP : otherwise;
        }
    }

    /**
     * The bytes from an offset on, unpacked; none if the file ends before it.
     *
     * @throws MalformedFileException if there is no whole gzip header where there must be one
     */
    public InputStream open(Path path, long offset) throws IOException {
        InputStream file = Channels.newInputStream(FileChannel.open(path).position(offset));
        try {
            return switch (this) {
                case NONE -> new BufferedInputStream(file, BUFFER);
                case GZIP -> new GZIPInputStream(file, BUFFER);
                case ZLIB -> new InflaterInputStream(file);
                case BZIP2 -> new Bzip2Stream(file);
            };
        } catch (EOFException | ZipException e) {
            file.close();
            throw new MalformedFileException(
                    path, "has no whole header of compressed data at offset " + offset, StoredVoxels.COPY_AGAIN, e);
        }
    }

    /** Skips bytes and says how many there were; a broken stream ends where it breaks. */
    static long skip(InputStream in, long bytes) throws IOException {
        byte[] chunk = new byte[(int) Math.min(BUFFER, bytes)];
        long done = 0;
        try {
            for (int n = 0; done < bytes && n >= 0; done += Math.max(n, 0)) {
                n = in.read(chunk, 0, (int) Math.min(chunk.length, bytes - done));
            }
        } catch (EOFException | ZipException e) {
            return done;
        }
        return done;
    }
}
