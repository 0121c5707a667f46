"""What out-of-fold answers decide (threshold, smallest lesion, temperature) and say (figures with intervals by patient,
by class, size and source, calibration, dumb controls).

OUT/settled.yaml holds both; OUT/out-of-fold.csv a line for each case or slice.
"""

import csv
import json
import re

import numpy as np
import yaml

from . import attention, controls, figures, folds, volumes
from .strata import strata

THRESHOLDS = [round(0.2 + 0.05 * k, 2) for k in range(13)]
SHARES = (0.0, 0.1, 0.25, 0.5)  # of the size below which one in a hundred experts' lesions is
DEAR = 0.0005  # Dice that a smallest lesion, or fewer lesions where there are none, may cost


def settle(training):
    """Writes and returns what settled.yaml holds; needs every fold of every network.

    Classifiers are measured with masks of the threshold that is settled, as the program makes them.
    """
    items = training.prepared.items
    answers, truths = training.out_of_fold(), {item.name: training.truth(item) > 0 for item in items}
    found = {"segmenter": _segmenter(items, answers, truths)}
    rows = {item.name: _row(training, item, answers, truths, found["segmenter"]) for item in items}
    found["segmenter"]["figures"] = _overlaps(training, list(rows.values())) | _labels(training, answers, found["segmenter"])
    found["segmenter"]["volumes"] = volumes.settle(training, answers, truths, found["segmenter"]["threshold"])
    found["segmenter"]["controls"] = controls.outlines(training, list(rows.values()))
    found["segmenter"]["voxels"] = _voxels(answers, truths)
    found["segmenter"]["attention"] = attention.out_of_fold(training)
    if training.plan.classifier:
        for fold in training.plan.folds:
            folds.classifier_figures(training, fold, found["segmenter"]["threshold"])
        found["classifier"] = _classifier(training, rows)
    with open(training.out / "out-of-fold.csv", "w", newline="") as f:
        writer = csv.DictWriter(f, list(dict.fromkeys(key for row in rows.values() for key in row)), restval="")
        writer.writeheader()
        writer.writerows(rows.values())
    (training.out / "settled.yaml").write_text(yaml.safe_dump(found, sort_keys=False))
    return found


def _segmenter(items, answers, truths):
    """Sizes are in voxels of the prepared grid."""
    with_lesion = [item for item in items if truths[item.name].any()]

    def mean(threshold, smallest):
        return float(
            np.mean(
                [
                    figures.dice(
                        figures.masked(answers[i.name].max(0), threshold * 255, smallest * _scale(i)), truths[i.name]
                    )
                    for i in with_lesion
                ]
            )
        )

    curve = {threshold: round(mean(threshold, 0), 4) for threshold in THRESHOLDS}
    threshold = max(curve, key=lambda t: (curve[t], -abs(t - 0.5)))
    if len(with_lesion) < len(items):  # the higher, the quieter
        threshold = max(t for t in curve if curve[t] >= curve[threshold] - DEAR)
    small = float(np.percentile([truths[i.name].sum() / _scale(i) for i in with_lesion], 1))
    by_size = {round(share * small, 1): round(mean(threshold, share * small), 4) for share in SHARES}
    smallest = max(size for size, value in by_size.items() if value >= max(by_size.values()) - DEAR)
    return dict(threshold=threshold, smallest_voxels=smallest, dice_by_threshold=curve, dice_by_smallest=by_size)


def _scale(item):
    """Voxels of the file for each of the prepared grid."""
    return float(np.prod(item.source) / np.prod(item.shape))


def _row(training, item, answers, truths, settled):
    mask, truth = _masked(answers[item.name], settled, item), truths[item.name]
    return dict(
        case=item.name,
        group=item.group,
        fold=item.fold,
        kind=item.kind,
        experts_voxels=int(truth.sum()),
        voxels=int(mask.sum()),
        **_agreement(mask, truth),
        size=float(mask.sum() / _scale(item)),
        experts_size=float(truth.sum() / _scale(item)),
        **_place(mask, "place"),
        **_place(truth, "experts_place"),
        **{f"extent_{axis}": length for axis, length in zip("xyz", item.shape[::-1])},
        **_ratings(training, item),
    )


def _masked(answer, settled, item):
    return figures.masked(answer.max(0), settled["threshold"] * 255, settled["smallest_voxels"] * _scale(item))


def _agreement(mask, truth):
    """Dice, and the error of the size over the expert's; empty where the expert has nothing."""
    if not truth.any():
        return dict(dice="", volume_error="")
    error = abs(int(mask.sum()) - truth.sum()) / truth.sum()
    return dict(dice=round(figures.dice(mask, truth), 4), volume_error=round(float(error), 4))


def _labels(training, answers, settled):
    """Of each label by itself where there are several: the surest one counts in each voxel."""
    names = [label.name for label in training.dataset.description.lesions]
    rows = {f"{name} alone": [] for name in names}
    for item in training.prepared.items if len(names) > 1 else ():
        mask, surest, truth = _masked(answers[item.name], settled, item), answers[item.name].argmax(0), training.truth(item)
        for number, found in enumerate(rows.values()):
            agreed = _agreement(mask & (surest == number), truth == number + 1)
            found += [dict(group=item.group, **agreed)] if agreed["dice"] != "" else []
    return {name: _overlap(found) for name, found in rows.items() if found}


