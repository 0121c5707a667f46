"""Segmenters that see neighbouring slices or frames, whose answers are known in closed form, as ONNX graphs and as formulas.

Numbers v of their images run from -1 (0 in the file) to 1 (255); b = (v + 1) / 2. Both answer the weighted mean of b over what is
seen, whose weights tell every place from every other:
weighted-slices sees two slices before a slice and two after it as channels, beyond the ends the last one again, of one channel:
    probability = sum of WEIGHTS b; temporal_excitation = sigmoid of the mean of each slice.
weighted-frames sees two frames before a frame and one after it along the axis z, beyond the ends mirrored, of two channels:
    probability = sum of WEIGHTS of the first channel's b, half of it, and half of the second channel's b of the frame itself.
"""
import numpy as np

import closed_form
import networks

WEIGHTS = {"slices": np.array([1, 2, 16, 8, 4]) / 31, "frames": np.array([1, 2, 8, 4]) / 15}
MIDDLE = 2
CONTEXTS = {"slices": dict(axis="slice", before=2, after=2, at_ends="repeat"),
            "frames": dict(axis="time", before=2, after=1, at_ends="mirror", **{"as": "axis"})}
CHANNELS = {"slices": ("image",), "frames": ("first", "second")}
ENTERING = {"slices": ("before2", "before1", "image", "after1", "after2"), "frames": CHANNELS["frames"]}


def bright(image):
    return (image.astype(float) + 1) / 2


def slices(image):
    excitation = closed_form.sigmoid(image.astype(float).mean((2, 3), keepdims=True))
    found = np.einsum("k,nkyx->nyx", WEIGHTS["slices"], bright(image))[:, None]
    return dict(probability=closed_form.rounded(found), temporal_excitation=closed_form.rounded(excitation))


def frames(image):
    b = bright(image)
    found = (np.einsum("k,nkyx->nyx", WEIGHTS["frames"], b[:, 0]) + b[:, 1, MIDDLE]) / 2
    return dict(probability=closed_form.rounded(found[:, None]))


def slices_graph():
    graph = networks.Graph()
    weights = WEIGHTS["slices"].reshape(1, -1, 1, 1) / 2
    summed = graph.add("Conv", ["input", graph.constant(weights), graph.constant([0.5])])
    graph.add("Clip", [summed, graph.constant(0), graph.constant(1)], "probability")
    graph.answer("probability", "n", 1, "y", "x")
    graph.add("Sigmoid", [graph.add("GlobalAveragePool", ["input"])], "temporal_excitation")
    graph.answer("temporal_excitation", "n", 5, 1, 1)
    return graph.made(5, ["y", "x"])


def frames_graph():
    graph = networks.Graph()
    weights = np.stack([WEIGHTS["frames"], np.eye(4)[MIDDLE]])[None, :, :, None, None] / 4
    summed = graph.add("Conv", ["input", graph.constant(weights), graph.constant([0.5])])
    flat = graph.add("Squeeze", [summed, graph.constant([2], np.int64)])
    graph.add("Clip", [flat, graph.constant(0), graph.constant(1)], "probability")
    graph.answer("probability", "n", 1, "y", "x")
    return graph.made(2, [4, "y", "x"])


def own(kind):
    """What LesionLens reads of it."""
    axes = dict(network=dict(input=dict(name="input", axes="bczyx"), window=dict(
        kind="whole", sides=[dict(least=16, step=16)] * 2, fill=dict(mode="lowest"))), preparation=[
            dict(step="reorient", to="shown"), dict(step="clip", minimum=0.0, maximum=255.0),
            dict(step="linear", gain=2 / 255, offset=-1.0)], output=dict(name="probability", axes="bcyx"))
    simple = dict(window=dict(kind="whole-slice", long_side=32, stride=16), normalization=dict(range=[0.0, 255.0]))
    lesion = dict(name="lesion", code=dict(scheme="SCT", value="52988006", meaning="Lesion"), color="#E69F00")
    explained = dict(excitations=["temporal_excitation"], features={})
    return dict(task="segmentation", modality="OT", image="phantom", **(simple if kind == "slices" else axes),
                channels=[dict(name=c) for c in CHANNELS[kind]], context=CONTEXTS[kind], threshold=0.5, min_volume_ml=0.0,
                min_area_mm2=0.0, labels=[lesion], explanations=explained if kind == "slices" else {})
