package org.lesionlens.inference.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network in the ONNX format (ModelProto of onnx.proto, IR version 3 or later): operators, constants, input.
 *
 * <p>Only ONNX's own operators of opset 11 or later; weights lie in the file.
 */
record OnnxFile(
        WireMessage model, WireMessage graph, long opset, List<OnnxNode> nodes, Map<String, OnnxTensor> constants) {
    private static final int GRAPH = 7;
    private static final int OPSET = 8;
    private static final int NODE = 1;
    private static final int CONSTANT = 5;
    private static final int INPUT = 11;
    private static final int OUTPUT = 12;
    private static final int HINT = 13;
    private static final int SPARSE_CONSTANT = 15;
    private static final int OLDEST_OPSET = 11;
    private static final int MOST_NODES = 100_000;

    /** @throws NotTileableException if it is no ONNX file, or of a form that is not looked into */
    static OnnxFile read(byte[] file) {
        WireMessage model = WireMessage.read(file, 0, file.length);
        if (model.raw(GRAPH).size() != 1) {
            throw new NotTileableException("it holds " + model.raw(GRAPH).size() + " networks, not 1");
        }
        WireMessage graph = model.message(GRAPH);
        List<OnnxNode> nodes = graph.messages(NODE).stream().map(OnnxNode::new).toList();
        if (nodes.isEmpty() || nodes.size() > MOST_NODES) {
            throw new NotTileableException("it has " + nodes.size() + " operators, not 1 to " + MOST_NODES);
        }
        if (nodes.stream()
                .anyMatch(node -> node.outputs().isEmpty() || node.output().isEmpty())) {
            throw new NotTileableException("it has an operator that makes nothing");
        }
        Map<String, OnnxTensor> constants = new LinkedHashMap<>();
        for (WireMessage constant : graph.messages(CONSTANT)) {
            OnnxTensor tensor = new OnnxTensor(constant);
            if (tensor.isOutsideTheFile()) {
                throw new NotTileableException("its weights lie in a second file");
            }
            constants.put(tensor.name(), tensor);
        }
        return new OnnxFile(model, graph, opset(model), nodes, constants);
    }

    /** The names of all operators, also of a network that is not looked into. */
    static Set<String> operators(byte[] file) {
        Set<String> names = new HashSet<>();
        WireMessage.read(file, 0, file.length)
                .message(GRAPH)
                .messages(NODE)
                .forEach(node -> names.add(new OnnxNode(node).operator()));
        return names;
    }

    private static long opset(WireMessage model) {
        long opset = model.messages(OPSET).stream()
                .filter(set -> set.text(1).isEmpty() || set.text(1).equals("ai.onnx"))
                .mapToLong(set -> set.number(2, 0))
                .max()
                .orElse(0);
        if (opset < OLDEST_OPSET) {
            throw new NotTileableException("it is of ONNX opset " + opset + ", not " + OLDEST_OPSET + " or later");
        }
        return opset;
    }

    /** The same network without the operators that some tensors do not need. */
    OnnxFile upTo(Collection<String> wanted) {
        Set<String> needed = new HashSet<>(wanted);
        LinkedList<OnnxNode> kept = new LinkedList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (needed.removeAll(nodes.get(i).outputs())) {
                kept.addFirst(nodes.get(i));
                needed.addAll(nodes.get(i).inputs());
            }
        }
        return new OnnxFile(model, graph, opset, kept, constants);
    }

    /** The only input that is no constant. */
    WireMessage input() {
        List<WireMessage> inputs = graph.messages(INPUT).stream()
                .filter(input -> !constants.containsKey(input.text(1)))
                .toList();
        if (inputs.size() != 1) {
            throw new NotTileableException("it has " + inputs.size() + " inputs, not 1");
        }
        return inputs.get(0);
    }

    static int type(WireMessage value) {
        return Math.toIntExact(value.message(2).message(1).number(1, 0));
    }

    /** Sizes of a described tensor: 0 where one is open. */
    static List<Long> sizes(WireMessage value) {
        return value.message(2).message(1).message(2).messages(1).stream()
                .map(size -> size.number(1, 0))
                .toList();
    }

    /** A tensor as the graph describes its inputs and outputs; sizes of 0 are left open. */
    static WireMessage described(String name, int type, List<Long> sizes) {
        List<WireField> shape = sizes.stream()
                .map(size ->
                        WireField.message(1, size == 0 ? WireMessage.of() : WireMessage.of(WireField.number(1, size))))
                .toList();
        WireMessage tensor = WireMessage.of(WireField.number(1, type), WireField.message(2, new WireMessage(shape)));
        return WireMessage.of(
                WireField.text(1, name), WireField.message(2, WireMessage.of(WireField.message(1, tensor))));
    }

    /** A tensor of which only the type is known. */
    static WireMessage described(String name, int type) {
        WireMessage tensor = WireMessage.of(WireField.number(1, type));
        return WireMessage.of(
                WireField.text(1, name), WireField.message(2, WireMessage.of(WireField.message(1, tensor))));
    }

    /** The same file with another network in it. */
    byte[] with(
            List<OnnxNode> otherNodes,
            List<OnnxTensor> otherConstants,
            List<WireMessage> inputs,
            List<WireMessage> outputs) {
        List<WireField> parts = new ArrayList<>();
        otherNodes.forEach(node -> parts.add(WireField.message(NODE, node.message())));
        otherConstants.forEach(constant -> parts.add(WireField.message(CONSTANT, constant.message())));
        inputs.forEach(input -> parts.add(WireField.message(INPUT, input)));
        outputs.forEach(output -> parts.add(WireField.message(OUTPUT, output)));
        Set<Integer> replaced = Set.of(NODE, CONSTANT, INPUT, OUTPUT, HINT, SPARSE_CONSTANT);
        WireMessage other = graph.with(replaced::contains, parts);
        return model.with(number -> number == GRAPH, List.of(WireField.message(GRAPH, other)))
                .toBytes();
    }
}