def _place(mask, name):
    """The middle of a mask as a share of the image along each axis; the image's where there is none."""
    where = np.nonzero(mask)
    return {
        f"{name}_{axis}": round(float((found.mean() + 0.5) / length), 4) if len(found) else 0.5
        for axis, found, length in zip("xyz", where[::-1], mask.shape[::-1])
    }


def _ratings(training, item):
    """As numbers; a rating that is none (4A) counts as the number that it begins with, and without one as not given."""
    extra = training.dataset.by_name[item.case].extra
    found = {}
    for name in training.dataset.description.ratings:
        begins = re.match(r"\s*-?\d+(\.\d+)?", extra.get(name) or "")
        found[f"rating_{name}"] = float(begins.group()) if begins else ""
    return found


def _overlaps(training, rows):
    lesions = [row for row in rows if row["dice"] != ""]
    result = {name: _overlap(chosen) for name, chosen in strata(training, lesions).items()}
    empty = [row | dict(touched=row["voxels"] > 0) for row in rows if row["dice"] == ""]
    parts = [row for row in folds.beside_rows(training) if "touched" in row]
    for name, chosen in (("without lesion", empty), ("parts of the images without a lesion", parts)):
        result |= {name: _touched(chosen)} if chosen else {}
    return result


def _touched(rows):
    def share(chosen):
        return np.mean([row["touched"] for row in chosen])

    return dict(cases=len(rows), touched=round(float(share(rows)), 4)) | figures.intervals(rows, dict(touched=share))


def _overlap(rows):
    """Figures of Dice, and the median error of sizes over the experts'."""

    def error(chosen):
        return np.median([row["volume_error"] for row in chosen])

    return figures.overlaps(rows) | dict(volume_error=round(float(error(rows)), 4)) | figures.intervals(
        rows, dict(volume_error=error)
    )


def _voxels(answers, truths):
    """Whether of the voxels that have a probability of 0.3 three in ten are lesion; every 61st that has 0.01."""
    said, right = [], []
    for name, answer in answers.items():
        values, truth = answer.max(0).ravel()[::61], truths[name].ravel()[::61]
        said.append(values[values > 2] / 255)
        right.append(truth[values > 2])
    said, right = np.concatenate(said), np.concatenate(right)
    if not len(said):
        return {}
    rows = figures.reliability(said, right)
    return dict(
        ece=round(sum(abs(row["right"] - row["said"]) * row["number"] for row in rows) / len(said), 4),
        reliability=[_rounded(row) for row in rows],
    )


def _rounded(row):
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()}


def _classifier(training, rows):
    names = list(training.dataset.description.class_names)
    said = []
    for fold in training.plan.folds:
        said += json.loads((training.folder("classifier", f"fold-{fold}") / "answers.json").read_text())
    seen = [row for row in said if row["found"]]
    heat = figures.temperature([row["kind"] for row in seen], [row["predicted"] for row in seen], names)
    result = dict(temperature=heat)
    for which in ("predicted", "experts"):
        told = [_told(row, which, heat, names, rows[row["case"]]) for row in said]
        found = [row for row in told if row["found"]]
        sure, right = [row["sure"] for row in found], [row["right"] for row in found]
        result[which] = figures.summary([row | {which: row["logits"]} for row in told], which, names)
        result[which] |= controls.measured(told, len(names)) | dict(cases=len(told))
        result[which]["figures"] = {
            name: controls.measured(chosen, len(names))
            for name, chosen in strata(training, told).items()
            if len({row["truth"] for row in chosen}) == len(names) or len(names) > 2
        }
        result[which]["reliability"] = [_rounded(row) for row in figures.reliability(sure, right)]
        if which == "predicted":
            result["controls"] = controls.classes(training, told, names)
            pairs = controls.beside_size(told)
            result["gain"] = controls.gain(pairs, len(names))
            for name, chosen in strata(training, pairs).items():
                if name in result[which]["figures"]:
                    result[which]["figures"][name]["gain"] = controls.gain(chosen, len(names))
            for row in told:
                rows[row["case"]] |= dict(
                    found=row["found"], **{f"p_{name}": round(p, 5) for name, p in zip(names, row["probability"])}
                )
    return result


def _told(row, which, heat, names, measured):
    """What a classifier said of a lesion, beside what settle measured of it; one not found counts as wrong."""
    logits = (np.array(row[which]) / heat).tolist()
    probability = figures.softmax(np.array(logits)).tolist()
    truth, found = names.index(row["kind"]), bool(row["found"]) or which == "experts"
    return measured | dict(
        logits=logits,
        probability=probability,
        truth=truth,
        found=found,
        sure=max(probability),
        right=bool(found and int(np.argmax(probability)) == truth),
        score=probability[-1] if found else float(1 - truth),
    )
