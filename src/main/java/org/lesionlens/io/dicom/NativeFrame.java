package org.lesionlens.io.dicom;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.lesionlens.io.dicom.codec.FramePixels;
import org.lesionlens.io.dicom.codec.PixelFormat;

/**
 * A frame that is not compressed, still in its file.
 *
 * @param source the file, or what was deflated in it
 * @param offset of the first byte of all frames
 * @param first byte of this one, counted from there
 * @param floating whether its pixels are floating-point numbers
 * @param order of the bytes of a number
 * @param swapped whether pairs of 8-bit pixels lie the wrong way round, as in big-endian words (PS3.5 8.1.1)
 */
record NativeFrame(
        DicomSource source,
        long offset,
        long first,
        PixelFormat format,
        boolean floating,
        ByteOrder order,
        boolean swapped) {
    /** Whether pixels can be read without all others of the frame. */
    boolean isInParts() {
        return source.inflated().isEmpty() && (!format.planar() || format.photometric().samples == 1);
    }

    /** All pixels. */
    FramePixels all() throws IOException {
        return NativePixels.of(bytes(0, format.frameBytes()), format, floating);
    }

    /**
     * Some pixels, by their indices in the frame, which is one {@linkplain #isInParts() in parts}.
     *
     * @param start index of the first one
     */
    FramePixels part(int start, int count) throws IOException {
        int even = start & ~1; // two may share their colour
        long end = Math.min(format.pixels(), start + (long) count + 1);
        long pixel = format.frameBytes() / format.pixels();
        FramePixels part = NativePixels.of(bytes(even * pixel, (end - even) * pixel), format, floating);
        return (index, sample) -> part.at(index - even, sample);
    }

    /** Bytes of the frame. Words begin with the first frame, so that one of them may be of two frames of an odd length. */
    private ByteBuffer bytes(long from, long length) throws IOException {
        int before = (int) ((first + from) % 2);
        try (InputStream in = source.open(offset + first + from - before)) {
            long span = before + length;
            byte[] bytes = in.readNBytes((int) (span + span % 2));
            if (bytes.length < span) {
                throw new EOFException(source.path() + " became shorter while it was read");
            }
            ByteBuffer found = ByteBuffer.wrap(inOrder(bytes));
            return found.position(before).slice().order(order);
        }
    }

    /** An odd byte has no partner. */
    private byte[] inOrder(byte[] bytes) {
        for (int i = 0; swapped && i + 1 < bytes.length; i += 2) {
            byte left = bytes[i];
            bytes[i] = bytes[i + 1];
            bytes[i + 1] = left;
        }
        return bytes;
    }
}
