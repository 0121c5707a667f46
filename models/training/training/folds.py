"""Cross-validation: a run for each fold of each network, and what it says of the fold that it has not seen.

OUT/runs/segmenter/fold-F/  trained.pt, log.csv, answers.npz (probabilities x 255 on the prepared grids), figures.yaml
OUT/runs/classifier/fold-F/ trained.pt, log.csv, answers.json (logits with predicted and with experts' masks),
figures.yaml
OUT/runs/NETWORK/final/     trained.pt
"""

import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import yaml

from . import boxes, classification, curve, figures, finding, fit, images, journal, predict, prepare, sampling
from .dataset import Dataset
from .draws import Draws
from .plan import Plan
from .prepare import Prepared
from .segmentation import Segmentation, normalized_again
from .store import Store

BESIDE = "beside.json"  # of a fold: what stands beside its figures
TOGETHER = 32  # windows a network is asked for at once


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

    def start(self, network, part):
        """The folder of the network that this one goes on from, or None."""
        return self.out / "start" / network / part if self.plan.start else None

    def seen(self, item, kind="segmenter"):
        """The prepared image of an item as a network sees it, with its neighbours where it wants them: float32."""
        image = self.prepared.seen(item, getattr(self.plan, kind).context)
        return torch.from_numpy(image.astype(np.float32))

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

    def held_out(self, fold):
        """What a fold's segmenter says of its items: probabilities x 255 on their files' grids, by name."""
        return {item.name: from_grid(answer, item) for item, answer in self._answers(fold)}

    def out_of_fold(self):
        """What every item's segmenter says that has not seen it: probabilities x 255, (labels, *source)."""
        return {name: answer for fold in self.plan.folds for name, answer in self.held_out(fold).items()}

    def out_of_fold_on_grid(self):
        return {item.name: answer for fold in self.plan.folds for item, answer in self._answers(fold)}

    def _answers(self, fold):
        with np.load(self.folder("segmenter", f"fold-{fold}") / "answers.npz") as found:
            for item in self.items(only=fold):
                yield item, found[item.name]


def from_grid(answer, item):
    return np.round(images.resample(answer, item.source)).astype(np.uint8)


def set_threads(mode):
    torch.set_num_threads(mode.threads)


def part_of(fold):
    return "final" if fold is None else f"fold-{fold}"


def segmentation_task(training, fold, store=None):
    """`store`: of all prepared images, where one is there already; fold None is the final network's."""
    mode = training.plan.segmenter.mode
    set_threads(mode)
    seed = training.plan.seed * 100 + (0 if fold is None else 1 + training.plan.folds.index(fold))
    store = store or Store(training.prepared, training.prepared.items, fit.device_of(mode))
    numbers = [k for k, item in enumerate(store.items) if item.fold != fold]
    return Segmentation(training.plan, store, numbers, training.dataset.description.tight_axes, seed)


def segmenters(training):
    """Trains those of the folds and of all, in turn or side by side on a GPU, and keeps the folds' answers."""
    parts = [
        fold for fold in (*training.plan.folds, None) if not fit.trained(training.folder("segmenter", part_of(fold)))
    ]
    if parts:
        store = Store(training.prepared, training.prepared.items, fit.device_of(training.plan.segmenter.mode))
        trained_together(
            store,
            (
                (
                    segmentation_task(training, fold, store),
                    training.folder("segmenter", part_of(fold)),
                    dice_of_look(training, fold),
                    None,
                    training.start("segmenter", part_of(fold)),
                )
                for fold in parts
            ),
            training.plan.segmenter,
        )
    for fold in training.plan.folds:
        path = training.folder("segmenter", f"fold-{fold}") / "answers.npz"
        if not path.exists():
            network = fit.load(training.plan.segmenter, path.parent)
            save_answers(answers_on_grid(training, network, training.items(only=fold)), path)


def trained_together(store, tasks, network_plan):
    """Runs of tasks (the arguments of fit.Run), side by side where a GPU holds the images and has room for them."""
    together = fit.side_by_side(network_plan.schedule.memory_gib) if store.resident is not None else 1
    fit.fit_all((fit.Run(*task) for task in tasks), together)


def dice_of_look(training, fold):
    """For the learning curve: the mean Dice of some of the held-out items, on the prepared grid."""
    if fold is None:
        return None
    look = [item for item in training.items(only=fold) if item.lesion]
    look = curve.some(look)

    def found(network):
        answers = answers_on_grid(training, network, look)
        dices = [figures.dice(answers[i.name].max(0) >= 128, training.prepared.mask(i) > 0) for i in look]
        return dict(dice=round(float(np.mean(dices)), 4)) if dices else {}

    return found


