package org.lesionlens.io.nifti;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** NIfTI-1 files for tests, byte by byte after nifti1.h and independent of the writer. */
final class NiftiBytes {
    final ByteBuffer bytes;

    private NiftiBytes(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** A file of 2 x 3 x 4 voxels of a type, all 0, spacing 1 x 2 x 3 mm, without forms. */
    static NiftiBytes of(ByteOrder order, NiftiType type) {
        ByteBuffer b = ByteBuffer.allocate(352 + 24 * type.bytes).order(order);
        b.putInt(0, 348);
        putShorts(b, 40, 3, 2, 3, 4, 1, 1, 1, 1);
        putShorts(b, 70, type.code, 8 * type.bytes);
        putFloats(b, 76, 1, 1, 2, 3);
        b.putFloat(108, 352);
        b.put(123, (byte) 2);
        b.put(344, "n+1\0".getBytes(StandardCharsets.ISO_8859_1));
        return new NiftiBytes(b);
    }

    /** A NIfTI-2 file (nifti2.h) of 2 x 3 x 4 int16 of 1 to 24, spacing 1 x 2 x 3 mm, sform shifted by 5, 6, 7 mm. */
    static byte[] second(ByteOrder order) {
        ByteBuffer b = ByteBuffer.allocate(544 + 48).order(order);
        b.putInt(0, 540);
        b.put(4, new byte[] {'n', '+', '2', 0, '\r', '\n', 0x1a, '\n'});
        b.putShort(12, (short) 4).putShort(14, (short) 16);
        long[] dim = {3, 2, 3, 4, 1, 1, 1, 1};
        double[] sform = {1, 0, 0, 5, 0, 2, 0, 6, 0, 0, 3, 7};
        for (int i = 0; i < 8; i++) {
            b.putLong(16 + 8 * i, dim[i]).putDouble(104 + 8 * i, Math.min(i, 3));
        }
        for (int i = 0; i < 12; i++) {
            b.putDouble(400 + 8 * i, sform[i]);
        }
        b.putLong(168, 544).putDouble(176, 2).putDouble(184, -1);
        b.putInt(348, 1).putInt(500, 2);
        for (int i = 0; i < 24; i++) {
            b.putShort(544 + 2 * i, (short) (i + 1));
        }
        return b.array();
    }

    static NiftiBytes int16() {
        return of(ByteOrder.LITTLE_ENDIAN, NiftiType.INT16);
    }

    NiftiBytes shorts(int offset, int... values) {
        putShorts(bytes, offset, values);
        return this;
    }

    NiftiBytes floats(int offset, double... values) {
        putFloats(bytes, offset, values);
        return this;
    }

    NiftiBytes unit(int code) {
        bytes.put(123, (byte) code);
        return this;
    }

    byte[] array() {
        return bytes.array();
    }

    static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static void putShorts(ByteBuffer b, int offset, int... values) {
        for (int i = 0; i < values.length; i++) {
            b.putShort(offset + 2 * i, (short) values[i]);
        }
    }

    private static void putFloats(ByteBuffer b, int offset, double... values) {
        for (int i = 0; i < values.length; i++) {
            b.putFloat(offset + 4 * i, (float) values[i]);
        }
    }
}
