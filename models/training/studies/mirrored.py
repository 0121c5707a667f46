"""What mirrored views (`--mirror` of the program) are worth to a segmenter: `python studies/mirrored.py DATASET --out FOLDER
[--fold F] [--seed N...] [--threshold T...]`, from models/training.

FOLDER is that of a training in which `ablate` has trained the fold with all (FOLDER/tried; of --share). Prints a line for
each seed and threshold: mean Dice of the network's answer and of the mean with its answer to the image mirrored along x, the
share of Dice below 0.1, and the share of images without a lesion in which something is found.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from training import figures, fit, folds, proxies  # noqa: E402
from training.dataset import DataError  # noqa: E402


class Mirrored(nn.Module):
    """The mean probability of an image and of the image mirrored along x, as logits."""

    def __init__(self, network):
        super().__init__()
        self.network, self.form = network, network.form

    def forward(self, x):
        views = [self.network(x)["logits"], self.network(x.flip(-1))["logits"].flip(-1)]
        return {"logits": torch.logit(torch.stack([torch.sigmoid(view.float()) for view in views]).mean(0), 1e-7)}


def told(training, answers, items, threshold):
    """(mean Dice, share below 0.1, share of images without a lesion that are touched or NaN)."""
    masks = {item.name: answers[item.name].max(0) >= threshold * 255 for item in items}
    dice = np.array([figures.dice(masks[i.name], training.truth(i) > 0) for i in items if i.lesion])
    free = [masks[i.name].any() for i in items if not i.lesion]
    return dice.mean(), (dice < 0.1).mean(), np.mean(free) if free else float("nan")


def study(training, fold, share, seed, thresholds):
    made = replace(proxies.changed(training.plan, {}, share), seed=seed)
    tried = proxies.Proxy(replace(training, plan=made), "with all", "segmenter", fold, seed)
    if not fit.trained(tried.folder):
        raise DataError(f"{tried.folder} is not trained. Run ablate for fold {fold} and seed {seed} first.")
    network = fit.load(tried.training.plan.segmenter, tried.folder)
    items = tried.training.items(only=fold)
    answers = [folds.segmented(tried.training, one.eval(), items) for one in (network, Mirrored(network))]
    for threshold in thresholds:
        once, twice = (told(tried.training, said, items, threshold) for said in answers)
        names = ("Dice", "below 0.1", "images without a lesion touched")
        pairs = (f"{name} {a:.4f}, mirrored {b:.4f}" for name, a, b in zip(names, once, twice) if a == a)
        print(f"fold {fold}, seed {seed}, threshold {threshold:g}:", "; ".join(pairs), flush=True)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder of a training with `ablate`")
    parser.add_argument("--fold", help="the first of the plan")
    parser.add_argument("--seed", type=int, nargs="+", default=[1])
    parser.add_argument("--share", type=float, default=proxies.SHARE)
    parser.add_argument("--threshold", type=float, nargs="+", default=[0.5, 0.7])
    settings = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        training = proxies.training_of(settings.dataset, settings.out)
        for seed in settings.seed:
            study(training, settings.fold or training.plan.folds[0], settings.share, seed, settings.threshold)
    except DataError as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
