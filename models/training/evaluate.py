"""Figures of a trained network on the held-out slices: `python evaluate.py --data DIR [--seed 1]`.

The figures of the cards come from the Java program and the independent scorer; these here guide the training and
knock every attention mechanism out in turn.
"""
import argparse
from pathlib import Path

import numpy as np
import torch

import data
import lesions
from network import MECHANISMS, knock_out, watched


@torch.no_grad()
def probabilities(network, slices, batch=8):
    """(N,H,W) float32."""
    out, device = [], next(network.parameters()).device
    for start in range(0, len(slices), batch):
        images = torch.from_numpy(np.stack([s.image for s in slices[start:start + batch]])).float()[:, None].to(device)
        out.append(network(images.contiguous(memory_format=torch.channels_last))["probability"][:, 0].cpu().numpy())
    return np.concatenate(out)


def dice(prediction, truth):
    total = prediction.sum() + truth.sum()
    return 2 * (prediction & truth).sum() / total if total else 1.0


def segmentation_summary(network, slices, threshold=0.5):
    predicted = probabilities(network, slices) >= threshold
    scores = np.array([dice(p, s.mask) for p, s in zip(predicted, slices, strict=True)])
    summary = {}
    for kind in data.CLASSES:
        summary[kind] = scores[[s.kind == kind and s.source == "t1ce" for s in slices]].mean()
    t1ce = scores[[s.source == "t1ce" for s in slices]]
    free = [p.mean() >= 20 / data.SIDE**2 for p, s in zip(predicted, slices, strict=True) if not s.mask.any()]
    volumes = [k for k, s in enumerate(slices) if s.source == "progression"]
    summary.update(dice=t1ce.mean(), median=np.median(t1ce), missed=(t1ce < 0.1).mean())
    if free:
        summary["touched"] = np.mean(free)
    if volumes:
        summary["progression"] = dice(predicted[volumes], np.stack([slices[k].mask for k in volumes]))
    return {key: round(float(value), 4) for key, value in summary.items()}


@torch.no_grad()
def class_logits(network, pairs, batch=32):
    """`pairs` of image and mask (H,W); (N, classes)."""
    out = []
    for start in range(0, len(pairs), batch):
        patches = [lesions.patch(torch.from_numpy(image).float(), torch.from_numpy(mask).float())
                   for image, mask in pairs[start:start + batch]]
        out.append(network(torch.stack(patches))["logits"])
    return torch.cat(out)


def classification_summary(network, slices):
    """With the expert's masks."""
    predicted = class_logits(network, [(s.image, s.mask) for s in slices]).argmax(1).numpy()
    truth = np.array([data.CLASSES.index(s.kind) for s in slices])
    summary = {kind: (predicted[truth == k] == k).mean() for k, kind in enumerate(data.CLASSES)}
    summary["accuracy"] = (predicted == truth).mean()
    return {key: round(float(value), 4) for key, value in summary.items()}


def knocked_out(network, slices, mechanisms=tuple(MECHANISMS)):
    """Summary of the whole network and of the network without each mechanism; `see_choices` goes before gates and excitations."""
    table = {"whole": segmentation_summary(network, slices)}
    for mechanism in mechanisms:
        knock_out(network, mechanism)
        table[mechanism] = segmentation_summary(network, slices)
        knock_out(network, mechanism, off=False)
    return table


def see_choices(network, root, step=20):
    """Shows the network every `step`th training slice of brain-t1ce, for the means of gates and excitations."""
    with watched(network):
        probabilities(network, list(data.t1ce(root, data.TRAIN_FOLDS, data.SEGMENTER_SIDE))[::step])


def main():
    from export import load_trained
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=Path, default=Path(__file__).parent / "runs")
    arguments = parser.parse_args()
    slices = data.validation_slices(arguments.data)
    network = load_trained("segmenter", arguments.runs, arguments.seed)
    see_choices(network, arguments.data)
    for name, summary in knocked_out(network, slices).items():
        print(f"{name:12s}", summary)
    classifier = load_trained("classifier", arguments.runs, arguments.seed)
    print("classifier  ", classification_summary(classifier, list(data.t1ce(arguments.data, (data.VALIDATION_FOLD,)))))


if __name__ == "__main__":
    main()
