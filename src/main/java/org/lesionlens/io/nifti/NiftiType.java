package org.lesionlens.io.nifti;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** How a voxel is stored: NIfTI's data types that have one number a voxel. */
enum NiftiType {
    UINT8(2, 1, (b, i) -> b.get(i) & 0xff),
    INT16(4, 2, (b, i) -> b.getShort(i)),
    INT32(8, 4, (b, i) -> b.getInt(i)),
    FLOAT32(16, 4, (b, i) -> b.getFloat(i)),
    FLOAT64(64, 8, (b, i) -> b.getDouble(i)),
    INT8(256, 1, (b, i) -> b.get(i)),
    UINT16(512, 2, (b, i) -> b.getShort(i) & 0xffff),
    UINT32(768, 4, (b, i) -> b.getInt(i) & 0xffffffffL),
    INT64(1024, 8, (b, i) -> (double) b.getLong(i)),
    UINT64(1280, 8, (b, i) -> unsigned(b.getLong(i)));

    private static final Map<Integer, String> OTHERS = Map.of(
            1, "1-bit binary",
            32, "complex64",
            128, "RGB24 colour",
            1536, "float128",
            1792, "complex128",
            2048, "complex256",
            2304, "RGBA32 colour");

    final int code;
    final int bytes;
    private final Decoder decoder;

    NiftiType(int code, int bytes, Decoder decoder) {
        this.code = code;
        this.bytes = bytes;
        this.decoder = decoder;
    }

    private interface Decoder {
        double value(ByteBuffer buffer, int position);
    }

    /** The number that is stored at a byte position. */
    double value(ByteBuffer buffer, int position) {
        return decoder.value(buffer, position);
    }

    static Optional<NiftiType> of(int code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }

    /** What people call a data type that cannot be read. */
    static String nameOf(int code) {
        return OTHERS.getOrDefault(code, "unknown");
    }

    /** The upper 63 bits, halved and doubled, so that the sign bit counts upwards. */
    private static double unsigned(long value) {
        return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
    }
}
