package org.lesionlens.inference.graph;

/** A place in the bytes of a protobuf message; whatever does not fit into them is refused. */
final class WireCursor {
    private final byte[] source;
    private final int to;
    private int at;

    WireCursor(byte[] source, int from, int to) {
        this.source = source;
        this.at = from;
        this.to = to;
    }

    boolean atEnd() {
        return at == to;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = source[skip(1)];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw broken("a number of more than 10 bytes");
    }

    long fixed(int size) {
        int start = skip(size);
        return WireField.bytes(0, source, start, at).bits(0, size);
    }

    WireField field() {
        long key = varint();
        int number = (int) (key >>> 3);
        int type = (int) (key & 7);
        if (number < 1 || key >>> 32 != 0) {
            throw broken("a field without a number");
        }
        return switch (type) {
            case WireField.VARINT -> WireField.number(number, type, varint());
            case WireField.FIXED64 -> WireField.number(number, type, fixed(Long.BYTES));
            case WireField.FIXED32 -> WireField.number(number, type, fixed(Integer.BYTES));
            case WireField.BYTES -> bytes(number);
            default -> throw broken("a field of the unknown kind " + type);
        };
    }

    private WireField bytes(int number) {
        long length = varint();
        int start = skip(length);
        return WireField.bytes(number, source, start, at);
    }

    private int skip(long size) {
        if (size < 0 || size > to - at) {
            throw broken("a field that is longer than the message that holds it");
        }
        int start = at;
        at += (int) size;
        return start;
    }

    private NotTileableException broken(String found) {
        return new NotTileableException("at byte " + at + " there is " + found + ", so it is no whole ONNX file");
    }
}