def segmenter_figures(training, fold):
    folder, held_out = training.folder("segmenter", f"fold-{fold}"), training.items(only=fold)
    if not (folder / BESIDE).exists():
        network = fit.load(training.plan.segmenter, folder)
        write_text(folder / BESIDE, json.dumps(beside(training, network, held_out)))
    if not (folder / "figures.yaml").exists():
        found = figures.overlap(dices(training, training.held_out(fold), held_out))
        journal.note(training.out, "segmenter", fold, training.plan, fit.seconds(folder), found)
        write_figures(folder, found)


def beside(training, network, items):
    """Controls, a row an item: Dice with boxes that are exact and of the ellipsoid in a box (`exact_box`,
    `ellipsoid_in_box`); whether something is found (`touched`) in a part of a picture without a lesion.
    """
    found = [dict(case=item.name, group=item.group) for item in items]
    if training.plan.prompt == "box":
        exact = segmented(training, network, items, exact_box=True)
        for row, item in zip(found, items):
            if item.lesion:
                row["exact_box"] = dices(training, exact, [item])[0]
                row["ellipsoid_in_box"] = dices(training, {item.name: ellipsoid(training, item)}, [item])[0]
    if training.plan.segmenter.augmentation.without_lesion:
        for row, item in zip(found, items):
            part = part_beside(training, item)
            if part is not None:
                answer = predict.probability(network, training.plan, part, part.shape[1:])
                row["touched"] = bool((answer >= 0.5).any())
    return found


def beside_rows(training):
    """Of all folds."""
    paths = [training.folder("segmenter", f"fold-{fold}") / BESIDE for fold in training.plan.folds]
    return [row for path in paths for row in json.loads(path.read_text())]


def part_beside(training, item):
    """A part of a picture that shows no lesion, prepared as a picture of its own; the same each time."""
    low, high = boxes.box_of(torch.from_numpy(training.prepared.mask(item).astype(np.uint8)))
    low = low if item.lesion else high
    shape = torch.tensor([item.shape], dtype=torch.float32)
    draws = Draws(zlib.crc32(item.name.encode()))
    (start, stop), room = sampling.parts_without_lesion(draws, (low[None], high[None]), shape)
    if not room.item():
        return None
    where = tuple(slice(int(a), int(b)) for a, b in zip(start[0], stop[0]))
    part, grid = training.seen(item).numpy()[(slice(None), *where)], training.plan.grid
    part = torch.from_numpy(images.resample(part, prepare.grid_shape(part.shape[1:], grid.spacing, grid)))
    if grid.normalization == "range":
        return part
    return normalized_again(part[None], torch.ones_like(part[None, :1]), grid.clip)[0]


def segmented(training, network, items, exact_box=False):
    """Probabilities x 255 (labels, *source), uint8, of each item by its name; boxes are as people draw them, or
    exact.
    """
    answers = answers_on_grid(training, network, items, exact_box)
    return {item.name: from_grid(answers[item.name], item) for item in items}


def answers_on_grid(training, network, items, exact_box=False):
    """Probabilities x 255 (labels, *shape), uint8, of each item by its name; windows of one size are asked for
    together."""
    waiting, answers = {}, {}

    def ask(together):
        images_, boxes_ = ([entry[k] for entry in together] for k in (1, 2))
        found = predict.on_grid(network, training.plan, images_, boxes_)
        answers.update({e[0].name: np.round(f * 255).astype(np.uint8) for e, f in zip(together, found)})

    for item in items:
        image = training.seen(item)
        box = box_for(training, item, exact_box) if training.plan.prompt == "box" else None
        size = tuple(predict.view_size(training.plan, image.shape[1:], box))
        group = waiting.setdefault(size, [])
        group.append((item, image, box))
        if len(group) == TOGETHER:
            ask(waiting.pop(size))
    for together in waiting.values():
        ask(together)
    return answers


def network_input(training, item, kind):
    """What a network sees of an item: a segmenter with the box where there is one, a classifier with the expert's
    mask, a detector the tile in the middle.
    """
    image = training.seen(item, kind)
    if kind == "segmenter":
        return predict.view_of(
            training.plan, image, box_for(training, item) if training.plan.prompt == "box" else None
        )[0]
    if kind == "detector":
        return finding.middle_view(training.plan, image)
    mask = torch.from_numpy((training.prepared.mask(item) > 0).astype(np.float32))
    return predict.patch_round(image, mask, training.plan.classifier.patch, training.plan.classifier.patch_step)


