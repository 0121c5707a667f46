"""Detectors whose boxes are known in closed form, as ONNX graphs and as formulas, and what LesionLens reads of them.

Numbers v of their images run from -1 (0 in the file) to 1 (255).
bright-detector sees a picture whole, of 64 pixels along its longer side. A row for each pixel: the box reaches from it to the last
    pixel with v > 0 to the left, up, right and down, at most REACH pixels; if the pixel is in the middle of the box (at most half a
    pixel off along both axes), its score is v, as `bright` where v > 0.6, else as `grey`; else 0. So a rectangle on black is one
    box exactly round it.
colour-detector sees red, green and blue of a picture of 160 pixels along its longer side in tiles. The same with
    s = clip((3 c - r - g - b) / 4, 0, 1) for v, c the channel of each label: 1 of a pure colour, 0 of black and white. A pixel
    belongs to a box where any s > 0.25; its score is s.
raw-detector says for each cell of 4 pixels the distances 5, 3, 7, 4 to the left, upper, right and lower side and the logit 8 m of its
    score, m the mean of the cell; scores of boxes that overlap fall (soft suppression).
volume-detector sees volumes whole or in tiles of 16 voxels: cells of 4 voxels, the distances 1, 2, 3, 4, 5, 6 to the left, upper,
    front, right, lower and back side, and the same logit.
"""
import numpy as np

import closed_form
import networks

REACH = 24
PARTS = 0.6
COLOURED = 0.25
CELL = 4
DISTANCES = {2: (5, 3, 7, 4), 3: (1, 2, 3, 4, 5, 6)}
SHARPNESS = 8
FAR = 1e6
BLOCKS = {"block0_excitation": 4}
CHANNELS = ("red", "green", "blue")
MIXED = np.array([[2, -1, -1], [-1, 2, -1], [-1, -1, 2]]) / 4


# formulas

def runs(inside):
    """The boxes (N,Y,X,4) round each pixel of N,Y,X."""
    boxes = np.zeros((*inside.shape, 4))
    for n, y, x in np.ndindex(inside.shape):
        along, down = inside[n, y], inside[n, :, x]
        x0, x1 = run(along, x)
        y0, y1 = run(down, y)
        boxes[n, y, x] = x0, y0, x1, y1
    return boxes


def run(line, at):
    """First pixel and the one after the last one; what is further than REACH is not seen, and the image's border is one."""
    low = [k for k in range(max(0, at - REACH), at + 1) if not line[k]]
    high = [k for k in range(at, min(len(line), at + REACH + 1)) if not line[k]]
    return (low[-1] + 1 if low else 0), (high[0] if high else len(line))


def rectangles(image, inside, values):
    """Answers of rows; `values` are N,labels,Y,X, 0 where a label has none."""
    boxes = runs(inside)
    n, height, width = inside.shape
    x, y = np.arange(width) + 0.5, np.arange(height)[:, None] + 0.5
    middle = (np.abs(boxes[..., 0] + boxes[..., 2] - 2 * x) <= 1) & (np.abs(boxes[..., 1] + boxes[..., 3] - 2 * y) <= 1)
    scores = values * (middle & inside)[:, None]
    answers = dict(boxes=boxes.reshape(n, -1, 4), scores=scores.reshape(n, values.shape[1], -1).transpose(0, 2, 1),
                   class_activation=values)
    answers |= closed_form.blocks_and_features(BLOCKS, {}, image.mean((1, 2, 3)), image)
    return {name: closed_form.rounded(one) for name, one in answers.items()}


def bright(image):
    v = image.astype(float)
    values = np.concatenate([np.where(v > PARTS, v, 0), np.where((v > 0) & (v <= PARTS), v, 0)], 1)
    return rectangles(v, v[:, 0] > 0, values)


def coloured(image):
    v = image.astype(float)
    values = np.clip(np.moveaxis(np.tensordot(MIXED, v, (1, 1)), 0, 1), 0, 1)
    return rectangles(v, values.max(1) > COLOURED, values)


