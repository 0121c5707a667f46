package org.lesionlens.io.nifti;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Fields of the header and where they lie in NIfTI-1 (nifti1.h) and NIfTI-2 (nifti2.h). */
enum NiftiField {
    DIM(40, Kind.INT16, 16, Kind.INT64),
    INTENT_CODE(68, Kind.INT16, 504, Kind.INT32),
    DATATYPE(70, Kind.INT16, 12, Kind.INT16),
    BITPIX(72, Kind.INT16, 14, Kind.INT16),
    PIXDIM(76, Kind.FLOAT32, 104, Kind.FLOAT64),
    VOX_OFFSET(108, Kind.FLOAT32, 168, Kind.INT64),
    SCL_SLOPE(112, Kind.FLOAT32, 176, Kind.FLOAT64),
    SCL_INTER(116, Kind.FLOAT32, 184, Kind.FLOAT64),
    CAL_MAX(124, Kind.FLOAT32, 192, Kind.FLOAT64),
    CAL_MIN(128, Kind.FLOAT32, 200, Kind.FLOAT64),
    XYZT_UNITS(123, Kind.INT8, 500, Kind.INT32),
    QFORM_CODE(252, Kind.INT16, 344, Kind.INT32),
    SFORM_CODE(254, Kind.INT16, 348, Kind.INT32),
    QUATERNION(256, Kind.FLOAT32, 352, Kind.FLOAT64),
    QOFFSET(268, Kind.FLOAT32, 376, Kind.FLOAT64),
    SFORM(280, Kind.FLOAT32, 400, Kind.FLOAT64);

    private final int first;
    private final Kind firstKind;
    private final int second;
    private final Kind secondKind;

    NiftiField(int first, Kind firstKind, int second, Kind secondKind) {
        this.first = first;
        this.firstKind = firstKind;
        this.second = second;
        this.secondKind = secondKind;
    }

    private enum Kind {
        INT8(1),
        INT16(2),
        INT32(4),
        INT64(8),
        FLOAT32(4),
        FLOAT64(8);

        final int bytes;

        Kind(int bytes) {
            this.bytes = bytes;
        }
    }

    /** Which of the two a header of this length is. */
    static boolean isSecond(ByteBuffer header) {
        return header.capacity() == NiftiHeader.NIFTI_2_BYTES;
    }

    /** The byte at which an element of the field begins. */
    int offset(ByteBuffer header, int index) {
        return isSecond(header) ? second + index * secondKind.bytes : first + index * firstKind.bytes;
    }

    /** An element of the field; whole numbers of 64 bits come as the nearest double. */
    double number(ByteBuffer header, int index) {
        int at = offset(header, index);
        return switch (isSecond(header) ? secondKind : firstKind) {
            case INT8 -> header.get(at);
            case INT16 -> header.getShort(at);
            case INT32 -> header.getInt(at);
            case INT64 -> (double) header.getLong(at);
            case FLOAT32 -> header.getFloat(at);
            case FLOAT64 -> header.getDouble(at);
        };
    }

    double number(ByteBuffer header) {
        return number(header, 0);
    }

    /** The first elements of the field. */
    List<Double> numbers(ByteBuffer header, int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> number(header, index))
                .toList();
    }

    /** Writes elements from an index on, rounded to what the field holds. */
    void put(ByteBuffer header, int index, double... values) {
        for (int i = 0; i < values.length; i++) {
            int at = offset(header, index + i);
            switch (isSecond(header) ? secondKind : firstKind) {
                case INT8 -> header.put(at, (byte) values[i]);
                case INT16 -> header.putShort(at, (short) values[i]);
                case INT32 -> header.putInt(at, (int) values[i]);
                case INT64 -> header.putLong(at, (long) values[i]);
                case FLOAT32 -> header.putFloat(at, (float) values[i]);
                case FLOAT64 -> header.putDouble(at, values[i]);
            }
        }
    }

    /** How messages name an element: {@code dim[3] (offset 46)}. */
    String text(ByteBuffer header, int index) {
        String name = name().toLowerCase(java.util.Locale.ROOT);
        return (this == DIM || this == PIXDIM ? name + "[" + index + "]" : name) + " (offset " + offset(header, index)
                + ")";
    }
}
