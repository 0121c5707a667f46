package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.List;

/** A constant of a network (TensorProto of onnx.proto); its numbers are only read where an operator's form depends on them. */
record OnnxTensor(WireMessage message) {
    static final int FLOAT = 1;
    static final int INT32 = 6;
    static final int INT64 = 7;
    static final int DOUBLE = 11;

    /** Sizes, axes and scales of operators have no more than a few. */
    private static final int MOST_NUMBERS = 64;

    static OnnxTensor longs(String name, List<Long> values) {
        List<WireField> fields = new ArrayList<>();
        fields.add(WireField.number(1, values.size()));
        fields.add(WireField.number(2, INT64));
        values.forEach(value -> fields.add(WireField.number(7, value)));
        fields.add(WireField.text(8, name));
        return new OnnxTensor(new WireMessage(fields));
    }

    String name() {
        return message.text(8);
    }

    int type() {
        return Math.toIntExact(message.number(2, 0));
    }

    List<Long> sizes() {
        return message.numbers(1);
    }

    boolean isOutsideTheFile() {
        return message.number(14, 0) != 0;
    }

    private long count() {
        return sizes().stream().reduce(1L, Math::multiplyExact);
    }

    boolean isShort() {
        return count() <= MOST_NUMBERS && !isOutsideTheFile();
    }

    boolean isInteger() {
        return type() == INT32 || type() == INT64;
    }

    /** Whole numbers; those of an INT32 or INT64 tensor that {@link #isShort()}. */
    List<Long> longs() {
        int size = type() == INT64 ? Long.BYTES : Integer.BYTES;
        List<WireField> raw = message.raw(9);
        List<Long> values = new ArrayList<>();
        if (raw.isEmpty()) {
            values.addAll(message.numbers(type() == INT64 ? 7 : 5));
        } else {
            for (int at = 0; at + size <= raw.get(0).length(); at += size) {
                long bits = raw.get(0).bits(at, size);
                values.add(size == Long.BYTES ? bits : (int) bits);
            }
        }
        return complete(values);
    }

    /** The numbers of a FLOAT or DOUBLE tensor that {@link #isShort()}. */
    List<Double> decimals() {
        int size = type() == DOUBLE ? Double.BYTES : Float.BYTES;
        List<WireField> raw = message.raw(9);
        List<Double> values = new ArrayList<>();
        if (raw.isEmpty()) {
            values.addAll(message.decimals(type() == DOUBLE ? 10 : 4, size));
        } else {
            for (int at = 0; at + size <= raw.get(0).length(); at += size) {
                values.add(WireMessage.decimal(raw.get(0).bits(at, size), size));
            }
        }
        return complete(values);
    }

    private <T> List<T> complete(List<T> values) {
        if (values.size() != count()) {
            throw new NotTileableException("the constant " + OnnxNode.shown(name()) + " has " + values.size()
                    + " numbers but its shape " + sizes() + " wants " + count());
        }
        return values;
    }
}
