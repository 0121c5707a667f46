"""Trained networks; a network as an ONNX file with test tensors that PyTorch made; and what ONNX Runtime says of it."""

import hashlib
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from . import fit, folds

OPSET, IR_VERSION = 17, 10
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

    def answer(self, batch):
        """The probabilities of an array, as one."""
        with torch.no_grad():
            return self.outputs(torch.from_numpy(batch))["probability"].numpy()

    def forward(self, x):
        found = self.outputs(x)
        return tuple(found[name] for name in self.names)


class Runtime(nn.Module):
    """An ONNX file in the place of a network, on the processor: it answers `logits`, of a segmenter those of its
    probability.
    """

    def __init__(self, path, threads=1):
        super().__init__()
        self.session = session(path, threads)
        self.names = {output.name for output in self.session.get_outputs()}
        self.place = nn.Parameter(torch.zeros(()), requires_grad=False)  # where it is, as of any network
        self.eval()

    def forward(self, x):
        asked = "logits" if "logits" in self.names else "probability"
        said = torch.from_numpy(self.session.run([asked], {"input": x.float().cpu().numpy()})[0])
        return {"logits": said if asked == "logits" else torch.logit(said, 1e-7)}


def trained(training, kind, fold=None):
    """The network that has not seen a fold; without one the final network."""
    return fit.load(getattr(training.plan, kind), training.folder(kind, folds.part_of(fold)))


def session(path, threads=1, optimized=True):
    options = onnxruntime.SessionOptions()
    if not optimized:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads, options.log_severity_level = threads, 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def flat(network, kind, temperature, example):
    """A trained network on the processor, its outputs named as they come."""
    made = Flat(network.cpu().float(), temperature if kind == "classifier" else None).eval()
    with torch.no_grad():
        made.names = tuple(made.outputs(torch.from_numpy(example)))
    return made


def write_tensors(network, folder, inputs, answers=("probability",)):
    """The test tensors of a Flat as a description lists them; all outputs of the first, the answers of others."""
    tests = []
    for number, (case, image) in enumerate(inputs.items()):
        with torch.no_grad():
            outputs = {name: value.numpy() for name, value in network.outputs(torch.from_numpy(image)).items()}
        kept = outputs if number == 0 else {name: outputs[name] for name in answers}
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


def write_onnx(network, example, path):
    """Batch and sides of a Flat's input may be of any size."""
    example = torch.from_numpy(example)
    dims = example.dim() - 2
    space = {2 + k: axis for k, axis in enumerate(("depth", "height", "width")[-dims:])}
    axes = {"input": {0: "batch", **space}}
    with torch.no_grad():
        for name, value in network.outputs(example).items():
            maps = value.dim() == dims + 2 and not name.endswith("excitation")
            axes[name] = {0: "batch", **({k: f"{name}_{axis}" for k, axis in space.items()} if maps else {})}
            if name in ("boxes", "scores"):
                axes[name][1] = "cells"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (example,),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=["input"],
            output_names=list(network.names),
            dynamic_axes=axes,
        )
    model = onnx.load(path)
    model.ir_version = min(model.ir_version, IR_VERSION)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def difference(folder):
    """The largest difference between ONNX Runtime and the test tensors; infinite where there is no number."""
    network, worst = session(folder / "weights.onnx"), 0.0
    for source in sorted((folder / "test-tensors").glob("input_*.npy")):
        place = Path("test-tensors") / source.stem.removeprefix("input_")
        outputs = [dict(name=path.stem, source=place / path.name) for path in sorted((folder / place).glob("*.npy"))]
        worst = max(worst, off(folder, dict(input=dict(source=place.parent / source.name), outputs=outputs), network))
    return worst


def off(folder, test, network=None):
    """How far an ONNX file, that of the folder where none is given, is off one test as a description lists it."""
    network = network or session(folder / "weights.onnx")
    names = [output["name"] for output in test["outputs"]]
    said = network.run(names, {"input": np.load(folder / test["input"]["source"])})
    found = [float(np.abs(one - np.load(folder / o["source"])).max()) for one, o in zip(said, test["outputs"])]
    return max(found) if np.isfinite(found).all() else float("inf")


def scale(folder):
    """The largest number of the test tensors, at least 1: float32 has so many times less digits behind the point."""
    return largest((folder / "test-tensors").glob("*/*.npy"))


def largest(paths):
    """The largest number in files, at least 1."""
    return max(1.0, *(float(np.abs(np.load(path)).max()) for path in paths))


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
