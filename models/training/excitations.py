"""What the channel weights of a network are like in each class: mean and standard deviation over slices of the training folds.

export.py writes them into the model's folder (excitation-means.yaml), where the program compares a case with them.
"""
import numpy as np
import torch
import yaml

import data
import lesions

STEP = 4  # every fourth slice: means of some hundred slices a class do not move


def inputs(name, root):
    """Class and input tensor (1, channels, side, side) of every STEP-th slice with a lesion."""
    side = data.SEGMENTER_SIDE if name == "segmenter" else data.SIDE
    for s in list(data.t1ce(root, data.TRAIN_FOLDS, side))[::STEP]:
        image = torch.from_numpy(s.image.astype(np.float32))
        if name == "segmenter":
            yield s.kind, image[None, None]
        else:
            yield s.kind, lesions.patch(image, torch.from_numpy(s.mask.astype(np.float32)))[None]


@torch.no_grad()
def means(name, network, root):
    """{excitation: {class: {mean: [...], deviation: [...]}}}"""
    weights = {}
    for kind, tensor in inputs(name, root):
        for output, value in network(tensor).items():
            if output.endswith("excitation"):
                weights.setdefault(output, {}).setdefault(kind, []).append(value.flatten().numpy())
    return {output: {kind: dict(mean=rounded(np.mean(by_class[kind], 0)), deviation=rounded(np.std(by_class[kind], 0)))
                     for kind in data.CLASSES} for output, by_class in weights.items()}


def rounded(values):
    return [round(float(v), 4) for v in values]


def write(name, network, root, path):
    path.write_text("# written by models/training/export.py\n"
                    + yaml.safe_dump(means(name, network, root), default_flow_style=None, width=120))
