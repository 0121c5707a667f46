"""weights-int8.onnx beside the weights, for `--precision int8`, and what it costs and saves.

Convolutions of more than 1 x 1 weights run in whole numbers of 8 bits, each output channel with a scale of its own; all
others stay in float: gates, attention, excitations and the last layer take little time, and the answer depends on them
most. Whether the answers of both are alike is asked of images of the training, and where they are not, nothing is written;
test tensors, which are no images, say little of that: of these the file is held to its own answers.

Ranges are the smallest and largest values over images of the training. Weights have 7 bits, with which no
processor's sums of two products overflow 16 bits. Kept are the outputs that results need: explanations are of the full
weights.
"""

import contextlib
import logging
import math
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from . import classification, figures, folds, suitability, weights

FILE = "weights-int8.onnx"
RANGES, HELD_OUT, SAME, TIMED = 48, 200, 48, 8  # images, at most
ALIKE = 0.95  # the least mean Dice of the masks of both, and the least share of lesions that both tell alike
ANSWERS = {"segmenter": ("probability",), "classifier": ("probability", "logits")}


class Inputs(CalibrationDataReader):
    def __init__(self, inputs):
        self.inputs = iter(inputs)

    def get_next(self):
        found = next(self.inputs, None)
        return None if found is None else {"input": found}


def without_copies(model):
    """Weights that a second name shares get the first one, which quantization follows."""
    there = {one.name for one in model.graph.initializer}
    names = {n.output[0]: n.input[0] for n in model.graph.node if n.op_type == "Identity" and n.input[0] in there}
    nodes = [n for n in model.graph.node if n.op_type != "Identity" or n.output[0] not in names]
    for node in nodes:
        node.input[:] = [names.get(name, name) for name in node.input]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def float_nodes(model):
    """Convolutions that stay in float."""
    shapes = {one.name: one.dims for one in model.graph.initializer}
    return [n.name for n in model.graph.node if n.op_type == "Conv" and max(shapes[n.input[1]][2:]) < 3]


def quantize(full, reduced, kept, inputs):
    """From one file to the other, with the outputs named in `kept`; `inputs` are arrays as they enter."""
    model = onnx.load(full)
    without_copies(model)
    for output in [one for one in model.graph.output if one.name not in kept]:
        model.graph.output.remove(output)
    with tempfile.TemporaryDirectory() as work:
        part = Path(work) / "part.onnx"
        onnx.save(onnx.shape_inference.infer_shapes(model), part)
        with _quietly():
            _quantize(part, reduced, inputs, float_nodes(model))


def _quantize(full, reduced, inputs, excluded):
    quantize_static(
        str(full),
        str(reduced),
        Inputs(inputs),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        reduce_range=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["Conv"],
        nodes_to_exclude=excluded,
    )


