"""Cross-validation: a run for each fold of each network, and what it says of the fold that it has not seen.

OUT/runs/segmenter/fold-F/  trained.pt, log.csv, answers.npz (probabilities x 255 on the files' grids), figures.yaml
OUT/runs/classifier/fold-F/ trained.pt, log.csv, answers.json (logits with predicted and with experts' masks),
figures.yaml
OUT/runs/NETWORK/final/     trained.pt
"""

import json
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import yaml

from . import boxes, classification, figures, fit, images, journal, predict, prepare, sampling
from .dataset import Dataset
from .plan import Plan
from .prepare import Prepared
from .segmentation import Segmentation, normalized_again

LOOK = 64  # images of the held-out fold that the learning curve is made of


@dataclass(frozen=True)
class Training:
    """Everything that a run needs."""

    dataset: Dataset
    plan: Plan
    prepared: Prepared
    out: Path
    command: str = "python -m training"

    def folder(self, network, part):
        return self.out / "runs" / network / part

    def items(self, without=None, only=None):
        return [item for item in self.prepared.items if item.fold != without and (only is None or item.fold == only)]

    def truth(self, item):
        """The lesion labels of an item on its file's grid: 0, or 1 + the number of the lesion label."""
        truth = images.truth(self.dataset.by_name[item.case])
        truth = truth[item.number] if truth.ndim == 3 and self.plan.grid.dims == 2 else truth
        result = np.zeros(truth.shape, np.uint8)
        for number, label in enumerate(self.dataset.description.lesions):
            result[truth == label.value] = number + 1
        return result

    def out_of_fold(self):
        """What every item's segmenter says that has not seen it: probabilities x 255, (labels, *source)."""
        answers = {}
        for fold in self.plan.folds:
            with np.load(self.folder("segmenter", f"fold-{fold}") / "answers.npz") as found:
                answers.update({name: found[name] for name in found.files})
        return answers


def set_threads(mode):
    torch.set_num_threads(mode.threads)


def segmentation_task(training, fold):
    set_threads(training.plan.segmenter.mode)
    seed = training.plan.seed * 100 + (0 if fold is None else 1 + training.plan.folds.index(fold))
    return Segmentation(
        training.plan, training.prepared, training.items(without=fold), training.dataset.description.tight_axes, seed
    )


