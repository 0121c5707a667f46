"""Exports networks of PyTorch to what `models add` takes, and holds ONNX Runtime to PyTorch's own answer.

    python export.py nnunet TRAINED_FOLDER --output DIR [--folds 0 1]
    python export.py monai BUNDLE_FOLDER [--output DIR] [--side 96]
    python export.py torch NETWORK.pt --shape 1,1,256,256 --output FILE.onnx [--open 2,3]
    python export.py torch package.module:make_network --weights STATE.pt --shape 1,1,96,96,96 --output FILE.onnx

TRAINED_FOLDER is nnU-Net's `nnUNetTrainer__nnUNetPlans__3d_fullres`, with plans.json, dataset.json and fold_N. Needs torch,
onnx, onnxruntime and onnxscript; nnunetv2 or monai for their models. Run it with code that you trust only: a checkpoint and
a Python module may do anything.
"""
import argparse
import importlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

OPSET = 17
TOLERANCE = 1e-3


class OnlyTheLargest(torch.nn.Module):
    """Of a network with deep supervision the answer of full size."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, image):
        answer = self.network(image)
        return answer[0] if isinstance(answer, (list, tuple)) else answer


def export(network, shape, target, open_axes=()):
    """Writes one file without others beside it, and returns the largest difference from PyTorch's answer to noise.

    The axes that stay open (numbers of `shape`) have the same size in the answer.
    """
    scripted = isinstance(network, torch.jit.ScriptModule)  # which cannot be part of another network here
    network = (network if scripted else OnlyTheLargest(network)).eval()
    image = torch.from_numpy(np.random.default_rng(7).standard_normal(shape).astype(np.float32))
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    names = {axis: f"axis{axis}" for axis in open_axes}
    with torch.no_grad():
        expected = network(image).numpy()
        torch.onnx.export(network, (image,), str(target), input_names=["input"], output_names=["output"],
                          opset_version=OPSET, dynamo=False,
                          dynamic_axes={"input": names, "output": names} if names else None)
    onnx.checker.check_model(str(target))
    session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    found = session.run(None, {"input": image.numpy()})[0]
    if found.shape != expected.shape:
        sys.exit(f"{target} answers {found.shape} but PyTorch {expected.shape}: nothing was exported that can be used")
    difference = float(np.abs(found - expected).max())
    if not difference <= TOLERANCE * max(1.0, float(np.abs(expected).max())):
        target.unlink()
        sys.exit(f"{target} differs from PyTorch by {difference:.2g}, so it was removed")
    print(f"{target}: {list(image.shape)} -> {list(expected.shape)}, largest difference from PyTorch {difference:.1e}")
    return difference


def nnunet(arguments):
    """Every fold at the patch size of its plans: a network of nnU-Net answers logits."""
    from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor

    source = Path(arguments.source)
    folds = arguments.folds or sorted(int(fold.name[5:]) for fold in source.glob("fold_[0-9]*"))
    predictor = nnUNetPredictor(device=torch.device("cpu"), verbose=False, allow_tqdm=False)
    predictor.initialize_from_trained_model_folder(str(source), use_folds=folds, checkpoint_name=arguments.checkpoint)
    channels = len(json.loads((source / "dataset.json").read_text())["channel_names"])
    shape = (1, channels, *predictor.configuration_manager.patch_size)
    output = Path(arguments.output)
    for fold, parameters in zip(folds, predictor.list_of_parameters):
        predictor.network.load_state_dict(parameters)
        export(predictor.network, shape, output / f"fold_{fold}.onnx")
    for name in ("plans.json", "dataset.json"):
        shutil.copy(source / name, output / name)
    axes = predictor.allowed_mirroring_axes
    if axes:
        letters = [predictor.plans_manager.transpose_forward[axis + 3 - len(shape[2:])] for axis in axes]
        print("mirroring that training allowed: --set mirror_axes=" + ",".join("zyx"[axis] for axis in letters))


def monai(arguments):
    """The network of a bundle, with sides that may be any that it takes."""
    from monai.bundle import ConfigParser

    source = Path(arguments.source)
    parser = ConfigParser()
    parser.read_config(str(next((source / "configs").glob("inference.*"))))
    parser.read_meta(str(source / "configs" / "metadata.json"))
    parser["bundle_root"] = str(source)
    network = parser.get_parsed_content("network_def")
    network.load_state_dict(torch.load(source / "models" / "model.pt", map_location="cpu", weights_only=True))
    inputs = parser["_meta_#network_data_format#inputs#image"]
    spatial = [arguments.side] * (3 if len(inputs["spatial_shape"]) == 3 else 2)
    shape = (1, int(inputs["num_channels"]), *spatial)
    output = Path(arguments.output or source)
    export(network, shape, output / "models" / "model.onnx", range(2, len(shape)))
    if output != source:
        shutil.copytree(source / "configs", output / "configs", dirs_exist_ok=True)


def plain(arguments):
    """TorchScript, or what a function of a module makes."""
    if ":" in arguments.source and not Path(arguments.source).exists():
        module, function = arguments.source.rsplit(":", 1)
        sys.path.insert(0, ".")
        network = getattr(importlib.import_module(module), function)()
        if arguments.weights:
            network.load_state_dict(torch.load(arguments.weights, map_location="cpu", weights_only=True))
    else:
        network = torch.jit.load(arguments.source, map_location="cpu")
    export(network, numbers(arguments.shape), arguments.output, numbers(arguments.open))


def numbers(text):
    return tuple(int(part) for part in text.split(",")) if text else ()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(required=True)
    one = kinds.add_parser("nnunet")
    one.add_argument("source")
    one.add_argument("--output", required=True)
    one.add_argument("--folds", type=int, nargs="*")
    one.add_argument("--checkpoint", default="checkpoint_final.pth")
    one.set_defaults(run=nnunet)
    one = kinds.add_parser("monai")
    one.add_argument("source")
    one.add_argument("--output")
    one.add_argument("--side", type=int, default=96)
    one.set_defaults(run=monai)
    one = kinds.add_parser("torch")
    one.add_argument("source")
    one.add_argument("--weights")
    one.add_argument("--shape", required=True)
    one.add_argument("--open", default="")
    one.add_argument("--output", required=True)
    one.set_defaults(run=plain)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
