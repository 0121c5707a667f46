"""`python models/export/test_export.py [FOLDER]`: exports tiny networks of torch, and leaves them in FOLDER for `models add`.

Without torch it says so and ends with code 77.
"""
import json
import sys
import tempfile
import types
from pathlib import Path

try:
    import torch

    import export
except ImportError as missing:
    print(f"SKIPPED: exports of networks of torch: {missing}")
    sys.exit(77)


class Tiny(torch.nn.Module):
    """3 x - 1 in the first channel, its negative in the second, at full and at half size where `deep`."""

    def __init__(self, dimensions=2, channels=1, deep=False):
        super().__init__()
        conv = torch.nn.Conv2d if dimensions == 2 else torch.nn.Conv3d
        self.conv = conv(channels, 2, 1)
        self.pool = torch.nn.AvgPool2d(2) if dimensions == 2 else torch.nn.AvgPool3d(2)
        self.deep = deep
        with torch.no_grad():
            self.conv.weight[:] = 0
            self.conv.weight[0, 0] = 3
            self.conv.weight[1, 0] = -3
            self.conv.bias[:] = torch.tensor([-1.0, 1.0])

    def forward(self, image):
        answer = self.conv(image)
        return [answer, self.pool(answer)] if self.deep else answer


def plain(folder):
    script = folder / "tiny.pt"
    torch.jit.script(torch.nn.Sequential(torch.nn.Conv2d(1, 1, 3, padding=1), torch.nn.Sigmoid())).save(str(script))
    arguments = types.SimpleNamespace(
        source=str(script), weights=None, shape="1,1,32,32", open="0,2,3", output=str(folder / "plain" / "tiny.onnx"))
    export.plain(arguments)
    script.unlink()
    names = [path.name for path in (folder / "plain").iterdir()]
    assert names == ["tiny.onnx"], names


def nnunet(folder):
    target = folder / "nnunet"
    for fold in range(2):
        export.export(Tiny(3, deep=True), (1, 1, 8, 16, 16), target / f"fold_{fold}.onnx")
    (target / "plans.json").write_text(json.dumps({
        "dataset_name": "Dataset001_Tiny", "transpose_forward": [0, 1, 2], "configurations": {"3d_fullres": {
            "patch_size": [8, 16, 16], "spacing": [2.0, 1.0, 1.0], "normalization_schemes": ["ZScoreNormalization"],
            "use_mask_for_norm": [False]}}}, indent=4))
    (target / "dataset.json").write_text(json.dumps(
        {"channel_names": {"0": "MRI"}, "labels": {"background": 0, "tumour": 1}}, indent=4))


def monai(folder):
    target = folder / "monai"
    export.export(Tiny(3), (1, 1, 32, 32, 32), target / "models" / "model.onnx", range(2, 5))
    (target / "configs").mkdir()
    (target / "configs" / "metadata.json").write_text(json.dumps({
        "name": "Tiny bundle", "version": "0.1.0", "network_data_format": {
            "inputs": {"image": {"type": "image", "modality": "MR", "num_channels": 1}},
            "outputs": {"pred": {"type": "image", "num_channels": 2,
                                 "channel_def": {"0": "background", "1": "tumour"}}}}}))
    (target / "configs" / "inference.json").write_text(json.dumps({
        "preprocessing": {"_target_": "Compose", "transforms": [
            {"_target_": "LoadImaged", "keys": "image"}, {"_target_": "EnsureChannelFirstd", "keys": "image"},
            {"_target_": "NormalizeIntensityd", "keys": "image", "nonzero": True, "channel_wise": True}]},
        "inferer": {"_target_": "SlidingWindowInferer", "roi_size": [32, 32, 32], "overlap": 0.5},
        "postprocessing": {"_target_": "Compose", "transforms": [
            {"_target_": "Activationsd", "keys": "pred", "softmax": True},
            {"_target_": "AsDiscreted", "keys": "pred", "argmax": True}]}}))


def refuses_what_differs(folder):
    class Random(torch.nn.Module):
        def forward(self, image):
            return image + torch.rand(()).item()

    try:
        export.export(Random(), (1, 1, 8, 8), folder / "random.onnx")
    except SystemExit as refused:
        assert "differs" in str(refused), refused
        assert not (folder / "random.onnx").exists()
    else:
        raise AssertionError("a network that answers anew each time was exported")


def main(folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    plain(folder)
    nnunet(folder)
    monai(folder)
    refuses_what_differs(folder)
    print("exports of networks of torch: all right")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(temporary)
