package org.lesionlens.inference.graph;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A field of a protobuf message: its number, its wire type and what stands there, as it was read. */
final class WireField {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private final int number;
    private final int type;
    private final long value;
    private final byte[] source;
    private final int from;
    private final int to;

    private WireField(int number, int type, long value, byte[] source, int from, int to) {
        this.number = number;
        this.type = type;
        this.value = value;
        this.source = source;
        this.from = from;
        this.to = to;
    }

    /** A number of any of the three wire types that hold one. */
    static WireField number(int number, int type, long value) {
        return new WireField(number, type, value, new byte[0], 0, 0);
    }

    static WireField number(int number, long value) {
        return number(number, VARINT, value);
    }

    /** Bytes that are a part of a file, not copied. */
    static WireField bytes(int number, byte[] source, int from, int to) {
        return new WireField(number, BYTES, 0, source, from, to);
    }

    static WireField bytes(int number, byte[] bytes) {
        return bytes(number, bytes, 0, bytes.length);
    }

    static WireField text(int number, String text) {
        return bytes(number, text.getBytes(StandardCharsets.UTF_8));
    }

    static WireField message(int number, WireMessage message) {
        return bytes(number, message.toBytes());
    }

    int number() {
        return number;
    }

    int type() {
        return type;
    }

    long value() {
        return value;
    }

    int length() {
        return to - from;
    }

    String text() {
        return new String(source, from, to - from, StandardCharsets.UTF_8);
    }

    WireMessage message() {
        return WireMessage.read(source, from, to);
    }

    /** Little-endian number of some of the bytes. */
    long bits(int offset, int size) {
        long bits = 0;
        for (int i = size - 1; i >= 0; i--) {
            bits = bits << 8 | source[from + offset + i] & 0xff;
        }
        return bits;
    }

    WireCursor cursor() {
        return new WireCursor(source, from, to);
    }

    void write(ByteArrayOutputStream target) {
        varint(target, (long) number << 3 | type);
        switch (type) {
            case VARINT -> varint(target, value);
            case FIXED64 -> fixed(target, Long.BYTES);
            case FIXED32 -> fixed(target, Integer.BYTES);
            default -> {
                varint(target, to - from);
                target.write(source, from, to - from);
            }
        }
    }

    private void fixed(ByteArrayOutputStream target, int size) {
        for (int i = 0; i < size; i++) {
            target.write((int) (value >>> 8 * i) & 0xff);
        }
    }

    private static void varint(ByteArrayOutputStream target, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            target.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        target.write((int) rest);
    }
}
