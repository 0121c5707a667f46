"""The learning curve of a network, from the log.csv of its folds: what it said of some of the images that it has not seen,
now and then on the way.
"""

import csv

import numpy as np
import torch

from . import classification, figures, sections

LOOK = 64  # images of the held-out fold that it is made of, about
LOGGED = ("step", "loss", "seconds")  # of every line; what else there is was looked at
TITLE = "Learning curve"
WORDS = dict(dice="mean Dice", cross_entropy="cross-entropy, experts' masks", accuracy="accuracy, experts' masks")
WORDS |= sections.BOXES


def section(training, kind):
    """For the card; nothing where a fold has no log, as of networks that came from elsewhere without it."""
    folders = [training.folder(kind, f"fold-{fold}") for fold in training.plan.folds]
    found = [looks(folder / "log.csv") for folder in folders]
    steps = sorted(set.intersection(*map(set, found)))
    if not steps:
        return []
    keys = [key for key in WORDS if all(key in one[step] for one in found for step in steps)]
    rows = [(step, *(f"{np.mean([one[step][key] for one in found]):.4f}" for key in keys)) for step in steps]
    return [
        f"## {TITLE}",
        f"Means over {len(found)} folds, of some of the images that each has not seen; no choice was made by them.",
        "",
        *sections.table(("steps", *(WORDS[key] for key in keys)), rows),
    ]


def looks(path):
    """{step: {figure: number}} of a log, the last line of a step counting where a training was stopped and gone on with."""
    if not path.is_file():
        return {}
    with open(path, newline="") as f:
        lines = [dict(part.split("=") for part in row) for row in csv.reader(f)]
    found = {
        int(line["step"]): {key: float(value) for key, value in line.items() if key not in LOGGED} for line in lines
    }
    return {step: said for step, said in found.items() if said}


def some(items):
    return items[:: max(1, len(items) // LOOK)]


def classes(training, fold):
    """For the learning curve: of some of the held-out lesions, with experts' masks, the cross-entropy and the share that
    is told rightly.
    """
    if fold is None:
        return None
    look = some([item for item in training.items(only=fold) if item.kind and item.lesion])
    names = list(training.dataset.description.class_names)

    def found(network):
        if not look:
            return {}
        logits = np.stack([_logits_of_expert(training, network, item) for item in look])
        truth = np.array([names.index(item.kind) for item in look])
        sure = figures.softmax(logits)[np.arange(len(look)), truth]
        return dict(
            cross_entropy=round(float(-np.log(sure + 1e-12).mean()), 4),
            accuracy=round(float((logits.argmax(1) == truth).mean()), 4),
        )

    return found


def _logits_of_expert(training, network, item):
    image = torch.from_numpy(training.prepared.image(item).astype(np.float32))
    return classification.answer(network, training.plan, image, training.prepared.mask(item) > 0)
