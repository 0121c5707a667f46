package org.lesionlens.inference.graph;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * A protobuf message: all its fields in their order, those that nobody here knows too.
 *
 * <p>What is inside a field is read only when it is asked for, so no depth of nesting is ever followed by itself.
 */
record WireMessage(List<WireField> fields) {
    /** More than any network has; every field costs memory of its own. */
    private static final int MOST_FIELDS = 1_000_000;

    WireMessage {
        fields = List.copyOf(fields);
    }

    static WireMessage of(WireField... fields) {
        return new WireMessage(List.of(fields));
    }

    /** @throws NotTileableException if this is no message of protobuf */
    static WireMessage read(byte[] source, int from, int to) {
        WireCursor cursor = new WireCursor(source, from, to);
        List<WireField> fields = new ArrayList<>();
        while (!cursor.atEnd()) {
            if (fields.size() == MOST_FIELDS) {
                throw new NotTileableException("a part of the file has more than " + MOST_FIELDS + " fields");
            }
            fields.add(cursor.field());
        }
        return new WireMessage(fields);
    }

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(
                fields.stream().mapToInt(field -> field.length() + 16).sum());
        fields.forEach(field -> field.write(bytes));
        return bytes.toByteArray();
    }

    /** The same without some fields, followed by others. */
    WireMessage with(IntPredicate dropped, List<WireField> added) {
        return new WireMessage(Stream.concat(
                        fields.stream().filter(field -> !dropped.test(field.number())), added.stream())
                .toList());
    }

    private Stream<WireField> bytes(int number) {
        return fields.stream().filter(field -> field.number() == number && field.type() == WireField.BYTES);
    }

    List<WireMessage> messages(int number) {
        return bytes(number).map(WireField::message).toList();
    }

    /** The last one, as protobuf says; an empty message if there is none. */
    WireMessage message(int number) {
        return bytes(number)
                .reduce((first, last) -> last)
                .map(WireField::message)
                .orElseGet(WireMessage::of);
    }

    List<String> texts(int number) {
        return bytes(number).map(WireField::text).toList();
    }

    /** The last one; empty text if there is none. */
    String text(int number) {
        return bytes(number).reduce((first, last) -> last).map(WireField::text).orElse("");
    }

    long number(int number, long missing) {
        return fields.stream()
                .filter(field -> field.number() == number && field.type() == WireField.VARINT)
                .reduce((first, last) -> last)
                .map(WireField::value)
                .orElse(missing);
    }

    /** One after the other or packed. */
    List<Long> numbers(int number) {
        List<Long> numbers = new ArrayList<>();
        for (WireField field : fields) {
            if (field.number() == number && field.type() == WireField.VARINT) {
                numbers.add(field.value());
            } else if (field.number() == number && field.type() == WireField.BYTES) {
                WireCursor cursor = field.cursor();
                while (!cursor.atEnd()) {
                    numbers.add(cursor.varint());
                }
            }
        }
        return numbers;
    }

    /** Numbers of floating point, of 4 or 8 bytes each, one after the other or packed. */
    List<Double> decimals(int number, int size) {
        List<Double> decimals = new ArrayList<>();
        for (WireField field : fields) {
            if (field.number() == number && field.type() == WireField.BYTES) {
                WireCursor cursor = field.cursor();
                while (!cursor.atEnd()) {
                    decimals.add(decimal(cursor.fixed(size), size));
                }
            } else if (field.number() == number) {
                decimals.add(decimal(field.value(), size));
            }
        }
        return decimals;
    }

    static double decimal(long bits, int size) {
        return size == Double.BYTES ? Double.longBitsToDouble(bits) : Float.intBitsToFloat((int) bits);
    }

    /** The bytes of a field that has them; empty if there is none. */
    List<WireField> raw(int number) {
        return bytes(number).toList();
    }
}