def segmenter_fold(training, fold):
    folder = training.folder("segmenter", f"fold-{fold}")
    if (folder / "figures.yaml").exists():
        return
    task, held_out = segmentation_task(training, fold), training.items(only=fold)
    look = held_out[:: max(1, len(held_out) // LOOK)]
    began = time.time()
    network = fit.fit(
        task,
        folder,
        lambda n: dict(dice=figures.overlap(dices(training, segmented(training, n, look), look)).get("dice")),
    )
    answers = segmented(training, network, held_out)
    save_answers(answers, folder / "answers.npz")
    found = figures.overlap(dices(training, answers, held_out)) | beside(training, network, held_out)
    journal.note(training.out, "segmenter", fold, training.plan, time.time() - began, found)
    write_figures(folder, found)


def beside(training, network, items):
    """Controls: boxes that are exact, the ellipsoid in a box; parts of pictures without a lesion that are touched."""
    found = {}
    if training.plan.prompt == "box":
        exact = dices(training, segmented(training, network, items, exact_box=True), items)
        ellipsoids = dices(training, {item.name: ellipsoid(training, item) for item in items}, items)
        for name, values in (("exact_box", exact), ("ellipsoid_in_box", ellipsoids)):
            found |= {f"{key}_{name}": v for key, v in figures.overlap(values).items() if key in ("dice", "median")}
    if training.plan.segmenter.augmentation.without_lesion:
        parts = [part for part in (part_beside(training, item) for item in items) if part is not None]
        sizes = [part.shape[1:] for part in parts]
        touched = [
            (predict.probability(network, training.plan, part, size) >= 0.5).any() for part, size in zip(parts, sizes)
        ]
        found |= dict(parts_without_lesion=len(parts), parts_touched=round(float(np.mean(touched)), 4))
    return found


def part_beside(training, item):
    """A part of a picture that shows no lesion, prepared as a picture of its own; the same each time."""
    generator = torch.Generator().manual_seed(zlib.crc32(item.name.encode()))
    where = sampling.part_without_lesion(torch.from_numpy(training.prepared.mask(item).astype(np.int64)), generator)
    if where is None:
        return None
    part, grid = training.prepared.image(item)[(slice(None), *where)], training.plan.grid
    part = torch.from_numpy(images.resample(part, prepare.grid_shape(part.shape[1:], None, grid)))
    return normalized_again(part, torch.ones_like(part[:1]), grid.clip)


def segmented(training, network, items, exact_box=False):
    """Probabilities x 255 (labels, *source), uint8, of each item by its name; boxes are as people draw them, or
    exact.
    """
    answers = {}
    for item in items:
        image = torch.from_numpy(training.prepared.image(item).astype(np.float32))
        box = box_for(training, item, exact_box) if training.plan.prompt == "box" else None
        said = predict.probability(network, training.plan, image, item.source, box)
        answers[item.name] = np.round(said * 255).astype(np.uint8)
    return answers


def network_input(training, item, kind):
    """What a network sees of an item: a segmenter with the box where there is one, a classifier with the expert's
    mask.
    """
    image = torch.from_numpy(training.prepared.image(item).astype(np.float32))
    if kind == "segmenter":
        return predict.view_of(
            training.plan, image, box_for(training, item) if training.plan.prompt == "box" else None
        )[0]
    mask = torch.from_numpy((training.prepared.mask(item) > 0).astype(np.float32))
    return predict.patch_round(image, mask, training.plan.classifier.patch, training.plan.classifier.patch_step)


def box_for(training, item, exact=False):
    """Round the expert's mask, in voxels of the prepared image; the same each time."""
    low, high = predict.source_box(training.truth(item), item.shape)
    if exact:
        return low, high
    return boxes.jittered(
        low, high, training.plan.grid.spacing, torch.Generator().manual_seed(zlib.crc32(item.name.encode()))
    )


def ellipsoid(training, item):
    """What anybody can say who was given the box: the ellipsoid in it, as `segmented` answers."""
    low, high = (
        torch.tensor(face) * torch.tensor([a / b for a, b in zip(item.source, item.shape)])
        for face in box_for(training, item)
    )
    place = (boxes.indices(item.source) + 0.5 - (low + high) / 2) / ((high - low) / 2)
    return ((place**2).sum(-1) <= 1).numpy().astype(np.uint8)[None] * 255


def dices(training, answers, items, threshold=0.5, smallest=0):
    """Of each item with a lesion (all lesion labels together)."""
    result = []
    for item in items:
        truth = training.truth(item) > 0
        if truth.any():
            result.append(figures.dice(figures.masked(answers[item.name].max(0), threshold * 255, smallest), truth))
    return result


def save_answers(answers, path):
    partial = path.with_name("answers.tmp.npz")
    np.savez_compressed(partial, **answers)
    partial.rename(path)


def classification_task(training, fold):
    set_threads(training.plan.classifier.mode)
    seed = training.plan.seed * 100 + 50 + (0 if fold is None else 1 + training.plan.folds.index(fold))
    items = [item for item in training.items(without=fold) if item.kind and item.lesion]
    answers = training.out_of_fold()
    masks = {
        item.name: classification.on_grid(classification.largest(answers[item.name].max(0) >= 128), item.shape)
        for item in items
    }
    names, tight = training.dataset.description.class_names, training.dataset.description.tight_axes
    return classification.Classification(training.plan, training.prepared, items, tight, seed, list(names), masks)


def classifier_fold(training, fold):
    folder = training.folder("classifier", f"fold-{fold}")
    if (folder / "figures.yaml").exists():
        return
    task, names = classification_task(training, fold), list(training.dataset.description.class_names)
    held_out = [item for item in training.items(only=fold) if item.kind and item.lesion]
    answers = training.out_of_fold()
    began = time.time()

    def curve(network):
        rows = classified(training, network, held_out[:: max(1, len(held_out) // (2 * LOOK))], answers)
        return figures.summary(rows, "predicted", names)

    network = fit.fit(task, folder, curve)
    rows = classified(training, network, held_out, answers)
    (folder / "answers.json").write_text(json.dumps(rows))
    found = {"predicted": figures.summary(rows, "predicted", names), "experts": figures.summary(rows, "experts", names)}
    journal.note(training.out, "classifier", fold, training.plan, time.time() - began, found["predicted"])
    write_figures(folder, found)


def classified(training, network, items, answers):
    """A row an item: its class, whether its lesion was found, and logits with either mask."""
    rows = []
    for item in items:
        image = torch.from_numpy(training.prepared.image(item).astype(np.float32))
        expert, said = training.prepared.mask(item) > 0, answers[item.name].max(0) >= 128
        found = bool((said & (training.truth(item) > 0)).any())
        said = classification.on_grid(classification.largest(said), item.shape)
        row = dict(case=item.name, kind=item.kind, found=found and bool(said.any()))
        row["experts"] = classification.answer(network, training.plan, image, expert).tolist()
        row["predicted"] = (
            classification.answer(network, training.plan, image, said).tolist()
            if said.any()
            else [0.0] * len(row["experts"])
        )
        row["volume"] = int((answers[item.name].max(0) >= 128).sum())
        rows.append(row)
    return rows


def write_figures(folder, found):
    partial = folder / "figures.tmp"
    partial.write_text(yaml.safe_dump(found, sort_keys=False))
    partial.rename(folder / "figures.yaml")
