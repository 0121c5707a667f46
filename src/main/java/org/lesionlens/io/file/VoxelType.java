package org.lesionlens.io.file;

import java.nio.ByteBuffer;

/**
 * How a voxel is stored: whole numbers and floating-point numbers of 8 to 64 bits, and colours of 8 bits each, which become
 * their {@link Luminance}; opacity is ignored.
 */
public enum VoxelType {
    UINT8(1, (b, i) -> b.get(i) & 0xff),
    INT8(1, ByteBuffer::get),
    UINT16(2, (b, i) -> b.getShort(i) & 0xffff),
    INT16(2, ByteBuffer::getShort),
    UINT32(4, (b, i) -> b.getInt(i) & 0xffffffffL),
    INT32(4, ByteBuffer::getInt),
    UINT64(8, (b, i) -> unsigned(b.getLong(i))),
    INT64(8, (b, i) -> (double) b.getLong(i)),
    FLOAT32(4, ByteBuffer::getFloat),
    FLOAT64(8, ByteBuffer::getDouble),
    RGB24(3, VoxelType::luminance),
    RGBA32(4, VoxelType::luminance);

    private final int bytes;
    private final Decoder decoder;

    VoxelType(int bytes, Decoder decoder) {
        this.bytes = bytes;
        this.decoder = decoder;
    }

    private interface Decoder {
        double value(ByteBuffer buffer, int position);
    }

    /** How many bytes a number takes. */
    public int bytes() {
        return bytes;
    }

    /** The number that is stored at a byte position, in the order of the buffer; of 64 bits the nearest double. */
    public double value(ByteBuffer buffer, int position) {
        return decoder.value(buffer, position);
    }

    private static double luminance(ByteBuffer b, int i) {
        return Luminance.of(b.get(i) & 0xff, b.get(i + 1) & 0xff, b.get(i + 2) & 0xff);
    }

    /** The upper 63 bits, halved and doubled, so that the sign bit counts upwards. */
    private static double unsigned(long value) {
        return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
    }
}