def raw(image):
    dims = image.ndim - 2
    n, c, *space = image.shape
    cells = image.astype(float).reshape(n, c, *(size for length in space for size in (length // CELL, CELL)))
    mean = cells.mean(tuple(range(3, 3 + 2 * dims, 2)))
    sides = np.array(DISTANCES[dims], float).reshape(1, -1, *[1] * dims) + np.zeros_like(mean)
    return dict(boxes=closed_form.rounded(sides), scores=closed_form.rounded(SHARPNESS * mean))


# graphs

def places(graph, inside, axis):
    """The number of each pixel along an axis, from 0."""
    ones = graph.add("Add", [graph.add("Mul", [inside, graph.constant(0)]), graph.constant(1)])
    counted = graph.add("CumSum", [ones, graph.constant(axis, np.int64)])
    return graph.add("Sub", [counted, graph.constant(1)])


def last(graph, outside, signed, axis):
    """The largest of some numbers outside among the last REACH pixels, or the first if they are negative."""
    far = graph.add("Where", [outside, signed[0], graph.constant(-FAR)])
    kernel, before = [1, 1], [0, 0]
    kernel[axis - 2], before[axis - 2] = REACH + 1, REACH
    pads = before + [0, 0] if signed[1] > 0 else [0, 0] + before
    return graph.add("MaxPool", [far], kernel_shape=kernel, pads=pads, strides=[1, 1])


def sides(graph, number, outside, axis):
    """Where a run of pixels begins and ends along an axis, and whether a pixel is in its middle."""
    place = places(graph, number, axis)
    first = graph.add("Add", [last(graph, outside, (place, 1), axis), graph.constant(1)])
    low = graph.add("Max", [first, graph.constant(0)])
    negative = graph.add("Neg", [place])
    end = graph.add("Neg", [last(graph, outside, (negative, -1), axis)])
    length = graph.add("Add", [graph.add("ReduceMax", [place], keepdims=1), graph.constant(1)])
    high = graph.add("Min", [end, length])
    twice = networks.line(graph, place, 2, 1)
    apart = graph.add("Abs", [graph.add("Sub", [graph.add("Add", [low, high]), twice])])
    return low, high, graph.add("Not", [graph.add("Greater", [apart, graph.constant(1)])])


def rows(graph, map_, count, name):
    """N,count,Y,X as N,cells,count."""
    flat = graph.add("Reshape", [map_, graph.constant([0, count, -1], np.int64)])
    graph.add("Transpose", [flat], name, perm=[0, 2, 1])
    graph.answer(name, "n", "rows", count)


def finish(graph, inside, count):
    """Boxes and scores of the rectangles of N,1,Y,X; `class_activation` holds the values."""
    number, outside = graph.add("Cast", [inside], to=networks.FLOAT), graph.add("Not", [inside])
    x0, x1, mid_x = sides(graph, number, outside, 3)
    y0, y1, mid_y = sides(graph, number, outside, 2)
    rows(graph, graph.add("Concat", [x0, y0, x1, y1], axis=1), 4, "boxes")
    here = graph.add("And", [graph.add("And", [mid_x, mid_y]), inside])
    rows(graph, graph.add("Where", [here, "class_activation", graph.constant(0)]), count, "scores")
    graph.answer("class_activation", "n", count, "y", "x")
    brightness = graph.add("ReduceMean", ["input"], axes=[1, 2, 3], keepdims=0)
    brightness = graph.add("Unsqueeze", [brightness, graph.constant([1], np.int64)])
    networks.blocks_and_features(graph, BLOCKS, {}, brightness, "input")


def bright_graph():
    graph = networks.Graph()
    zero = graph.constant(0)
    inside = graph.add("Greater", ["input", zero])
    sure = graph.add("Greater", ["input", graph.constant(PARTS)])
    grey = graph.add("And", [inside, graph.add("Not", [sure])])
    parts = [graph.add("Where", [part, "input", zero]) for part in (sure, grey)]
    graph.add("Concat", parts, "class_activation", axis=1)
    finish(graph, inside, 2)
    return graph.made(1, ["y", "x"])


def colour_graph():
    graph = networks.Graph()
    mixed = graph.add("Conv", ["input", graph.constant(MIXED[:, :, None, None])])
    graph.add("Clip", [mixed, graph.constant(0), graph.constant(1)], "class_activation")
    most = graph.add("ReduceMax", ["class_activation"], axes=[1], keepdims=1)
    finish(graph, graph.add("Greater", [most, graph.constant(COLOURED)]), 3)
    return graph.made(3, ["y", "x"])


def raw_graph(dims):
    graph = networks.Graph()
    space = ["z", "y", "x"][3 - dims:]
    mean = graph.add("AveragePool", ["input"], kernel_shape=[CELL] * dims, strides=[CELL] * dims)
    graph.add("Mul", [mean, graph.constant(SHARPNESS)], "scores")
    none = graph.add("Mul", [mean, graph.constant(0)])
    constant = graph.constant(np.array(DISTANCES[dims]).reshape(1, -1, *[1] * dims))
    graph.add("Add", [none, constant], "boxes")
    graph.answer("boxes", "n", 2 * dims, *[None] * dims)
    graph.answer("scores", "n", 1, *[None] * dims)
    return graph.made(1, space)


# descriptions

def detection(decoded, dims, suppression, thresholds, hit):
    return dict(boxes="boxes", scores="scores", coordinates=" ".join(f"{a}{k}" for k in (0, 1) for a in "xyz"[:dims]),
                pixels="input", decoded=decoded, **({} if decoded else dict(cell=CELL)), least_score=0.05, most=100,
                suppression=suppression, thresholds=thresholds, hit=hit)


def label(name, color):
    return dict(name=name, code=dict(scheme="SCT", value="52988006", meaning="Lesion"), color=color)


def own(labels, decoded, dims, suppression, **more):
    hit = dict(rule="overlap", least=0.5) if decoded else dict(rule="centre", grown_pixels=2)
    found = detection(decoded, dims, suppression, [0.3] * len(labels), hit)
    range_ = dict(normalization=dict(range=[0.0, 255.0])) if dims == 2 else {}
    return dict(task="detection", modality="OT", image="phantom", **range_, **more, detection=found, labels=labels)


HARD, SOFT = dict(kind="hard", overlap=0.5, over="label"), dict(kind="soft", sigma=0.5, over="all")
EXPLAINED = dict(class_activation="class_activation", excitations=list(BLOCKS), features={})


def bright_own():
    window = dict(kind="whole-slice", long_side=64, stride=8)
    labels = [label("bright", "#E69F00"), label("grey", "#56B4E9")]
    return own(labels, True, 2, HARD, window=window, channels=[dict(name="image")], explanations=EXPLAINED)


def colour_own():
    window = dict(kind="tiles", long_side=160, stride=8, size=64, overlap=24)
    labels = [label(name, color) for name, color in zip(CHANNELS, ("#D55E00", "#009E73", "#0072B2"))]
    return own(labels, True, 2, HARD, window=window, channels=[dict(name=c) for c in CHANNELS], explanations=EXPLAINED)


def raw_own():
    window = dict(kind="whole-slice", long_side=64, stride=8)
    return own([label("lesion", "#E69F00")], False, 2, SOFT, window=window, channels=[dict(name="image")])


def volume_own():
    steps = [dict(step="reorient", to="LPS"), dict(step="clip", minimum=0.0, maximum=255.0),
             dict(step="linear", gain=2 / 255, offset=-1.0)]
    window = dict(kind="tiles", sides=[16, 16, 16], step=0.5, fill=dict(mode="lowest"))
    network = dict(input=dict(name="input", axes="bczyx"), window=window)
    return own([label("lesion", "#E69F00")], False, 3, HARD, preparation=steps, network=network,
               channels=[dict(name="image")])
