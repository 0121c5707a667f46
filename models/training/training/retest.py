"""`python -m training retest FOLDER... --plan PLAN`: the tests and channel names of a model folder as the trainer writes
them now, for weights that stay as they are.

A segmenter whose test tensors hold next to no answer gets images that it answers (telling.py); scores of a detector get a
tolerance apart from that of boxes, weights in 8 bits test tensors of their own, channels names that bioimage.io takes. The
trained network is not needed: what is expected is what ONNX Runtime answers here, once the weights have passed the tests
that are there.
"""

import argparse
import shutil
from pathlib import Path

import numpy as np
import torch
import yaml

from . import dataset, describe, detector_export, export, int8, plan, telling, tensors, weights

TENSORS = "test-tensors"
KINDS = {"segmentation": "segmenter", "classification": "classifier", "detection": "detector"}


class Answering:
    """All outputs of an ONNX file, in the place of a weights.Flat."""

    def __init__(self, path):
        self.session = weights.session(path)
        self.names = [output.name for output in self.session.get_outputs()]

    def outputs(self, x):
        said = self.session.run(self.names, {"input": x.numpy()})
        return {name: torch.from_numpy(values) for name, values in zip(self.names, said)}

    def answer(self, batch):
        return self.session.run(["probability"], {"input": batch})[0]


def checked(folder, made):
    """The description of a folder that has what it names, answers as it says, and is of the plan."""
    path = folder / "rdf.yaml"
    text = yaml.safe_load(path.read_text()) if path.is_file() else None
    own = text.get("config", {}).get("lesionlens") if isinstance(text, dict) else None
    if not own or own.get("task") not in KINDS or not (folder / TENSORS / "input_noise.npy").is_file():
        raise dataset.DataError(f"{folder} is no model folder that this trainer wrote.")
    kind = KINDS[own["task"]]
    network = getattr(made, kind)
    expected = dict(name=f"{made.dataset}-{kind}", prompt=made.prompt if kind == "segmenter" else "")
    if network is None or expected != dict(name=text.get("name"), prompt=own.get("prompt", "")):
        raise dataset.DataError(f"{folder} is {text.get('name')}, which the plan of {made.dataset} has not made. Name its own plan.")
    clip = next(step["kwargs"] for step in text["inputs"][0]["preprocessing"] if step["id"] == "clip")
    if (clip["min"], clip["max"]) != tuple(map(float, describe.entering_range(made.grid))):
        raise dataset.DataError(f"{folder} takes numbers of another range than the plan has. Name its own plan.")
    for entry in _sources(text):
        file = folder / entry["source"]
        if not file.is_file() or weights.sha256(file) != entry["sha256"]:
            raise dataset.DataError(f"{file} is missing, or is not the file that rdf.yaml means. Restore the folder first.")
    for test in own["tests"]:
        most = test.get("tolerance", export.SAME)
        off = weights.off(folder, test)
        if not off <= most:
            raise dataset.DataError(
                f"{folder} answers {test['input']['source']} otherwise than rdf.yaml says, by {off:.1e}; "
                f"expected at most {most:.1e}. Look for the cause first: new tests would hide it."
            )
    return text


def _sources(node):
    if isinstance(node, dict):
        if "source" in node and "sha256" in node:
            yield node
        for value in node.values():
            yield from _sources(value)
    elif isinstance(node, list):
        for value in node:
            yield from _sources(value)


def retest(folder, made):
    """The folder as it was, or as it is to be; made: the plan of its network."""
    checked(folder, made)
    folder = folder.resolve()
    partial, old = (folder.with_name(folder.name + end) for end in (".tmp", ".old"))
    for rest in (partial, old):
        shutil.rmtree(rest, ignore_errors=True)
    shutil.copytree(folder, partial)
    _rewrite(partial, made)
    checked(partial, made)
    folder.rename(old)
    partial.rename(folder)
    shutil.rmtree(old)


def _rewrite(folder, made):
    text = yaml.safe_load((folder / "rdf.yaml").read_text())
    own = text["config"]["lesionlens"]
    kind = KINDS[own["task"]]
    if kind == "segmenter" and not _tells(folder):
        own["tests"] = _write_tensors(folder, made)
    if kind == "detector":
        own["tests"] = detector_export.by_size(folder, own["tests"])
    if "int8" in own:
        shutil.rmtree(folder / TENSORS / "int8", ignore_errors=True)
        own["int8"] = dict(source=int8.FILE, tests=int8.write_tests(kind, folder))
    for tensor in text["inputs"] + text["outputs"]:
        listed = tensors.Names if tensor["id"] not in ("input", *int8.ANSWERS["segmenter"], *detector_export.ANSWERS) else list
        for axis in tensor["axes"]:
            if "channel_names" in axis:
                axis["channel_names"] = listed(tensors.identifiers(axis["channel_names"]))
    export.with_hashes(folder, text)
    (folder / "rdf.yaml").write_text(export.as_yaml(text))


def _tells(folder):
    answers = [np.load(folder / TENSORS / case / "probability.npy") for case in ("noise", "window")]
    return min(map(telling.tells, answers)) >= telling.TELLS


def _write_tensors(folder, made):
    """The tolerance leaves room for other processors where rounding shows."""
    network = Answering(folder / "weights.onnx")
    noise = export.test_inputs(made, made.segmenter.form, "segmenter")
    inputs = export.telling_inputs(made, "segmenter", noise, network.answer)
    for case in inputs:
        shutil.rmtree(folder / TENSORS / case)
    tests = weights.write_tensors(network, folder / TENSORS, inputs)
    plain = weights.session(folder / "weights.onnx", optimized=False)
    if max(weights.off(folder, test, plain) for test in tests) > export.SAME / 2:
        return [test | dict(tolerance=export.SAME * weights.scale(folder)) for test in tests]
    return tests


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m training retest", description=__doc__.partition("\n\n")[2])
    parser.add_argument("folder", type=Path, nargs="+", help="model folders that this trainer wrote, of one plan")
    parser.add_argument("--plan", type=Path, required=True, help="the plan that they were trained with")
    settings = parser.parse_args(arguments)
    if not settings.plan.is_file():
        raise dataset.DataError(f"{settings.plan} is no file. Name the plan of the models, as plans/NAME.yaml.")
    made = plan.read(settings.plan)
    for folder in settings.folder:
        checked(folder, made)
    for folder in settings.folder:
        retest(folder, made)
        print("Written:", folder)