def box_for(training, item, exact=False):
    """Round the expert's mask, in voxels of the prepared image; the same each time."""
    low, high = (torch.tensor(face, dtype=torch.float64) for face in item.box)
    if exact:
        return low, high
    return boxes.jittered(low, high, training.plan.grid.spacing, Draws(zlib.crc32(item.name.encode())))


def ellipsoid(training, item):
    """What anybody can say who was given the box: the ellipsoid in it, as `segmented` answers."""
    factors = torch.tensor([a / b for a, b in zip(item.source, item.shape)])
    low, high = (face * factors for face in box_for(training, item))
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


def classification_store(training, answers):
    """Of the items that have a class and a lesion, with what a segmenter said that had not seen them: `answers` as
    Training.out_of_fold_on_grid has them; without any, experts' masks alone are learnt from.
    """
    items, prepared = [item for item in training.prepared.items if item.kind and item.lesion], training.prepared
    said = []
    for item in items:
        if item.name not in answers:
            said.append(np.zeros(item.shape, np.uint8))
            continue
        mask = classification.largest(answers[item.name].max(0) >= 128)
        meets = (mask & (prepared.mask(item) > 0)).any()
        said.append((mask & meets).astype(np.uint8))
    distances = [classification.distance(prepared.mask(item) > 0) for item in items]
    layers = {"said": said, "distance": distances}
    return Store(prepared, items, fit.device_of(training.plan.classifier.mode), layers)


def classification_task(training, fold, store=None):
    set_threads(training.plan.classifier.mode)
    seed = training.plan.seed * 100 + 50 + (0 if fold is None else 1 + training.plan.folds.index(fold))
    store = store or classification_store(training, training.out_of_fold_on_grid())
    names = list(training.dataset.description.class_names)
    numbers = [k for k, item in enumerate(store.items) if item.fold != fold]
    kinds = torch.tensor([names.index(item.kind) for item in store.items], dtype=torch.long)
    return classification.Classification(
        training.plan, store, numbers, training.dataset.description.tight_axes, seed, kinds
    )


def classifiers(training):
    parts = [
        fold for fold in (*training.plan.folds, None) if not fit.trained(training.folder("classifier", part_of(fold)))
    ]
    if parts:
        store = classification_store(training, training.out_of_fold_on_grid())
        trained_together(
            store,
            (
                (
                    classification_task(training, fold, store),
                    training.folder("classifier", part_of(fold)),
                    curve.classes(training, fold),
                    None,
                    training.start("classifier", part_of(fold)),
                )
                for fold in parts
            ),
            training.plan.classifier,
        )


def classifier_figures(training, fold, threshold):
    """`threshold` of the masks that the segmenters' answers become."""
    folder = training.folder("classifier", f"fold-{fold}")
    if (folder / "figures.yaml").exists():
        return
    names = list(training.dataset.description.class_names)
    network = fit.load(training.plan.classifier, folder)
    held_out = [item for item in training.items(only=fold) if item.kind and item.lesion]
    rows = classified(training, network, held_out, training.held_out(fold), threshold)
    (folder / "answers.json").write_text(json.dumps(rows))
    found = {"predicted": figures.summary(rows, "predicted", names), "experts": figures.summary(rows, "experts", names)}
    journal.note(training.out, "classifier", fold, training.plan, fit.seconds(folder), found["predicted"])
    write_figures(folder, found)


def classified(training, network, items, answers, threshold=0.5):
    """A row an item: its class, whether its lesion was found, and logits with either mask."""
    rows = []
    for item in items:
        image = torch.from_numpy(training.prepared.image(item).astype(np.float32))
        expert, said = training.prepared.mask(item) > 0, answers[item.name].max(0) >= threshold * 255
        found = bool((said & (training.truth(item) > 0)).any())
        said = classification.on_grid(classification.largest(said), item.shape)
        row = dict(case=item.name, kind=item.kind, found=found and bool(said.any()))
        row["experts"] = classification.answer(network, training.plan, image, expert).tolist()
        row["predicted"] = (
            classification.answer(network, training.plan, image, said).tolist()
            if said.any()
            else [0.0] * len(row["experts"])
        )
        row["volume"] = int((answers[item.name].max(0) >= threshold * 255).sum())
        rows.append(row)
    return rows


def write_figures(folder, found):
    write_text(folder / "figures.yaml", yaml.safe_dump(found, sort_keys=False))


def write_text(path, text):
    """Whole or not at all."""
    partial = path.with_suffix(".tmp")
    partial.write_text(text)
    partial.rename(path)
