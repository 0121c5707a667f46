"""Trains every variant three times and scores it on fold 4: `python ablation/run.py --data DIR` (goes on where it was stopped).

Same slices (folds 1 to 3 of brain-t1ce), schedule, augmentation and budget for all; segmenters see 128x128. What is scored goes
into segmenters.csv and classifiers.csv beside this file, a column a run; runs that have a column are not repeated. Several processes
may work at once, each on another run: two with OMP_NUM_THREADS=1 do more than one with two threads.
"""
import argparse
import contextlib
import csv
import fcntl
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import variants

sys.path.insert(0, str(Path(__file__).parents[1]))
import augment  # noqa: E402
import data  # noqa: E402
import evaluate  # noqa: E402
import train  # noqa: E402
from network import knock_out, watched  # noqa: E402

HERE = Path(__file__).parent
SEEDS = (1, 2, 3)
SIDE = 128


class Segmentation:
    """What `train.fit` needs to know about a segmenter."""

    batch, epochs, learning_rate, decay = 8, 15, 1e-3, 0.998

    def __init__(self, root, variant):
        slices = list(data.t1ce(root, data.TRAIN_FOLDS, SIDE))
        self.images = torch.from_numpy(np.stack([s.image for s in slices]))
        self.masks = torch.from_numpy(np.stack([s.mask for s in slices]))
        self.kinds = F.one_hot(torch.tensor([data.CLASSES.index(s.kind) for s in slices]))
        self.order, self.shown = np.arange(len(slices)), slices[::20]
        self.test = list(data.t1ce(root, (data.VALIDATION_FOLD,), SIDE))
        self.network = variants.segmenter(variant)

    def loss(self, network, chosen, generator):
        image, mask = augment.warp(
            self.images[chosen].float()[:, None], self.masks[chosen].float()[:, None], generator)
        kinds = mask * self.kinds[chosen][:, :, None, None]
        image = augment.intensity(image, generator).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            logits, votes = network(image)
        return train.deep_loss(logits, mask, 0.0) + 0.5 * train.class_loss(votes, kinds)

    def validate(self, network):
        return evaluate.segmentation_summary(network, self.test)

    def show(self, network):
        evaluate.probabilities(network, self.shown)

    def scores(self, network):
        """Dice of each slice of fold 4, on the grid of the network."""
        found = evaluate.probabilities(network, self.test) >= 0.5
        return {s.name: evaluate.dice(p, s.mask) for p, s in zip(found, self.test, strict=True)}


class Classification(train.Classification):
    """The same of a classifier. Its 888 steps are few: a slower average would hold the weights of the start."""

    epochs, decay = 8, 0.99

    def __init__(self, root, variant):
        slices = list(data.t1ce(root, data.TRAIN_FOLDS))
        super().__init__(slices, list(data.t1ce(root, (data.VALIDATION_FOLD,))), variants.classifier(variant))
        self.shown = slices[::20]

    def show(self, network):
        evaluate.class_logits(network, [(s.image, s.mask) for s in self.shown])

    def scores(self, network):
        """1 for each slice of fold 4 whose class is told right from the expert's mask, 0 for the others."""
        told = evaluate.class_logits(network, [(s.image, s.mask) for s in self.validation]).argmax(1).tolist()
        return {s.name: float(data.CLASSES[k] == s.kind) for k, s in zip(told, self.validation, strict=True)}


TASKS = {"segmenters": (Segmentation, variants.SEGMENTERS), "classifiers": (Classification, variants.CLASSIFIERS)}


def read(path):
    """Scores by run and slice."""
    if not path.exists():
        return {}
    with open(path, newline="") as f:
        rows = list(csv.DictReader(f))
    return {run: {row["slice"]: float(row[run]) for row in rows} for run in rows[0] if run != "slice"}


def write(path, runs):
    names = sorted(next(iter(runs.values())))
    aside = path.with_suffix(".tmp")
    with open(aside, "w", newline="") as f:
        table = csv.writer(f, lineterminator="\n")
        table.writerow(["slice", *runs])
        table.writerows([name, *(f"{scores[name]:.4f}" for scores in runs.values())] for name in names)
    aside.rename(path)


@contextlib.contextmanager
def locked(path, wait):
    """Whether no other process has the file; it is this one's until the end of the block."""
    with open(path, "w") as f:
        try:
            fcntl.flock(f, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            mine = True
        except BlockingIOError:
            mine = False
        yield mine


def train_and_score(kind, variant, seed, folder, root):
    path, run = HERE / f"{kind}.csv", f"{variant} {seed}"
    if run in read(path):
        return
    torch.manual_seed(seed)
    task = TASKS[kind][0](root, variant)
    task.network.load_state_dict(torch.load(train.fit(lambda: task, folder, seed)))
    scores = {f"{name} {seed}": task.scores(network) for name, network in with_knocked_out(variant, task)}
    with locked(folder.parent / "table.lock", wait=True):
        write(path, {**read(path), **scores})


def with_knocked_out(variant, task):
    """The network, and the same network without each of its mechanisms, with their names."""
    network = task.network.eval()
    yield variant, network
    with watched(network):
        task.show(network)
    for mechanism in variants.KNOCKED_OUT.get(variant, ()):
        knock_out(network, mechanism)
        yield variants.without(variant, mechanism), network
        knock_out(network, mechanism, off=False)


def main():
    train.keep_memory()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--runs", type=Path, default=HERE.parent / "runs" / "ablation")
    arguments = parser.parse_args()
    wanted = [(kind, variant, seed) for seed in SEEDS for kind, (_, names) in TASKS.items() for variant in names]
    for kind, variant, seed in wanted:
        folder = arguments.runs / f"{kind}-{variant} {seed}".replace(" ", "-")
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / "lock", wait=False) as mine:
            if mine:
                train_and_score(kind, variant, seed, folder, arguments.data)


if __name__ == "__main__":
    main()
