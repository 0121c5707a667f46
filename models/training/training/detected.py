"""Cross-validation of a detector: a run for each fold and one for all, what each says of the images that it has not
seen, and what that decides and is worth.

OUT/runs/detector/fold-F/  trained.pt, log.csv, answers.npz (boxes in pixels of the files, with scores and kinds),
figures.yaml
"""

import csv

import numpy as np
import torch
import yaml

from . import curve, finding, fit, folds, journal, precision, truths
from .detection import Boxed, Detection
from .finding import Found

FALSE = (0.5, 1, 2, 4, 8)  # boxes an image, at which sensitivities are told
TIMES = 1000  # draws of patients for an interval


def store(training):
    return Boxed(training.prepared, truths.read(training.dataset), fit.device_of(training.plan.detector.mode))


def task(training, fold, boxed=None):
    """Fold None is the final network's."""
    folds.set_threads(training.plan.detector.mode)
    boxed = boxed or store(training)
    seed = training.plan.seed * 100 + 25 + (0 if fold is None else 1 + training.plan.folds.index(fold))
    numbers = [k for k, item in enumerate(boxed.items) if item.fold != fold]
    return Detection(training.plan, boxed, numbers, seed)


def run(training, fold, boxed, folder, at_end=None, start=None):
    """What fit.fit_all takes."""
    return fit.Run(task(training, fold, boxed), folder, look(training, fold, boxed), at_end, start)


def look(training, fold, boxed):
    """For the learning curve: figures of some of the images that are held out."""
    if fold is None:
        return None
    items = curve.some(training.items(only=fold))

    def figures_of(network):
        return summary(training, answers(training, network, items), boxed)

    return figures_of


def detectors(training):
    boxed = store(training)
    for fold in (*training.plan.folds, None):
        folder = training.folder("detector", folds.part_of(fold))
        if not fit.trained(folder):
            start = training.start("detector", folds.part_of(fold))
            fit.fit_all([run(training, fold, boxed, folder, start=start)])
        if fold is not None and not (folder / "figures.yaml").exists():
            found = answered(training, fold, folder, boxed)
            journal.note(training.out, "detector", fold, training.plan, fit.seconds(folder), found)
            folds.write_figures(folder, found)


def answered(training, fold, folder, boxed):
    """Writes what a fold's network says of what it has not seen, and returns the figures of it."""
    said = answers(training, fit.load(training.plan.detector, folder), training.items(only=fold))
    save(said, folder / "answers.npz")
    return summary(training, said, boxed)


def answers(training, network, items):
    """{name: Found} in pixels of the files."""
    found = {}
    for item in items:
        image = torch.from_numpy(training.prepared.image(item).astype(np.float32))
        answer = finding.found(network, training.plan, image, training.dataset.description.hits)
        found[item.name] = answer.scaled(item.shape, item.source)
    return found


def save(said, path):
    rows = {name: np.column_stack((one.boxes, one.scores, one.kinds)).astype(np.float32) for name, one in said.items()}
    folds.save_answers(rows, path)


def read(folder):
    with np.load(folder / "answers.npz") as text:
        return {name: Found(rows[:, :4], rows[:, 4], rows[:, 5].astype(np.int64)) for name, rows in text.items()}


def judge(training, said, boxed):
    """{label: {name of an image: Judged}}, at COCO's thresholds or, where it is so asked, by middles."""
    rule, labels = training.dataset.description.hits, training.dataset.description.lesions
    by_name = {item.name: (item, truth) for item, truth in zip(boxed.items, boxed.truths)}
    result = {label.name: {} for label in labels}
    for name, one in said.items():
        item, truth = by_name[name]
        true = truth.scaled(item.shape, item.source)
        for kind, label in enumerate(labels):
            boxes, scores = one.of_kind(kind)
            result[label.name][name] = precision.judged(boxes, scores, true.boxes[true.kinds == kind], rule=rule)
    return result


def summary(training, said, boxed):
    """Means over the labels, and of several labels each one's sensitivity at 8 false boxes an image."""
    return measured(judge(training, said, boxed), training.dataset.description.hits)


def measured(by_label, rule):
    """Figures of {label: {name: Judged}}."""
    each = {label: list(images.values()) for label, images in by_label.items()}
    if rule == "centre":
        found = dict(ap_centre=precision.mean([precision.average_precision(images) for images in each.values()]))
        for label, images in each.items():
            found[f"at_8_{label}"] = precision.sensitivity(images, 8)
        return _rounded(found)
    aps = np.array([[precision.average_precision(images, k) for k in range(10)] for images in each.values()])
    aps = aps[~np.isnan(aps[:, 0])]
    recalls = [precision.recall(images, k) for images in each.values() for k in range(10)]
    found = dict(ap50=aps[:, 0].mean(), ap75=aps[:, 5].mean(), ap=aps.mean(), ar=precision.mean(recalls))
    at = {f"at_{n:g}": precision.mean([precision.sensitivity(images, n) for images in each.values()]) for n in (0.5, 1)}
    return _rounded(found | at)


def headline(rule):
    """The figure that networks are compared by, and its name for people."""
    return ("ap_centre", "average precision by middles") if rule == "centre" else ("ap50", "AP50")


def _rounded(found):
    return {key: round(float(value), 4) for key, value in found.items()}


