"""Writes a model folder: `python export.py segmenter|classifier --data DIR [--seed 1]`: weights.onnx, test tensors, what the
channel weights are like in each class (of the training data), and rdf.yaml.

Test tensors come from PyTorch before the export. The folder's README.md (the card) is written by hand; its figures by
measure.py. What LesionLens needs beyond the bioimage.io description stands in settings/NAME.yaml.
"""
import argparse
import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

import data
import describe
import excitations
import lesions
import phantom
from describe import FOLDERS
from network import AttentionUNet, SEResNet, TwoLooks, attention

HERE = Path(__file__).parent
OPSET = 17
TEMPERATURE = HERE / "settings" / "temperature.json"


def load_trained(name, runs, seed, leave_out=None):
    """A trained network, or the segmenter that has not seen a patient.

    The segmenter looks twice; the classifier's logits are divided by the temperature that calibrate.py found.
    """
    part = "whole" if leave_out is None else f"without-{leave_out}"
    network = AttentionUNet() if name == "segmenter" else SEResNet(len(data.CLASSES))
    network.load_state_dict(torch.load(Path(runs) / f"{name}-{seed}-{part}" / "trained.pt", map_location="cpu"))
    if name == "segmenter":
        network = TwoLooks(network)
    else:
        temperature = json.loads(TEMPERATURE.read_text())["temperature"]
        with torch.no_grad():
            network.class_maps.weight /= temperature
            network.bias /= temperature
    return network.eval()


def phantom_slice(seed, kind, size):
    image, mask = phantom.random_slice(np.random.default_rng(seed), kind, size, data.FIELD_OF_VIEW_MM / size)
    return data.z_score(image, *data.statistics(image)), mask


def test_inputs(name):
    """Several sizes and batches, noise as well as phantoms, all of them with a fixed seed."""
    rng = np.random.default_rng(5)
    if name == "segmenter":
        return {
            "phantom": phantom_slice(11, "meningioma", 256)[0][None, None],
            "noise": rng.normal(size=(2, 1, 64, 96)).astype(np.float32),
            "small": phantom_slice(12, "glioma", 128)[0][None, None],
        }
    patches = [lesions.patch(*(torch.from_numpy(a.astype(np.float32)) for a in phantom_slice(20 + k, kind, 256)))
               for k, kind in enumerate(data.CLASSES)]
    return {"phantom": torch.stack(patches).numpy(), "noise": rng.normal(size=(2, 2, 64, 96)).astype(np.float32)}


class Flat(torch.nn.Module):
    """The network with its dict of outputs as a tuple, in a fixed order."""

    def __init__(self, network, names):
        super().__init__()
        self.network, self.names = network, names

    def forward(self, x):
        outputs = self.network(x)
        return tuple(outputs[name] for name in self.names)


def export_onnx(network, names, example, path):
    with torch.no_grad():
        outputs = network(example)
    axes = {"input": {0: "batch", 2: "height", 3: "width"}}
    for name, value in outputs.items():
        maps = value.dim() == 4 and not name.endswith("excitation")
        axes[name] = {0: "batch", 2: f"{name}_height", 3: f"{name}_width"} if maps else {0: "batch"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(Flat(network, names).eval(), (example,), str(path), dynamo=False, opset_version=OPSET,
                          input_names=["input"], output_names=list(names), dynamic_axes=axes)
    model = onnx.load(path)
    model.ir_version = min(model.ir_version, 10)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def write_tensors(network, folder, inputs):
    """input_CASE.npy and CASE/OUTPUT.npy: every output for the noise, `probability` for the rest."""
    for case, image in inputs.items():
        with torch.no_grad():
            outputs = {name: value.numpy() for name, value in network(torch.from_numpy(image)).items()}
        kept = outputs if case == "noise" else {"probability": outputs["probability"]}
        (folder / case).mkdir(parents=True)
        np.save(folder / f"input_{case}.npy", image)
        for name, value in kept.items():
            np.save(folder / case / f"{name}.npy", value)


def write_attention(network, folder, image):
    """The whole matrix of the first image's self-attention, to which the Java program's rows are held."""
    with torch.no_grad():
        outputs = network(torch.from_numpy(image[:1]))
    np.save(folder / "attention_noise.npy", attention(outputs["query"], outputs["key"])[0].numpy())


def check(path, folder):
    """The largest difference between ONNX Runtime and PyTorch over all test tensors."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    worst = 0.0
    for source in sorted(folder.glob("input_*.npy")):
        case = source.stem.removeprefix("input_")
        outputs = dict(zip((o.name for o in session.get_outputs()), session.run(None, {"input": np.load(source)}),
                           strict=True))
        for expected in (folder / case).glob("*.npy"):
            worst = max(worst, float(np.abs(outputs[expected.stem] - np.load(expected)).max()))
    return worst


def write_model(name, network, folder, root):
    folder.mkdir(parents=True, exist_ok=True)
    inputs = test_inputs(name)
    names = tuple(network(torch.from_numpy(inputs["noise"])))
    shutil.rmtree(folder / "test-tensors", ignore_errors=True)
    write_tensors(network, folder / "test-tensors", inputs)
    if name == "segmenter":
        write_attention(network, folder / "test-tensors", inputs["noise"])
    export_onnx(network, names, torch.from_numpy(inputs["noise"]), folder / "weights.onnx")
    excitations.write(name, network, root, folder / "excitation-means.yaml")
    describe.write(name)
    print(f"{folder.name}: {(folder / 'weights.onnx').stat().st_size / 1e6:.2f} MB, outputs {', '.join(names)}")
    print(f"largest difference to PyTorch: {check(folder / 'weights.onnx', folder / 'test-tensors'):.2e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", choices=tuple(FOLDERS))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    arguments = parser.parse_args()
    write_model(arguments.network, load_trained(arguments.network, arguments.runs, arguments.seed),
                HERE.parent / FOLDERS[arguments.network], arguments.data)


if __name__ == "__main__":
    main()
