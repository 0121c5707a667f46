package org.lesionlens.model.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.foreign.ProtobufMessage.Field;

/**
 * What an ONNX file says of itself, as far as it is needed to describe it (onnx.proto, the fields by their numbers).
 *
 * @param path of the file
 * @param inputs without those that have a value in the file
 * @param outputs in the order of the file
 * @param makers the operator that each value comes from
 * @param kernels how many channels constants of at least three axes would answer as kernels, by their names
 * @param data names of the files that hold its numbers, beside it; none if it holds them itself
 */
record OnnxFile(
        Path path,
        List<OnnxValue> inputs,
        List<OnnxValue> outputs,
        Map<String, Maker> makers,
        Map<String, Integer> kernels,
        List<String> data) {
    private static final Map<Long, ElementType> TYPES = Map.of(
            1L, ElementType.FLOAT32,
            2L, ElementType.UINT8,
            3L, ElementType.INT8,
            4L, ElementType.UINT16,
            5L, ElementType.INT16,
            6L, ElementType.INT32,
            7L, ElementType.INT64,
            9L, ElementType.BOOL,
            10L, ElementType.FLOAT16,
            11L, ElementType.FLOAT64);

    /** Operators behind which an activation still is one. */
    private static final Set<String> PASSING =
            Set.of("Identity", "Cast", "Transpose", "Reshape", "Squeeze", "Unsqueeze");

    /** Those behind which the numbers of an activation still lie between 0 and 1, though they may be other ones or fewer. */
    private static final Set<String> KEEPING = Set.of(
            "Slice",
            "Gather",
            "Split",
            "Clip",
            "Pad",
            "Resize",
            "Upsample",
            "MaxPool",
            "AveragePool",
            "DepthToSpace",
            "Expand",
            "Dropout",
            "ReduceMax",
            "ReduceMean");

    /** The same of those that take several such values. */
    private static final Set<String> JOINING = Set.of("Concat", "Max", "Min", "Mul", "Mean");

    /** Those that leave the number of channels as it is. */
    private static final Set<String> CHANNELWISE = Set.of(
            "Identity",
            "Cast",
            "Sigmoid",
            "Softmax",
            "LogSoftmax",
            "Relu",
            "LeakyRelu",
            "Add",
            "Mul",
            "Resize",
            "Upsample",
            "BatchNormalization",
            "InstanceNormalization");

    private static final Set<String> ACTIVATIONS = Set.of("Sigmoid", "HardSigmoid", "Softmax");
    private static final int LONGEST_WALK = 100;
    private static final int MOST_CLASSES = 1 << 16;

    /** An operator, and the values that it takes. */
    record Maker(String operator, List<String> inputs) {
        String from() {
            return inputs.isEmpty() ? "" : inputs.get(0);
        }
    }

    /**
     * A tensor that goes in or comes out.
     *
     * @param shape 0 where a size is open
     */
    record OnnxValue(String name, ElementType type, List<Integer> shape) {
        @Override
        public String toString() {
            return name + " (" + type + " "
                    + shape.stream()
                            .map(size -> size == 0 ? "?" : size.toString())
                            .collect(Collectors.joining(" x "))
                    + ")";
        }
    }

    /**
     * Reads a file.
     *
     * @throws org.lesionlens.model.UnsuitableModelException if it is no ONNX network
     */
    static OnnxFile read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw Refusal.of(path, "is larger than 2 GiB, which no ONNX file may be", "export the network again");
            }
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            return of(path, ProtobufMessage.of(bytes).message(7));
        } catch (IllegalArgumentException e) {
            throw Refusal.of(path, "is no ONNX network (" + e.getMessage() + ")", "export the network again");
        }
    }

    private static OnnxFile of(Path path, ProtobufMessage graph) {
        List<ProtobufMessage> constants = graph.all(5).map(Field::message).toList();
        Set<String> valued =
                constants.stream().map(constant -> constant.text(8)).collect(Collectors.toSet());
        List<OnnxValue> inputs = graph.all(11)
                .map(Field::message)
                .filter(value -> !valued.contains(value.text(1)))
                .map(value -> value(path, value))
                .toList();
        List<OnnxValue> outputs = graph.all(12)
                .map(Field::message)
                .map(value -> value(path, value))
                .toList();
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw Refusal.of(path, "is no ONNX network (it has no input or no output)", "export the network again");
        }
        Map<String, Maker> makers = new HashMap<>();
        graph.all(1)
                .map(Field::message)
                .forEach(node -> node.all(2)
                        .forEach(output -> makers.put(
                                output.text(),
                                new Maker(
                                        node.text(4),
                                        node.all(1).map(Field::text).toList()))));
        return new OnnxFile(path, inputs, outputs, Map.copyOf(makers), kernels(constants), data(graph, constants));
    }

    private static Map<String, Integer> kernels(List<ProtobufMessage> constants) {
        Map<String, Integer> kernels = new HashMap<>();
        for (ProtobufMessage constant : constants) {
            List<Long> sizes = constant.all(1).map(Field::value).toList();
            if (sizes.size() > 2 && sizes.get(0) > 0 && sizes.get(0) <= MOST_CLASSES) {
                kernels.put(constant.text(8), sizes.get(0).intValue());
            }
        }
        return Map.copyOf(kernels);
    }

    private static OnnxValue value(Path path, ProtobufMessage value) {
        ProtobufMessage tensor = value.message(2).message(1);
        ElementType type = TYPES.get(tensor.number(1, 0));
        if (type == null) {
            throw Refusal.of(
                    path,
                    "has the tensor \"" + Refusal.echo(value.text(1)) + "\", which has no numbers of a known type",
                    "export the network with float32 tensors");
        }
        List<Integer> shape = tensor.message(2)
                .all(1)
                .map(Field::message)
                .map(size -> (int) Math.max(0, Math.min(Integer.MAX_VALUE, size.number(1, 0))))
                .toList();
        return new OnnxValue(value.text(1), type, shape);
    }

    /** Of the network's constants, and of those that lie in its operators. */
    private static List<String> data(ProtobufMessage graph, List<ProtobufMessage> constants) {
        Stream<ProtobufMessage> inOperators = graph.all(1)
                .flatMap(node -> node.message().all(5))
                .flatMap(attribute -> attribute.message().all(5))
                .map(Field::message);
        return Stream.concat(constants.stream(), inOperators)
                .flatMap(constant -> constant.all(13))
                .map(Field::message)
                .filter(entry -> entry.text(1).equals("location"))
                .map(entry -> entry.text(2))
                .distinct()
                .toList();
    }

    /** How many classes an output chooses from ({@code ArgMax}), by the kernels before that; 0 if nobody knows. */
    int classes(String output) {
        Maker chosen = makers.get(behind(output, PASSING));
        if (chosen == null || !chosen.operator().equals("ArgMax")) {
            return 0;
        }
        Maker kernel = makers.get(behind(chosen.from(), CHANNELWISE));
        boolean known = kernel != null
                && kernel.operator().equals("Conv")
                && kernel.inputs().size() > 1;
        return known ? kernels.getOrDefault(kernel.inputs().get(1), 0) : 0;
    }

    /** The operator that an output comes from, but for those that only pass numbers on; empty text if nobody knows. */
    String operator(String output) {
        Maker maker = makers.get(behind(output, PASSING));
        return maker == null ? "" : maker.operator();
    }

    /** The value that operators of some kinds were given, one after the other. */
    private String behind(String output, Set<String> kinds) {
        String value = output;
        for (int step = 0; step < LONGEST_WALK && makers.containsKey(value); step++) {
            if (!kinds.contains(makers.get(value).operator())) {
                return value;
            }
            value = makers.get(value).from();
        }
        return value;
    }

    static boolean isActivation(String operator) {
        return ACTIVATIONS.contains(operator);
    }

    /** Whether an output is what an activation gave, or parts of it: all between 0 and 1. */
    boolean isProbability(String output) {
        return isProbability(output, LONGEST_WALK);
    }

    private boolean isProbability(String value, int steps) {
        Maker maker = makers.get(value);
        if (maker == null || steps == 0) {
            return false;
        }
        if (JOINING.contains(maker.operator())) {
            return maker.inputs().stream().allMatch(input -> isProbability(input, steps / 2));
        }
        return isActivation(maker.operator())
                || (PASSING.contains(maker.operator()) || KEEPING.contains(maker.operator()))
                        && isProbability(maker.from(), steps - 1);
    }
}
