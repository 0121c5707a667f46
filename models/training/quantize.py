"""Writes weights-int8.onnx beside the weights of the shipped pair, for `--precision int8`, and measures what it costs and saves:

    python quantize.py --data DIR --jar target/LesionLens_-0.1.0.jar --work EMPTY_FOLDER

Convolutions of 3 x 3 weights run in whole numbers of 8 bits, each output channel with a scale of its own; all others stay in float: those of
1 x 1 weights (gates, attention, excitations, the last layer) take little time, and the answer depends on them most. Ranges are the smallest and
largest values over slices of folds 1 to 3, every volume of brain-progression, and phantoms; never over fold 4. Weights have 7 bits, with which
no processor's sums of two products overflow 16 bits. Kept are the outputs that results need: explanations are of the full weights.
Figures go into int8.json, and a table into the card.
"""
import argparse
import hashlib
import re
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from PIL import Image

import cards
import data
import lesions
import measure

MODELS = Path(__file__).parents[1]
KEPT = {"brain-t1ce-segmenter": ("probability", "nonlocal_input"), "brain-t1ce-classifier": ("probability", "logits")}
STEP = 20  # every so many slices of a set
COMMAND = "python models/training/quantize.py --data DIR --jar target/LesionLens_-0.1.0.jar --work WORK"


def without_copies(model):
    """Weights that a second look shares are named anew there, which quantization does not follow."""
    weights = {one.name for one in model.graph.initializer}
    names = {n.output[0]: n.input[0] for n in model.graph.node if n.op_type == "Identity" and n.input[0] in weights}
    nodes = [n for n in model.graph.node if n.op_type != "Identity" or n.output[0] not in names]
    for node in nodes:
        node.input[:] = [names.get(name, name) for name in node.input]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def float_nodes(model):
    """Convolutions that stay in float."""
    shapes = {one.name: one.dims for one in model.graph.initializer}
    return [n.name for n in model.graph.node if n.op_type == "Conv" and max(shapes[n.input[1]][2:]) < 3]


class Inputs(CalibrationDataReader):
    def __init__(self, inputs):
        self.inputs = iter(inputs)

    def get_next(self):
        found = next(self.inputs, None)
        return None if found is None else {"input": found}


def slices(root, folds, side, step=STEP):
    """Of patients that the network was trained on."""
    found = list(data.t1ce(root, folds, side))[::step]
    if folds == data.TRAIN_FOLDS:
        found += list(data.progression(root, data.PROGRESSION_PATIENTS, side))[::step] + list(data.phantoms(8, 1, side))
    return found


def inputs(name, chosen):
    if name == "brain-t1ce-segmenter":
        return [one.image.astype(np.float32)[None, None] for one in chosen]
    return [lesions.patch(torch.from_numpy(one.image).float(), torch.from_numpy(one.mask).float()).numpy()[None]
            for one in chosen if one.mask.any()]


def side(name):
    return data.SEGMENTER_SIDE if name == "brain-t1ce-segmenter" else data.SIDE


def quantize(name, root):
    folder = MODELS / name
    model = onnx.load(folder / "weights.onnx")
    without_copies(model)
    for output in [one for one in model.graph.output if one.name not in KEPT[name]]:
        model.graph.output.remove(output)
    with tempfile.TemporaryDirectory() as work:
        part = Path(work) / "part.onnx"
        onnx.save(onnx.shape_inference.infer_shapes(model), part)
        quantize_static(str(part), str(folder / "weights-int8.onnx"),
                        Inputs(inputs(name, slices(root, data.TRAIN_FOLDS, side(name)))), quant_format=QuantFormat.QDQ,
                        per_channel=True, reduce_range=True, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
                        op_types_to_quantize=["Conv"], nodes_to_exclude=float_nodes(model))


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def cpu_ratio(name, questions):
    """CPU time of the network in 8 bits over that of the full one, one thread, in turn."""
    sessions = [session(MODELS / name / file) for file in ("weights.onnx", "weights-int8.onnx")]
    taken = [[], []]
    for question in questions:
        for k, one in enumerate(sessions):
            start = time.process_time()
            one.run(["probability"], {"input": question})
            taken[k].append(time.process_time() - start)
    return np.median(taken[1]) / np.median(taken[0])


