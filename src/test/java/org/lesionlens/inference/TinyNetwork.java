package org.lesionlens.inference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Networks of a few operators, as the bytes of an ONNX file (onnx.proto, opset 17): what no shipped model does.
 *
 * <p>Operators are added in the order in which they run; their outputs are named by the caller.
 */
final class TinyNetwork {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int BOOL = 9;

    private final Message graph = new Message().text(2, "tiny");

    /** A message of protobuf. */
    static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes.toByteArray());
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            bytes.writeBytes(value);
            return this;
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                bytes.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }

    /** Of an operator. */
    record Attribute(String name, Message value) {
        static Attribute number(String name, long value) {
            return new Attribute(name, new Message().number(3, value).number(20, 2));
        }

        static Attribute numbers(String name, long... values) {
            Message message = new Message();
            Arrays.stream(values).forEach(value -> message.number(8, value));
            return new Attribute(name, message.number(20, 7));
        }

        static Attribute graph(String name, TinyNetwork body) {
            return new Attribute(name, new Message().message(6, body.graph).number(20, 5));
        }
    }

    TinyNetwork floats(String name, long[] shape, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putFloat(value);
        }
        return constant(name, FLOAT, shape, raw.array());
    }

    TinyNetwork longs(String name, long[] shape, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        LongStream.of(values).forEach(raw::putLong);
        return constant(name, INT64, shape, raw.array());
    }

    TinyNetwork yes(String name) {
        return constant(name, BOOL, new long[0], new byte[] {1});
    }

    private TinyNetwork constant(String name, int type, long[] shape, byte[] raw) {
        Message tensor = new Message();
        LongStream.of(shape).forEach(size -> tensor.number(1, size));
        graph.message(5, tensor.number(2, type).text(8, name).bytes(9, raw));
        return this;
    }

    /** @param inputs separated by spaces */
    TinyNetwork operator(String type, String inputs, String output, Attribute... attributes) {
        Message node = new Message();
        for (String input : inputs.split(" ")) {
            node.text(1, input);
        }
        node.text(2, output).text(4, type);
        for (Attribute attribute : attributes) {
            Message named = new Message().text(1, attribute.name());
            named.bytes.writeBytes(attribute.value().toBytes());
            node.message(5, named);
        }
        graph.message(1, node);
        return this;
    }

    /** @param shape names of sizes that are open, or numbers; none for a single number */
    TinyNetwork input(String name, int type, String... shape) {
        graph.message(11, value(name, type, shape));
        return this;
    }

    TinyNetwork output(String name, int type, String... shape) {
        graph.message(12, value(name, type, shape));
        return this;
    }

    private static Message value(String name, int type, String... shape) {
        Message sizes = new Message();
        for (String size : shape) {
            boolean open = !size.matches("[0-9]+");
            sizes.message(1, open ? new Message().text(2, size) : new Message().number(1, Long.parseLong(size)));
        }
        Message tensor = new Message().number(1, type).message(2, sizes);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    byte[] file() {
        Message opset = new Message().text(1, "").number(2, 17);
        return new Message().number(1, 8).message(8, opset).message(7, graph).toBytes();
    }

    /** A segmenter in which "probability" is to be made from "input" and "good", its sigmoid. */
    static TinyNetwork segmenter() {
        return new TinyNetwork()
                .input("input", FLOAT, "n", "1", "y", "x")
                .output("probability", FLOAT, "n", "c", "h", "w")
                .operator("Sigmoid", "input", "good");
    }

    /** Says for every pixel what it says of lesions, whatever the image. */
    static TinyNetwork constantSegmenter(float value) {
        return segmenter()
                .floats("zero", new long[0], 0)
                .floats("value", new long[0], value)
                .operator("Mul", "good zero", "nothing")
                .operator("Add", "nothing value", "probability");
    }

    /** Makes "outlier": by how much the largest number of the input is above 5, else 0. */
    private TinyNetwork outlier() {
        return floats("five", new long[0], 5)
                .operator("ReduceMax", "input", "largest", Attribute.number("keepdims", 0))
                .operator("Sub", "largest five", "above")
                .operator("Relu", "above", "outlier");
    }

    /** A segmenter that takes as many turns of a loop as can be counted for an image with an outlier. */
    static TinyNetwork endlessSegmenter() {
        return segmenter()
                .outlier()
                .floats("many", new long[0], 4e18f)
                .operator("Mul", "outlier many", "float_turns")
                .floats("most", new long[0], 4e18f)
                .operator("Min", "float_turns most", "bounded_turns")
                .operator("Cast", "bounded_turns", "turns", Attribute.number("to", INT64))
                .yes("yes")
                .operator("Loop", "turns yes good", "probability", Attribute.graph("body", turn()));
    }

    /** A segmenter that does not even answer zeros. */
    static TinyNetwork neverAnswering() {
        return segmenter()
                .longs("turns", new long[0], 1L << 62)
                .yes("yes")
                .operator("Loop", "turns yes good", "probability", Attribute.graph("body", turn()));
    }

    private static TinyNetwork turn() {
        return new TinyNetwork()
                .input("turn", INT64)
                .input("go_on", BOOL)
                .input("before", FLOAT, "n", "1", "y", "x")
                .output("and_on", BOOL)
                .output("after", FLOAT, "n", "1", "y", "x")
                .operator("Identity", "go_on", "and_on")
                .operator("Identity", "before", "after");
    }

    /**
     * A segmenter with one operator that takes long for an image with an outlier: a product of square matrices of whole
     * numbers, which no library is fast at.
     */
    static TinyNetwork slowSegmenter(long side) {
        return segmenter()
                .longs("side", new long[] {1}, side - 1)
                .longs("one", new long[] {1}, 1)
                .outlier()
                .operator("Sign", "outlier", "sign")
                .operator("Cast", "sign", "is_image", Attribute.number("to", INT64))
                .operator("Mul", "is_image side", "more")
                .operator("Add", "more one", "rows")
                .operator("Concat", "rows rows", "shape", Attribute.number("axis", 0))
                .operator("ConstantOfShape", "shape", "floats")
                .operator("Cast", "floats", "matrix", Attribute.number("to", INT64))
                .operator("MatMul", "matrix matrix", "product")
                .operator("Cast", "product", "float_product", Attribute.number("to", FLOAT))
                .operator("ReduceMax", "float_product", "nothing", Attribute.number("keepdims", 0))
                .operator("Add", "good nothing", "probability");
    }

    /** A classifier of three classes in which "logits" and "probability" are to be made from "mean", N x 2. */
    static TinyNetwork classifier() {
        return new TinyNetwork()
                .input("input", FLOAT, "n", "2", "y", "x")
                .output("logits", FLOAT, "n", "k")
                .output("probability", FLOAT, "n", "k")
                .operator("GlobalAveragePool", "input", "pooled")
                .operator("Flatten", "pooled", "mean");
    }

    /** A classifier whose logits are those given, whatever the image. */
    static TinyNetwork constantClassifier(float... logits) {
        return classifier()
                .floats("weights", new long[] {2, logits.length}, new float[2 * logits.length])
                .floats("bias", new long[] {logits.length}, logits)
                .operator("MatMul", "mean weights", "zeros")
                .operator("Add", "zeros bias", "logits")
                .operator("Softmax", "logits", "probability");
    }
}
