"""Model folders from trained networks: weights.onnx, rdf.yaml, test tensors, figures.json and a card.

OUT is the trainer's folder; OUT-segmenter and OUT-classifier come beside it. Test tensors are made by PyTorch before
the export,
and ONNX Runtime is held to them.
"""

import hashlib
import json
import shutil
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import yaml
from torch import nn

from . import card, describe, fit, folds

OPSET, IR_VERSION = 17, 10
MEANS, MOST = "excitation-means.yaml", 100
LEAVE_OUT = ("attention", "deep", "logits")


class Flat(nn.Module):
    """A network with its named outputs as a tuple: `probability` first, then what explains.

    A classifier's logits and class maps are divided by its temperature.
    """

    def __init__(self, network, temperature=None):
        super().__init__()
        self.network, self.temperature, self.names = network, temperature, None

    def outputs(self, x):
        found = self.network(x)
        if self.temperature is None:
            return {
                "probability": torch.sigmoid(found["logits"]),
                **{k: v for k, v in found.items() if k not in LEAVE_OUT},
            }
        logits = found["logits"] / self.temperature
        rest = {k: v for k, v in found.items() if k not in ("logits", "class_activation")}
        return {
            "probability": torch.softmax(logits, 1),
            "logits": logits,
            "class_activation": found["class_activation"] / self.temperature,
            **rest,
        }

    def forward(self, x):
        found = self.outputs(x)
        return tuple(found[name] for name in self.names)


@dataclass(frozen=True)
class Exported:
    """What a description is written from: the network's kind, its folder, the names of its outputs, and the tests."""

    kind: str
    folder: Path
    outputs: tuple
    tests: list
    means: str | None


def export(training, settled):
    """Writes a folder for each network and returns them."""
    return [_network(training, settled, kind) for kind in training.plan.networks()]


def _network(training, settled, kind):
    network = fit.load(getattr(training.plan, kind), training.folder(kind, "final")).cpu().float()
    return write_folder(training, settled, kind, network)


def write_folder(training, settled, kind, network):
    folder = training.out.parent / f"{training.out.name}-{kind}"
    partial = folder.with_name(folder.name + ".tmp")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    flat = Flat(network, settled["classifier"]["temperature"] if kind == "classifier" else None).eval()
    inputs = test_inputs(training, network.form, kind)
    with torch.no_grad():
        flat.names = tuple(flat.outputs(torch.from_numpy(inputs["noise"])))
    tests = _write_tensors(flat, partial / "test-tensors", inputs)
    _write_onnx(flat, torch.from_numpy(inputs["noise"]), partial / "weights.onnx")
    worst = difference(partial)
    if worst > 1e-4:
        raise RuntimeError(
            f"{partial}: ONNX Runtime and PyTorch differ by {worst:.1e} on the test tensors; expected at most 1e-4."
        )
    means = means_of(training, flat, kind)
    if means:
        (partial / MEANS).write_text(
            "# written by the trainer\n" + yaml.safe_dump(means, default_flow_style=None, width=120)
        )
    made = Exported(kind, partial, flat.names, tests, MEANS if means else None)
    text = describe.description(training, settled, made)
    _with_hashes(partial, text)
    (partial / "rdf.yaml").write_text(yaml.safe_dump(text, sort_keys=False, allow_unicode=True, width=110))
    figures = dict(
        weights_sha256=sha256(partial / "weights.onnx"),
        command=training.command,
        date=time.strftime("%Y-%m-%d"),
        figures=settled[kind],
    )
    (partial / "figures.json").write_text(json.dumps(figures, indent=2))
    (partial / "README.md").write_text(card.card(training, settled, kind))
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return folder


