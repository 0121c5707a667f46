"""`python -m training retest FOLDER --plan PLAN`: the tests and channel names of a model folder as the trainer writes them
now, for weights that stay as they are.

A segmenter whose test tensors hold next to no answer gets images that it answers (telling.py); scores of a detector get a
tolerance apart from that of boxes, weights in 8 bits test tensors of their own, channels names that bioimage.io takes. The trained network is not needed: what is expected is what
ONNX Runtime answers here.
"""

import argparse
import shutil
from pathlib import Path

import numpy as np
import torch
import yaml

from . import dataset, detector_export, export, int8, plan, telling, tensors, weights

TENSORS = "test-tensors"


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


def retest(folder, made):
    """made: the plan of the folder's network."""
    text = yaml.safe_load((folder / "rdf.yaml").read_text())
    own = text["config"]["lesionlens"]
    kind = {"segmentation": "segmenter", "classification": "classifier", "detection": "detector"}[own["task"]]
    if kind == "segmenter" and not _tells(folder):
        own["tests"] = _write_tensors(folder, made)
    if kind == "detector":
        own["tests"] = detector_export.by_size(folder, own["tests"])
    if "int8" in own:
        shutil.rmtree(folder / TENSORS / "int8", ignore_errors=True)
        own["int8"] = dict(source=int8.FILE, tests=int8.write_tests(kind, folder))
    for tensor in text["inputs"] + text["outputs"]:
        for axis in tensor["axes"]:
            if "channel_names" in axis:
                names = tensors.identifiers(axis["channel_names"])
                axis["channel_names"] = tensors.Names(names) if tensor.get("description", "").startswith("explains") else names
    export.with_hashes(folder, text)
    (folder / "rdf.yaml").write_text(export.as_yaml(text))


def _tells(folder):
    said = np.load(folder / TENSORS / "noise" / "probability.npy")
    return said.std() >= telling.TELLS


def _write_tensors(folder, made):
    network = Answering(folder / "weights.onnx")
    noise = export.test_inputs(made, made.segmenter.form, "segmenter")
    inputs = export.telling_inputs(made, "segmenter", noise, network.answer)
    shutil.rmtree(folder / TENSORS)
    return weights.write_tensors(network, folder / TENSORS, inputs)


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m training retest", description=__doc__.partition("\n\n")[2])
    parser.add_argument("folder", type=Path, nargs="+", help="model folders that this trainer wrote, of one plan")
    parser.add_argument("--plan", type=Path, required=True, help="the plan that they were trained with")
    settings = parser.parse_args(arguments)
    made = plan.read(settings.plan)
    for folder in settings.folder:
        if not (folder / "rdf.yaml").is_file():
            raise dataset.DataError(f"{folder} has no rdf.yaml. Name the folder of a model.")
        retest(folder, made)
        print("Written:", folder)