@contextlib.contextmanager
def _quietly():
    """Without the advice to simplify the network first, which its exporter has done."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def kept(form, kind):
    return ANSWERS[kind] + ((suitability.level_of(form),) if kind == "segmenter" else ())


def usable(training, kind, without=None, only=None):
    """Items that a network of this kind has something to say of."""
    items = training.items(without=without, only=only)
    return items if kind == "segmenter" else [item for item in items if item.kind and item.lesion]


def entering(training, kind, items):
    for item in items:
        yield folds.network_input(training, item, kind)[None].numpy()


def write(training, network, kind, folder):
    """FILE in the folder of a Flat's weights, with test tensors; these tests and its figures. None where it answers
    otherwise than the full weights: then the figures say so.
    """
    items = suitability.spread(usable(training, kind), RANGES)
    quantize(folder / "weights.onnx", folder / FILE, kept(network.network.form, kind), entering(training, kind, items))
    alike, same = _same(training, kind, folder)
    if alike < ALIKE:
        (folder / FILE).unlink()
        why = f"on images of the training {alike:.3f} of its answers are the full weights', expected at least {ALIKE:g}"
        print(f"{kind}: {FILE} is not written: {why}.", flush=True)
        return None, {f"{FILE} is not written": why} | same
    tests = write_tests(kind, folder)
    found = {"weights-int8.onnx, MiB": round((folder / FILE).stat().st_size / 2**20, 2)}
    found |= {"CPU time over that of the full weights, one thread, in turn": _time_ratio(training, kind, folder)}
    found |= same | held_out(training, kind)
    return tests, found


def write_tests(kind, folder):
    """What FILE answers to the folder's test inputs, as a description lists it, each output by itself. The tolerance leaves
    room for processors and versions of ONNX Runtime that round otherwise: twice what its optimizations change, at least
    0.01.
    """
    network, plain = weights.session(folder / FILE), weights.session(folder / FILE, optimized=False)
    names = [one.name for one in network.get_outputs() if one.name in ANSWERS[kind]]
    tests = []
    for source in sorted((folder / "test-tensors").glob("input_*.npy")):
        image, place = {"input": np.load(source)}, Path("test-tensors") / "int8" / source.stem.removeprefix("input_")
        (folder / place).mkdir(parents=True, exist_ok=True)
        for name, said, other in zip(names, network.run(names, image), plain.run(names, image)):
            off = float(np.abs(said - other).max())
            if not np.isfinite(off):
                raise RuntimeError(f"{folder / FILE} answers {source.name} with something that is no number.")
            np.save(folder / place / f"{name}.npy", said)
            tests.append(
                dict(
                    input=dict(source=f"test-tensors/{source.name}"),
                    outputs=[dict(name=name, source=f"{place}/{name}.npy")],
                    tolerance=max(0.01, math.ceil(200 * off) / 100),
                )
            )
    return tests


def _time_ratio(training, kind, folder):
    pair, taken = [weights.session(folder / file) for file in ("weights.onnx", FILE)], ([], [])
    for question in entering(training, kind, suitability.spread(usable(training, kind), TIMED)):
        for network, times in zip(pair, taken):
            start = time.process_time()
            network.run(["probability"], {"input": question})
            times.append(time.process_time() - start)
    return round(float(np.median(taken[1]) / np.median(taken[0])), 3)


def _same(training, kind, folder):
    """How much the answers of both files are alike for images of the training: a share, and figures for the card."""
    items = suitability.spread(usable(training, kind), SAME)
    pair = [weights.Runtime(folder / file) for file in ("weights.onnx", FILE)]
    of = f"{len(items)} {'images' if kind == 'segmenter' else 'lesions'} of the training"
    if kind == "segmenter":
        full, reduced = (list(_masks(training, one, items)) for one in pair)
        alike = float(np.mean([figures.dice(a.max(0) >= 128, b.max(0) >= 128) for a, b in zip(full, reduced)]))
        off = np.mean([np.abs(a.astype(np.int16) - b).mean() / 255 for a, b in zip(full, reduced)])
        found = {f"mean Dice of the masks with those of the full weights, {of}": round(alike, 4)}
    else:
        full, reduced = (np.array(_logits(training, one, items, {})) for one in pair)
        other = int((full.argmax(1) != reduced.argmax(1)).sum())
        alike = 1 - other / len(items)
        off = np.abs(figures.softmax(full) - figures.softmax(reduced)).mean()
        found = {f"told otherwise than by the full weights, of {of}": other}
    return alike, found | {f"mean absolute difference of the probabilities, {of}": round(float(off), 5)}


def _masks(training, network, items):
    return folds.segmented(training, network, items).values()


def _logits(training, network, items, said):
    """With the predicted mask of `said` where there is one, else with the expert's."""
    found = []
    for item in items:
        image = torch.from_numpy(training.prepared.image(item).astype(np.float32))
        mask = training.prepared.mask(item) > 0
        if item.name in said:
            predicted = classification.on_grid(classification.largest(said[item.name].max(0) >= 128), item.shape)
            mask = predicted if predicted.any() else mask
        found.append(classification.answer(network, training.plan, image, mask))
    return found


def held_out(training, kind):
    """What 8 bits cost on the first fold, of a network that has not seen it, with ranges of the other folds."""
    fold = training.plan.folds[0]
    trained = weights.trained(training, kind, fold)
    items = suitability.spread([item for item in usable(training, kind, only=fold) if item.lesion], HELD_OUT)
    ranges = list(entering(training, kind, suitability.spread(usable(training, kind, without=fold), RANGES)))
    with tempfile.TemporaryDirectory() as work:
        files = [Path(work) / name for name in ("full.onnx", "reduced.onnx")]
        network = weights.flat(trained, kind, 1.0, ranges[0])
        weights.write_onnx(network, ranges[0], files[0])
        quantize(*files, kept(trained.form, kind), ranges)
        pair = [weights.Runtime(file) for file in files]
        where = f"fold {fold}, {len(items)} lesions never seen"
        return (_outlined if kind == "segmenter" else _told)(training, pair, items, where, fold)


def _outlined(training, pair, items, where, fold):
    full, reduced = (
        np.array(folds.dices(training, dict(zip((i.name for i in items), _masks(training, one, items))), items))
        for one in pair
    )
    rows = [dict(group=item.group, gain=gain) for item, gain in zip(items, reduced - full)]
    low, high = figures.interval(rows, lambda chosen: np.mean([row["gain"] for row in chosen]))
    return {
        f"mean Dice on {where}, full and int8": [round(float(v.mean()), 4) for v in (full, reduced)],
        "difference of Dice (95 %)": figures.with_interval((reduced - full).mean(), low, high),
    }


def _told(training, pair, items, where, fold):
    names = list(training.dataset.description.class_names)
    with np.load(training.folder("segmenter", f"fold-{fold}") / "answers.npz") as answers:
        said = {item.name: answers[item.name] for item in items}
    full, reduced = (
        figures.separation(
            [item.kind for item in items], _logits(training, one, items, said), [True] * len(items), names
        )
        for one in pair
    )
    key = "auc" if "auc" in full else "accuracy"
    return {f"{'AUC' if key == 'auc' else key} on {where}, full and int8": [full[key], reduced[key]]}
