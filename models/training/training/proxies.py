"""What changes of a plan are worth: `python -m training try DATASET CHANGES.yaml --out FOLDER`, in a
folder with a plan.

CHANGES.yaml has for each name the changes of the plan, by place (`segmenter.loss.affinity: 0`), none for the plan as it
is; `of: classifier` where it is not the segmenter's; `folds` and `seeds`. Each is trained on those folds in a share of
the schedule (a quarter), and a line goes to OUT/proxies.csv: mean Dice, or AUC or accuracy with experts' masks, on the
prepared grid. Classifiers see experts' masks alone.
"""

import csv
import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import yaml

from . import classification, dataset, figures, fit, folds, plan, prepare
from .segmentation import Segmentation
from .store import Store

SHARE = 0.25
COLUMNS = ("dataset", "name", "network", "fold", "seed", "steps", "seconds", "figures")


def changed(made, changes, share=SHARE):
    """The plan with the changes, and with a share of its steps."""
    text = plan.as_mapping(made)
    for place, value in changes.items():
        *way, last = place.split(".")
        entry = text
        for step in way:
            entry = entry[step]
        if last not in entry:
            raise dataset.DataError(f"The plan has no {place}; {'.'.join(way)} has {', '.join(entry)}.")
        entry[last] = value
    for name in made.networks():
        text[name]["schedule"]["steps"] = max(2, round(text[name]["schedule"]["steps"] * share))
    return plan.from_mapping(text)


class Proxy:
    """One run: a name, the changed plan, the network, the fold that is left out, and a seed."""

    def __init__(self, training, name, wanted, fold, seed, share):
        changes = {key: value for key, value in wanted.items() if key not in ("of", "folds", "seeds")}
        self.training, self.name, self.network = training, name, wanted.get("of", "segmenter")
        self.plan = changed(training.plan, changes, share)
        self.fold, self.seed = str(fold), seed
        self.folder = training.out / "proxies" / name / f"{self.network}-fold-{fold}-seed-{seed}"

    def task(self, store):
        numbers = [k for k, item in enumerate(store.items) if item.fold != self.fold]
        tight, seed = self.training.dataset.description.tight_axes, 1000 * self.seed + self.training.plan.seed
        if self.network == "segmenter":
            return Segmentation(self.plan, store, numbers, tight, seed)
        names = list(self.training.dataset.description.class_names)
        kinds = torch.tensor([names.index(item.kind) for item in store.items])
        return classification.Classification(self.plan, store, numbers, tight, seed, kinds)

    def figures(self):
        training = replace(self.training, plan=self.plan)
        network = fit.load(getattr(self.plan, self.network), self.folder)
        items = [item for item in training.items(only=self.fold) if item.lesion]
        if self.network == "segmenter":
            answers = folds.answers_on_grid(training, network, items)
            masks = [(answers[i.name].max(0) >= 128, training.prepared.mask(i) > 0) for i in items]
            return figures.overlap([figures.dice(*pair) for pair in masks])
        items = [item for item in items if item.kind]
        rows = []
        for item in items:
            image = torch.from_numpy(training.prepared.image(item).astype(np.float32))
            said = classification.answer(network, self.plan, image, training.prepared.mask(item) > 0)
            rows.append(dict(kind=item.kind, found=True, experts=said.tolist()))
        return figures.summary(rows, "experts", list(training.dataset.description.class_names))


def run(training, wanted, share=SHARE):
    """Every variant that has no line yet."""
    path = training.out / "proxies.csv"
    proxies = [
        Proxy(training, name, entry or {}, fold, seed, share)
        for name, entry in wanted.items()
        for fold in (entry or {}).get("folds", training.plan.folds[:1])
        for seed in (entry or {}).get("seeds", [1])
    ]
    for network, group in itertools.groupby(proxies, lambda one: one.network):
        group, mode = list(group), getattr(training.plan, network).mode
        folds.set_threads(mode)
        store = store_for(training, network, fit.device_of(mode))
        missing = (one for one in group if not fit.trained(one.folder))
        folds.trained_together(store, ((one.task(store), one.folder, None, note(one, path)) for one in missing))


def store_for(training, network, device):
    items = training.prepared.items
    if network == "segmenter":
        return Store(training.prepared, items, device)
    items = [item for item in items if item.kind and item.lesion]
    layers = {
        "said": [np.zeros(item.shape, np.uint8) for item in items],
        "distance": [classification.distance(training.prepared.mask(item) > 0) for item in items],
    }
    return Store(training.prepared, items, device, layers)


def note(proxy, path):
    """What is done when a run ends: its line."""

    def at_end():
        found = proxy.figures()
        steps = getattr(proxy.plan, proxy.network).schedule.steps
        row = dict(
            dataset=proxy.plan.dataset,
            name=proxy.name,
            network=proxy.network,
            fold=proxy.fold,
            seed=proxy.seed,
            steps=steps,
            seconds=round(fit.seconds(proxy.folder)),
            figures=" ".join(f"{key}={value}" for key, value in found.items()),
        )
        new = not path.exists()
        with open(path, "a", newline="") as f:
            writer = csv.DictWriter(f, COLUMNS)
            if new:
                writer.writeheader()
            writer.writerow(row)
        print(*row.values(), flush=True)

    return at_end


def main(data, out, changes, share=SHARE):
    out = Path(out)
    read, made = dataset.read(data), plan.read(out / "plan.yaml")
    training = folds.Training(read, made, prepare.prepare(read, made.grid, out / "prepared"), out)
    run(training, yaml.safe_load(Path(changes).read_text()), share)