def largest_difference(name):
    """Of the answers to the test tensors."""
    folder = MODELS / name / "test-tensors"
    network, worst = session(MODELS / name / "weights-int8.onnx"), 0.0
    for source in folder.glob("input_*.npy"):
        for expected in (folder / source.stem.removeprefix("input_")).glob("*.npy"):
            if expected.stem in ("probability", "logits"):
                found = network.run([expected.stem], {"input": np.load(source)})[0]
                worst = max(worst, float(np.abs(found - np.load(expected)).max()))
    return worst


def describe(name):
    """sha256 of the file, and a tolerance for test tensors that leaves room for other processors, into rdf.yaml."""
    folder = MODELS / name
    sha256 = hashlib.sha256((folder / "weights-int8.onnx").read_bytes()).hexdigest()
    tolerance = np.ceil(200 * largest_difference(name)) / 100
    node = f"    int8:\n      source: weights-int8.onnx\n      sha256: {sha256}\n      tolerance: {tolerance:.2f}\n"
    description = folder / "rdf.yaml"
    text = re.sub(r"    int8:\n(?:      .*\n)+", "", description.read_text())
    description.write_text(re.sub(r"(  lesionlens:\n    task: .*\n)", rf"\g<1>{node}", text))


def dice(table):
    return np.array([measure.number(row["dice"]) for row in table])


def paired(full, reduced, groups):
    low, high = measure.bootstrap(reduced - full, groups)
    return f"{(reduced - full).mean():+.4f} ({low:+.4f} to {high:+.4f})"


def agreement(work):
    """Mean Dice of the masks of int8 with those of the full weights."""
    scores = []
    for mask in sorted((work / "full").glob("*/mask.png")):
        one, other = (np.asarray(Image.open(work / precision / mask.parent.name / "mask.png")) > 0
                      for precision in ("full", "int8"))
        total = one.sum() + other.sum()
        scores.append(2 * (one & other).sum() / total if total else 1.0)
    return np.mean(scores)


def figures(root, work, full, reduced):
    groups = [row["group"] for row in full]
    right = [np.array([row["class_ref"] == row["class_pred"] for row in table], float) for table in (full, reduced)]
    own = {
        "brain-t1ce-segmenter": {
            "fold 4: mean Dice, full and int8": f"{dice(full).mean():.4f}, {dice(reduced).mean():.4f}",
            "fold 4: difference of Dice (95 % interval), paired by slice": paired(dice(full), dice(reduced), groups),
            "fold 4: mean Dice of the masks of int8 with those of the full weights": f"{agreement(work):.4f}"},
        "brain-t1ce-classifier": {
            "fold 4, from predicted masks (int8 for both models): accuracy, full and int8":
                f"{right[0].mean():.4f}, {right[1].mean():.4f}",
            "fold 4, from predicted masks (int8 for both models): slices told otherwise": str(
                sum(a["class_pred"] != b["class_pred"] for a, b in zip(full, reduced, strict=True)))}}
    for name, found in own.items():
        questions = inputs(name, slices(root, (data.VALIDATION_FOLD,), side(name), 5))
        found["CPU time of the network, int8 over full, one thread, in turn"] = f"{cpu_ratio(name, questions):.2f}"
        found["weights-int8.onnx"] = f"{(MODELS / name / 'weights-int8.onnx').stat().st_size / 2 ** 20:.1f} MiB"
    return own


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--jar", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    root, jar, work = arguments.data, arguments.jar, arguments.work
    for name in KEPT:
        quantize(name, root)
        describe(name)
    full, reduced = (measure.fold(root, jar, work, precision, "--precision", precision) for precision in ("full", "int8"))
    for name, found in figures(root, work, full, reduced).items():
        cards.write_figures(MODELS / name, "int8.json", "int8", COMMAND, found)


if __name__ == "__main__":
    main()