def means_of(training, flat, kind):
    """{excitation: {class: {mean, deviation}}} over at most MOST images of each class; nothing where there are no
    classes.
    """
    seen = {}
    for name in training.dataset.description.class_names:
        items = [item for item in training.prepared.items if item.kind == name and item.lesion]
        for item in items[:: max(1, len(items) // MOST)]:
            with torch.no_grad():
                found = flat.outputs(folds.network_input(training, item, kind)[None])
            for output, value in found.items():
                if output.endswith("excitation"):
                    seen.setdefault(output, {}).setdefault(name, []).append(value.flatten().numpy())
    return {
        output: {
            name: dict(mean=_rounded(np.mean(values, 0)), deviation=_rounded(np.std(values, 0)))
            for name, values in by_class.items()
        }
        for output, by_class in seen.items()
    }


def _rounded(values):
    return [round(float(value), 4) for value in values]


def test_inputs(training, form, kind):
    """A batch of two with unequal sides, and one of the plan's window; noise with a fixed seed."""
    rng, channels = np.random.default_rng(5), form.channels + (kind == "classifier")
    window = training.plan.grid.window if kind == "segmenter" else training.plan.classifier.patch
    odd = [max(4, 32 // s) * s if k < len(form.stride) - 1 else max(6, 48 // s) * s for k, s in enumerate(form.stride)]
    inputs = {"noise": rng.normal(size=(2, channels, *odd)), "window": rng.normal(size=(1, channels, *window))}
    for values in inputs.values():
        np.clip(values, *describe.entering_range(training.plan.grid), out=values)  # as prepared images are
        if kind == "classifier" or training.plan.prompt == "box":
            values[:, -1] = _middle(values.shape[2:])
    return {name: values.astype(np.float32) for name, values in inputs.items()}


def _middle(shape):
    """1 in the middle half, as a mask or a box is."""
    inside = np.zeros(shape)
    inside[tuple(slice(n // 4, n - n // 4) for n in shape)] = 1
    return inside


def _write_tensors(flat, folder, inputs):
    tests = []
    for case, image in inputs.items():
        with torch.no_grad():
            outputs = {name: value.numpy() for name, value in flat.outputs(torch.from_numpy(image)).items()}
        kept = outputs if case == "noise" else {"probability": outputs["probability"]}
        (folder / case).mkdir(parents=True)
        np.save(folder / f"input_{case}.npy", image)
        for name, value in kept.items():
            np.save(folder / case / f"{name}.npy", value)
        tests.append(
            dict(
                input=dict(source=f"{folder.name}/input_{case}.npy"),
                outputs=[dict(name=name, source=f"{folder.name}/{case}/{name}.npy") for name in kept],
            )
        )
    return tests


def _write_onnx(flat, example, path):
    dims = example.dim() - 2
    space = {2 + k: axis for k, axis in enumerate(("depth", "height", "width")[-dims:])}
    axes = {"input": {0: "batch", **space}}
    with torch.no_grad():
        for name, value in flat.outputs(example).items():
            maps = value.dim() == dims + 2 and not name.endswith("excitation")
            axes[name] = {0: "batch", **({k: f"{name}_{axis}" for k, axis in space.items()} if maps else {})}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            flat,
            (example,),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=["input"],
            output_names=list(flat.names),
            dynamic_axes=axes,
        )
    model = onnx.load(path)
    model.ir_version = min(model.ir_version, IR_VERSION)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def difference(folder):
    """The largest difference between ONNX Runtime and the test tensors."""
    session = onnxruntime.InferenceSession(folder / "weights.onnx", providers=["CPUExecutionProvider"])
    names, worst = [output.name for output in session.get_outputs()], 0.0
    for source in sorted((folder / "test-tensors").glob("input_*.npy")):
        said = dict(zip(names, session.run(None, {"input": np.load(source)}), strict=True))
        for expected in (folder / "test-tensors" / source.stem.removeprefix("input_")).glob("*.npy"):
            worst = max(worst, float(np.abs(said[expected.stem] - np.load(expected)).max()))
    return worst


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _with_hashes(folder, node):
    if isinstance(node, dict):
        if "source" in node:
            node["sha256"] = sha256(folder / node["source"])
        for value in node.values():
            _with_hashes(folder, value)
    elif isinstance(node, list):
        for value in node:
            _with_hashes(folder, value)
