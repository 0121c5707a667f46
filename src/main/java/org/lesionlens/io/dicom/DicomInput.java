package org.lesionlens.io.dicom;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.lesionlens.io.file.MalformedFileException;

/** The bytes of a data set from front to back, with their position; nothing is allocated that they cannot fill. */
final class DicomInput implements Closeable {
    private static final String CUT_OFF = "the file is cut off or damaged: copy or export it again";
    private static final int BUFFER = 1 << 13;

    private final Path path;
    private final long length;
    private final InputStream in;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private long position;

    DicomInput(DicomSource source, long from) throws IOException {
        this.path = source.path();
        this.length = source.length();
        this.in = new BufferedInputStream(source.open(from), BUFFER);
        this.position = from;
    }

    long length() {
        return length;
    }

    long position() {
        return position;
    }

    ByteOrder order() {
        return order;
    }

    void order(ByteOrder newOrder) {
        order = newOrder;
    }

    int unsignedShort() throws IOException {
        requireLeft(Short.BYTES);
        int first = in.read();
        int second = in.read();
        position += Short.BYTES;
        if (second < 0) {
            throw becameShorter();
        }
        return order == ByteOrder.LITTLE_ENDIAN ? second << 8 | first : first << 8 | second;
    }

    long unsignedInt() throws IOException {
        return buffer(4).getInt() & 0xffffffffL;
    }

    int tag() throws IOException {
        int group = unsignedShort();
        return group << 16 | unsignedShort();
    }

    /** The bytes that come next, or fewer at the end; the position stays. */
    byte[] peek(int bytes) throws IOException {
        in.mark(bytes);
        byte[] next = in.readNBytes(bytes);
        in.reset();
        return next;
    }

    /** The next bytes, in the current byte order. */
    ByteBuffer buffer(int bytes) throws IOException {
        requireLeft(bytes);
        byte[] read = in.readNBytes(bytes);
        position += read.length;
        if (read.length < bytes) {
            throw becameShorter();
        }
        return ByteBuffer.wrap(read).order(order);
    }

    private void requireLeft(int bytes) throws MalformedFileException {
        if (bytes > length - position) {
            throw malformed(
                    "ends in the middle of a data element: found " + (length - position) + " of " + bytes + " bytes");
        }
    }

    private EOFException becameShorter() {
        return new EOFException(path + " became shorter while it was read");
    }

    void skip(long bytes) throws IOException {
        if (bytes > length - position) {
            throw malformed("ends too early: found " + (length - position) + " of " + bytes + " bytes");
        }
        in.skipNBytes(bytes);
        position += bytes;
    }

    MalformedFileException malformed(String problem) {
        return new MalformedFileException(path, "at offset " + position + " " + problem, CUT_OFF);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
