"""The tiny networks as ONNX graphs: opset 17, IR version 8."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import closed_form as form

OPSET = 17
IR_VERSION = 8
FLOAT = TensorProto.FLOAT


class Graph:
    """Operators in the order in which they run."""

    def __init__(self):
        self.nodes, self.constants, self.outputs = [], [], []

    def constant(self, values, dtype=np.float32):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(values, dtype), name))
        return name

    def add(self, operator, inputs, output=None, **attributes):
        """The name of the one output; names of several are given."""
        outputs = output if isinstance(output, list) else [output or f"n{len(self.nodes)}"]
        self.nodes.append(helper.make_node(operator, inputs, outputs, **attributes))
        return outputs[0]

    def answer(self, name, *shape, kind=FLOAT):
        self.outputs.append(helper.make_tensor_value_info(name, kind, shape))

    def made(self, channels, space, kind=FLOAT):
        image = helper.make_tensor_value_info("input", kind, ["n", channels, *space])
        return helper.make_graph(self.nodes, "tiny", [image], self.outputs, self.constants)


def file(graph):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION,
                              producer_name="models/tiny/generate.py")
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def line(graph, value, factor, added, output=None):
    """factor * value + added."""
    scaled = graph.add("Mul", [value, graph.constant(factor)])
    return graph.add("Add", [scaled, graph.constant(added)], output)


def mean_of_cells(graph, value, cell):
    return graph.add("AveragePool", [value], kernel_shape=[cell, cell], strides=[cell, cell])


def blocks_and_features(graph, blocks, features, brightness, image):
    """All excitations at once; `brightness` is N,1."""
    by_channel = np.concatenate([form.weights(blocks, block)[0] for block in blocks])
    added = np.concatenate([np.full(n, form.weights(blocks, block)[1]) for block, n in blocks.items()])
    lines = graph.add("Gemm", [brightness, graph.constant(by_channel[None]), graph.constant(added)])
    weights = graph.add("Unsqueeze", [graph.add("Sigmoid", [lines]), graph.constant([2, 3], np.int64)])
    graph.add("Split", [weights, graph.constant(list(blocks.values()), np.int64)], list(blocks), axis=1)
    for block, channels in blocks.items():
        graph.answer(block, "n", channels, 1, 1)
    for block, name in features.items():
        of_channel = graph.constant(form.weights(blocks, block)[0][None, :, None, None])
        weight = graph.add("Mul", [block, of_channel])
        graph.add("Mul", [weight, mean_of_cells(graph, image, form.FEATURE_CELL[name])], name)
        graph.answer(name, "n", blocks[block], None, None)


def segmenter():
    graph = Graph()
    graph.answer("probability", "n", 1, "y", "x")
    apart = graph.add("Abs", [graph.add("Sub", ["input", graph.constant(form.LESION_BRIGHTNESS)])])
    likeness = graph.add("Clip", [line(graph, apart, -10, 3), graph.constant(0), graph.constant(1)])
    logit = graph.add("Conv", [likeness, graph.constant(12 * form.KERNEL[None, None]), graph.constant([-6])],
                      pads=[1, 1, 1, 1])
    graph.add("Sigmoid", [logit], "probability")
    for gate, cell in form.CELLS.items():
        graph.add("Sigmoid", [line(graph, mean_of_cells(graph, likeness, cell), 6, -3)], gate)
        graph.answer(gate, "n", 1, None, None)
    add_attention(graph)
    brightness = graph.add("Flatten", [graph.add("GlobalAveragePool", ["input"])])
    blocks_and_features(graph, form.SEGMENTER_CHANNELS, form.SEGMENTER_FEATURES, brightness, "input")
    return graph.made(1, ["y", "x"])


def add_attention(graph):
    mean = mean_of_cells(graph, "input", 8)
    scaled = np.array([2 * form.LOOKS, 0.0]).reshape(2, 1, 1, 1)
    graph.add("Conv", [mean, graph.constant(scaled), graph.constant([0, -form.LOOKS])], "query")
    graph.add("Concat", [mean, graph.add("Mul", [mean, mean])], "key", axis=1)
    graph.answer("query", "n", 2, None, None)
    graph.answer("key", "n", 2, None, None)


def classifier():
    graph = Graph()
    graph.answer("probability", "n", 3)
    graph.answer("logits", "n", 3)
    graph.answer("class_activation", "n", 3, None, None)
    graph.add("Split", ["input", graph.constant([1, 1], np.int64)], ["image", "mask"], axis=1)
    lesion = graph.add("Mul", ["image", "mask"])
    # a patch without a lesion, as the first one that a network is tried with, is divided by more than 0
    area = graph.add("Max", [graph.add("GlobalAveragePool", ["mask"]), graph.constant(1e-6)])
    shares = graph.add("Div", [mean_of_cells(graph, lesion, 8), area])
    c = np.array(form.CLASS_BRIGHTNESS)
    slopes = graph.constant(form.SHARPNESS * 2 * c[None, :, None, None])
    graph.add("Mul", [shares, slopes], "class_activation")
    means = graph.add("Flatten", [graph.add("GlobalAveragePool", ["class_activation"])])
    graph.add("Add", [means, graph.constant(-form.SHARPNESS * c * c)], "logits")
    graph.add("Softmax", ["logits"], "probability", axis=1)
    brightness = graph.add("Flatten", [graph.add("GlobalAveragePool", [shares])])
    blocks_and_features(graph, form.CLASSIFIER_CHANNELS, form.CLASSIFIER_FEATURES, brightness, "image")
    return graph.made(2, ["y", "x"])


def foreign(kind):
    graph = Graph()
    number = TensorProto.FLOAT16 if kind.type == "float16" else FLOAT
    space = ["z", "y", "x"][3 - kind.dimensions:]
    by_channel, added = form.foreign_weights(kind)
    weights = graph.constant(by_channel.reshape(*by_channel.shape, *[1] * kind.dimensions), kind.type)
    outputs = {"logits": "logits"}.get(kind.answer, "scores")
    graph.add("Conv", ["input", weights, graph.constant(added, kind.type)], outputs)
    if kind.answer == "argmax":
        graph.add("ArgMax", ["scores"], kind.output, axis=1, keepdims=0)
        graph.answer(kind.output, "n", *space, kind=TensorProto.INT64)
        return graph.made(kind.channels, space, number)
    if kind.answer == "sigmoid":
        graph.add("Sigmoid", ["scores"], kind.output)
    if kind.answer == "softmax":
        graph.add("Softmax", ["scores"], kind.output, axis=1)
    graph.answer(kind.output, "n", kind.classes, *space, kind=number)
    return graph.made(kind.channels, space, number)
