"""An attention U-Net of three dimensions with random weights, as a model folder for tests of speed: of no use for images.

python3 attention_unet_3d.py FOLDER [CHANNELS]    (needs torch and onnx; 16 channels at the finest level are 96 GFLOP for 96^3)
"""
import hashlib
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

LEVELS = 4
SIDE = 96  # of a tile


class Block(nn.Sequential):
    def __init__(self, inputs, outputs):
        layers = []
        for channels in (inputs, outputs):
            layers += [nn.Conv3d(channels, outputs, 3, padding=1), nn.BatchNorm3d(outputs), nn.ReLU()]
        super().__init__(*layers)


class Gate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.features = nn.Conv3d(channels, channels // 2, 1)
        self.signal = nn.Conv3d(channels, channels // 2, 1)
        self.choice = nn.Conv3d(channels // 2, 1, 1)

    def forward(self, features, signal):
        return features * torch.sigmoid(self.choice(F.relu(self.features(features) + self.signal(signal))))


class AttentionUNet3d(nn.Module):
    def __init__(self, channels=16):
        super().__init__()
        widths = [channels * 2**level for level in range(LEVELS)]
        self.down = nn.ModuleList(Block(before, after) for before, after in zip([1, *widths], widths))
        self.up = nn.ModuleList(nn.ConvTranspose3d(2 * width, width, 2, 2) for width in widths[:-1])
        self.gates = nn.ModuleList(Gate(width) for width in widths[:-1])
        self.merge = nn.ModuleList(Block(2 * width, width) for width in widths[:-1])
        self.last = nn.Conv3d(channels, 1, 1)

    def forward(self, x):
        features = []
        for level, block in enumerate(self.down):
            x = block(F.max_pool3d(x, 2) if level else x)
            features.append(x)
        for level in reversed(range(LEVELS - 1)):
            signal = self.up[level](x)
            x = self.merge[level](torch.cat([self.gates[level](features[level], signal), signal], 1))
        return torch.sigmoid(self.last(x))


DESCRIPTION = """format_version: 0.5.4
type: model
name: {name}
version: '1'
description: 'An attention U-Net of three dimensions with random weights. For tests of speed: of no use for images.'
config:
  lesionlens:
    task: segmentation
    modality: MR
    threshold: 0.5
    min_volume_ml: 0
    min_area_mm2: 0
    preparation: [{{step: reorient, to: LPS}}, {{step: z-score}}]
    channels: [{{name: t1}}]
    labels: [{{name: noise, value: 1, lesion: true}}]
    output: {{name: probability, axes: bczyx, type: float32, activation: none, answer: independent, labels: [1]}}
    network:
      input: {{name: input, axes: bczyx, type: float32}}
      window: {{kind: tiles, sides: [{side}, {side}, {side}], step: 0.5, fill: {{mode: constant}}}}
      weights: [{{source: weights.onnx, sha256: {sha256}}}]
"""


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    torch.manual_seed(1)
    network = AttentionUNet3d(int(sys.argv[2]) if len(sys.argv) > 2 else 16).eval()
    sizes = {0: "n", 2: "z", 3: "y", 4: "x"}
    torch.onnx.export(
        network, torch.zeros(1, 1, 32, 32, 32), str(folder / "weights.onnx"), input_names=["input"],
        output_names=["probability"], opset_version=17, dynamo=False,
        dynamic_axes={"input": sizes, "probability": sizes})
    sha256 = hashlib.sha256((folder / "weights.onnx").read_bytes()).hexdigest()
    (folder / "rdf.yaml").write_text(DESCRIPTION.format(name=folder.name, side=SIDE, sha256=sha256))


if __name__ == "__main__":
    main()