def interval(names, groups, figure, times=TIMES, seed=0):
    """95 % of `figure(names)`, groups (patients) drawn with replacement; NaN where there is one group only."""
    members = {}
    for name in names:
        members.setdefault(groups[name], []).append(name)
    members, rng = list(members.values()), np.random.default_rng(seed)
    if len(members) < 2:
        return float("nan"), float("nan")
    values = [
        figure([name for k in rng.integers(0, len(members), len(members)) for name in members[k]]) for _ in range(times)
    ]
    low, high = np.nanquantile(values, (0.025, 0.975))
    return round(float(low), 4), round(float(high), 4)


def value(by_label, names):
    """The headline of some of the images, a name as often as it stands there: means over the labels."""
    return precision.mean(
        [precision.average_precision([images[name] for name in names]) for images in by_label.values()]
    )


def settle(training):
    """Writes and returns what settled.yaml holds of the detector, and OUT/out-of-fold-boxes.csv."""
    boxed, said = store(training), {}
    for fold in training.plan.folds:
        said |= read(training.folder("detector", f"fold-{fold}"))
    by_label, rule = judge(training, said, boxed), training.dataset.description.hits
    groups = {item.name: item.group for item in boxed.items}
    found = dict(hits=rule, figures={"all": measured(by_label, rule)})
    for name, some in strata(training).items():
        found["figures"][name] = measured(
            {label: {n: images[n] for n in some} for label, images in by_label.items()}, rule
        )
    low, high = interval(list(said), groups, lambda names: value(by_label, names))
    found |= {"from": low, "to": high, "labels": {}, "control": control(training, boxed)}
    for label, images in by_label.items():
        found["labels"][label] = _of_label(list(images.values()), images, groups)
    _write_boxes(training, said)
    path = training.out / "settled.yaml"
    text = yaml.safe_load(path.read_text()) if path.exists() else {}
    path.write_text(yaml.safe_dump(text | {"detector": found}, sort_keys=False))
    return text | {"detector": found}


def _of_label(images, by_name, groups):
    threshold, f1 = precision.best_threshold(images)
    low, high = interval(
        list(by_name), groups, lambda names: precision.sensitivity([by_name[n] for n in names], FALSE[-1])
    )
    return dict(
        truths=sum(one.truths for one in images),
        an_image=round(sum(one.truths for one in images) / max(1, len(images)), 1),
        threshold=round(threshold, 4),
        f1=round(f1, 4),
        precision=round(precision.average_precision(images), 4),
        sensitivity={n: round(precision.sensitivity(images, n), 4) for n in FALSE},
        most_from=low,
        most_to=high,
    )


def gain(training, before, after):
    """What the runs in the folders `after` gain over those in `before`, pairs of seeds on the same images: means over the
    seeds of the headline, and the difference with its interval.
    """
    boxed = store(training)
    pairs = [tuple(judge(training, read(folder), boxed) for folder in pair) for pair in zip(before, after, strict=True)]
    groups, names = {item.name: item.group for item in boxed.items}, list(next(iter(pairs[0][0].values())))

    def difference(some):
        return np.mean([value(b, some) - value(a, some) for a, b in pairs])

    low, high = interval(names, groups, difference, TIMES // 2)
    return dict(difference=round(float(difference(names)), 4), difference_from=low, difference_to=high)


def strata(training):
    """{name: names of images}, by class and by the columns of cases.csv that have few values."""
    cases = training.dataset.by_name
    columns = {"class": lambda case: case.kind}
    for column in training.dataset.cases[0].extra:
        columns[column] = lambda case, column=column: case.extra[column] or ""
    result = {}
    for column, value_of in columns.items():
        seen = {item.name: value_of(cases[item.case]) for item in training.prepared.items}
        values = sorted(set(seen.values()) - {""})
        if 1 < len(values) <= 8:
            for one in values:
                result[f"{column} {one}"] = [name for name, known in seen.items() if known == one]
    return result


def control(training, boxed):
    """The same box always, of each label the median of the other folds' as shares of the image."""
    said, labels = {}, range(len(training.dataset.description.lesions))
    for fold in training.plan.folds:
        shares = {kind: [] for kind in labels}
        for item, truth in zip(boxed.items, boxed.truths):
            if item.fold != fold:
                height, width = item.shape
                for box, kind in zip(truth.boxes, truth.kinds):
                    shares[int(kind)].append(box / np.array([width, height, width, height]))
        kinds = np.array([kind for kind in labels if shares[kind]], np.int64)
        medians = np.array([np.median(shares[kind], 0) for kind in kinds]).reshape(-1, 4)
        for item in training.items(only=fold):
            height, width = item.source
            boxes = medians * np.array([width, height, width, height])
            said[item.name] = Found(boxes, np.ones(len(kinds)), kinds)
    by_label, rule = judge(training, said, boxed), training.dataset.description.hits
    hits = [precision.recall(list(images.values())) for images in by_label.values()]
    return measured(by_label, rule) | dict(found=round(precision.mean(hits), 4))


def _write_boxes(training, said):
    labels = [label.name for label in training.dataset.description.lesions]
    with open(training.out / "out-of-fold-boxes.csv", "w", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(("case", "label", "score", "x_min", "y_min", "x_max", "y_max"))
        for name, one in said.items():
            for box, score, kind in zip(one.boxes, one.scores, one.kinds):
                writer.writerow((name, labels[kind], round(float(score), 4), *(round(float(v), 2) for v in box)))
