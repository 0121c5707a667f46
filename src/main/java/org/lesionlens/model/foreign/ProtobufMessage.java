package org.lesionlens.model.foreign;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The fields of a message in protobuf's wire format; nothing is copied, so large ones cost nothing.
 *
 * @param fields in the order of the file
 */
record ProtobufMessage(List<Field> fields) {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;
    private static final int MOST_SHIFT = 63;

    /**
     * A field.
     *
     * @param value of a whole number, else 0
     * @param bytes of a text or message, else empty
     */
    record Field(int number, long value, ByteBuffer bytes) {
        String text() {
            return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        }

        ProtobufMessage message() {
            return ProtobufMessage.of(bytes);
        }
    }

    /** @throws IllegalArgumentException if it is none */
    static ProtobufMessage of(ByteBuffer source) {
        ByteBuffer bytes = source.duplicate();
        List<Field> fields = new ArrayList<>();
        while (bytes.hasRemaining()) {
            long key = varint(bytes);
            fields.add(field((int) (key >>> 3), (int) (key & 7), bytes));
        }
        return new ProtobufMessage(fields);
    }

    private static Field field(int number, int wire, ByteBuffer bytes) {
        return switch (wire) {
            case VARINT -> new Field(number, varint(bytes), ByteBuffer.allocate(0));
            case FIXED_64 -> new Field(number, 0, part(bytes, Long.BYTES));
            case FIXED_32 -> new Field(number, 0, part(bytes, Integer.BYTES));
            case BYTES -> new Field(number, 0, part(bytes, varint(bytes)));
            default -> throw new IllegalArgumentException("a field has the unknown kind " + wire);
        };
    }

    private static ByteBuffer part(ByteBuffer bytes, long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException("a field is longer than the file");
        }
        ByteBuffer part = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return part;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift <= MOST_SHIFT; shift += 7) {
            if (!bytes.hasRemaining()) {
                throw new IllegalArgumentException("the file ends within a number");
            }
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number is longer than 10 bytes");
    }

    Stream<Field> all(int number) {
        return fields.stream().filter(field -> field.number() == number);
    }

    String text(int number) {
        return all(number).map(Field::text).findFirst().orElse("");
    }

    long number(int number, long otherwise) {
        return all(number).map(Field::value).findFirst().orElse(otherwise);
    }

    /** A message that need not be there. */
    ProtobufMessage message(int number) {
        return all(number).findFirst().map(Field::message).orElse(new ProtobufMessage(List.of()));
    }
}
