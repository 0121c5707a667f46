package org.lesionlens.io.file;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** Unpacks bzip2, streams that follow each other too; whatever is wrong with the data is a {@link ZipException}. */
final class Bzip2Stream extends FilterInputStream {
    private static final int BUFFER = 1 << 16;

    /** @throws ZipException if the data do not begin like bzip2 */
    Bzip2Stream(InputStream packed) throws IOException {
        super(unpacked(packed));
    }

    private static InputStream unpacked(InputStream packed) throws IOException {
        try {
            return new BZip2CompressorInputStream(new BufferedInputStream(packed, BUFFER), true);
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    private static ZipException damaged(Exception cause) {
        ZipException damaged = new ZipException(cause.getMessage());
        damaged.initCause(cause);
        return damaged;
    }
}
