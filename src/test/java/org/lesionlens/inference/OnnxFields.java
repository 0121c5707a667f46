package org.lesionlens.inference;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.lesionlens.inference.TinyNetwork.Message;

/** The fields of an ONNX file, as deep as operators, their attributes and constants, to be changed one by one. */
final class OnnxFields {
    /** Which fields of which message hold which message (onnx.proto). */
    private static final Map<String, Map<Integer, String>> INSIDE = Map.of(
            "model", Map.of(7, "graph", 8, "opset"),
            "graph", Map.of(1, "node", 5, "tensor", 11, "value", 12, "value"),
            "node", Map.of(5, "attribute"),
            "attribute", Map.of(5, "tensor", 6, "graph"));

    private static final String[] OPERATORS = {
        "Conv",
        "Relu",
        "InstanceNormalization",
        "MaxPool",
        "Resize",
        "ConvTranspose",
        "Concat",
        "Sigmoid",
        "Softmax",
        "Gather",
        "GatherND",
        "Slice",
        "Pad",
        "Tile",
        "Expand",
        "Reshape",
        "Transpose",
        "Squeeze",
        "Split",
        "TopK",
        "NonZero",
        "LSTM",
        "Gemm",
        "MatMul",
        "OneHot",
        "RoiAlign",
        "QLinearConv",
        "Col2Im",
        "LayerNormalization",
        "ArgMax",
        "ReduceSum",
        "ConstantOfShape",
        "Compress",
        "Unique",
        "DepthToSpace",
        "LRN",
        "MaxUnpool",
        "GlobalAveragePool",
        "Where",
        "STFT",
        "DFT",
        "Upsample",
        "Trilu",
        "EyeLike"
    };

    private final List<Field> fields;
    private final List<Field> leaves = new ArrayList<>();

    /** One field; its value is a number, bytes, or fields. */
    private static final class Field {
        private final int key;
        private final String message;
        private long number;
        private byte[] bytes;
        private List<Field> inside;

        Field(int key, String message) {
            this.key = key;
            this.message = message;
        }
    }

    OnnxFields(byte[] file) {
        fields = read(file, "model");
    }

    private List<Field> read(byte[] bytes, String message) {
        List<Field> read = new ArrayList<>();
        int[] at = {0};
        while (at[0] < bytes.length) {
            Field field = new Field((int) varint(bytes, at), message);
            int length = switch (field.key & 7) {
                case 0 -> 0;
                case 1 -> 8;
                case 5 -> 4;
                default -> (int) varint(bytes, at);
            };
            if ((field.key & 7) == 0) {
                field.number = varint(bytes, at);
            } else {
                field.bytes = java.util.Arrays.copyOfRange(bytes, at[0], at[0] + length);
                at[0] += length;
            }
            String kind = INSIDE.getOrDefault(message, Map.of()).get(field.key >>> 3);
            if (kind != null && (field.key & 7) == 2) {
                field.inside = read(field.bytes, kind);
            } else {
                leaves.add(field);
            }
            read.add(field);
        }
        return read;
    }

    private static long varint(byte[] bytes, int[] at) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at[0]++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    /** Changes one field: a number becomes the one given, a text another one of its kind, numbers of a tensor lose some. */
    void change(Random random, long odd) {
        Field field = leaves.get(random.nextInt(leaves.size()));
        if (field.bytes == null) {
            field.number = odd;
        } else if (field.message.equals("node") && field.key >>> 3 == 4) {
            field.bytes = OPERATORS[random.nextInt(OPERATORS.length)].getBytes(StandardCharsets.UTF_8);
        } else if (field.message.equals("node")) {
            List<Field> others = leaves.stream()
                    .filter(other -> other.message.equals("node") && other.key >>> 3 <= 2)
                    .toList();
            field.bytes = others.get(random.nextInt(others.size())).bytes;
        } else if ((field.key & 7) == 2) {
            field.bytes = java.util.Arrays.copyOf(field.bytes, random.nextInt(field.bytes.length + 1));
        } else {
            random.nextBytes(field.bytes);
        }
    }

    byte[] file() {
        return message(fields).toBytes();
    }

    private static Message message(List<Field> fields) {
        Message message = new Message();
        for (Field field : fields) {
            int number = field.key >>> 3;
            if (field.bytes == null) {
                message.number(number, field.number);
            } else if ((field.key & 7) != 2) {
                message.fixed(field.key, field.bytes);
            } else {
                message.bytes(
                        number,
                        field.inside == null
                                ? field.bytes
                                : message(field.inside).toBytes());
            }
        }
        return message;
    }
}
