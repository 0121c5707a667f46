"""Writes rdf.yaml of a shipped model anew: `python describe.py segmenter|classifier`, from settings/NAME.yaml and what lies in the
model's folder. export.py calls it; by itself it serves after a change of the settings alone."""
import argparse
import hashlib
from pathlib import Path

import numpy as np
import onnx
import yaml

from training import tensors

HERE = Path(__file__).parent
FOLDERS = {"segmenter": "brain-t1ce-segmenter", "classifier": "brain-t1ce-classifier"}
TENSORS = "test-tensors"
CASES = ("phantom", "noise", "small")


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def with_hashes(folder, node):
    """Adds the sha256 of every file that is named."""
    if isinstance(node, dict):
        if "source" in node and not str(node["source"]).startswith("http"):
            node["sha256"] = sha256(folder / node["source"])
        for value in node.values():
            with_hashes(folder, value)
    elif isinstance(node, list):
        for value in node:
            with_hashes(folder, value)


def tests(folder, names):
    """Every test image with its answers, in the order of the network."""
    found = [case for case in CASES if (folder / TENSORS / f"input_{case}.npy").exists()]
    return [dict(input=dict(source=f"{TENSORS}/input_{case}.npy"),
                 outputs=[dict(name=name, source=f"{TENSORS}/{case}/{name}.npy") for name in names
                          if (folder / TENSORS / case / f"{name}.npy").exists()]) for case in found]


def reduced(folder):
    """What quantize.py wrote of smaller weights, as long as the weights are still those that it made them of."""
    before = yaml.safe_load((folder / "rdf.yaml").read_text()) if (folder / "rdf.yaml").exists() else {}
    same = before and before["weights"]["onnx"]["sha256"] == sha256(folder / "weights.onnx")
    int8 = before["config"]["lesionlens"].get("int8") if same else None
    return dict(int8=int8) if int8 else {}


def describe(folder, settings):
    names = [value.name for value in onnx.load(folder / "weights.onnx").graph.output]
    answers = {name: np.load(folder / TENSORS / "noise" / f"{name}.npy", mmap_mode="r") for name in names}
    entered = np.load(folder / TENSORS / "input_noise.npy", mmap_mode="r").shape
    own = settings["config"]["lesionlens"]
    settings["inputs"][0]["preprocessing"] = tensors.entering(*own["normalization"]["clip"])
    settings["outputs"] = tensors.described(settings["outputs"], answers, entered, f"{TENSORS}/noise")
    own["tests"] = tests(folder, names)
    settings["config"]["lesionlens"] = {"task": own["task"], **reduced(folder), **own}
    with_hashes(folder, settings)
    (folder / "rdf.yaml").write_text(yaml.safe_dump(settings, sort_keys=False, allow_unicode=True, width=110))


def write(name):
    settings = yaml.safe_load((HERE / "settings" / f"{FOLDERS[name]}.yaml").read_text())
    describe(HERE.parent / FOLDERS[name], settings)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", choices=tuple(FOLDERS))
    write(parser.parse_args().network)


if __name__ == "__main__":
    main()
