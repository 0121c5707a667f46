"""`python -m training compare A B`: what B gains over A on the same cases out of fold, with 95 % intervals by patient.

A and B are folders of the trainer with out-of-fold.csv.
"""

import csv
from pathlib import Path

import numpy as np

from . import figures
from .dataset import DataError


SAME = dict(fold="are in different folds", group="are of other patients", experts_voxels="have other outlines")


def rows_of(folder):
    path = Path(folder) / "out-of-fold.csv"
    if not path.is_file():
        raise DataError(
            f"{path} is not there: train all folds of {Path(folder).name} first. Detectors are compared by their cards."
        )
    with open(path, newline="") as f:
        return {row["case"]: row for row in csv.DictReader(f)}


def pairs(a, b):
    """One row a case that both have: group, kind, and the figures of each.

    :raises DataError: where they are not the same images with the same outlines in the same folds
    """
    first, second = rows_of(a), rows_of(b)
    common = [name for name in first if name in second]
    if not common:
        raise DataError("The two folders have no case in common.")
    told = all(any(key.startswith("p_") for key in rows[common[0]]) for rows in (first, second))
    for column, what in (SAME | (dict(kind="are of other classes") if told else {})).items():
        unlike = [name for name in common if first[name].get(column) != second[name].get(column)]
        if unlike:
            raise DataError(f"{len(unlike)} cases {what}, {unlike[0]} the first: such figures cannot be compared.")
    return [
        dict(group=first[name]["group"], kind=first[name]["kind"], a=first[name], b=second[name]) for name in common
    ]


def differences(found):
    """Sentences, one a figure."""
    outlined = [row for row in found if row["a"]["dice"] and row["b"]["dice"]]
    yield _sentence("mean Dice", outlined, lambda rows: np.mean([_gain(row, "dice") for row in rows]))
    yield _share("share of Dice below 0.1", outlined, lambda row: float(row["dice"]) < 0.1)
    empty = [row for row in found if not row["a"]["dice"] and not row["b"]["dice"] and row["a"].get("voxels")]
    if empty:
        yield _share("share of images without a lesion with something found", empty, lambda row: float(row["voxels"]) > 0)
    met = [row for row in found if row["a"].get("found") and row["b"].get("found")]
    if met:
        yield _share("share of lesions found", met, lambda row: row["found"] == "True")
    classes = sorted(key for key in found[0]["a"] if key.startswith("p_"))
    told = [row for row in found if classes and row["a"].get(classes[-1]) and row["b"].get(classes[-1])]
    if len(classes) == 2 and told:
        yield _sentence("AUC", told, lambda rows: _auc(rows, "b", classes[1]) - _auc(rows, "a", classes[1]))
    elif told:
        yield _sentence(
            "accuracy",
            told,
            lambda rows: np.mean([_right(row["b"], classes) - _right(row["a"], classes) for row in rows]),
        )


def _sentence(name, rows, statistic):
    low, high = figures.interval(rows, statistic)
    return f"{name}: {figures.with_interval(statistic(rows), low, high)}, {len(rows)} cases"


def _share(name, rows, holds):
    """Of the cases that something holds of, what B has over A."""
    return _sentence(name, rows, lambda chosen: np.mean([float(holds(row["b"])) - holds(row["a"]) for row in chosen]))


def _gain(row, column):
    return float(row["b"][column]) - float(row["a"][column])


def _auc(rows, which, column):
    """A lesion that was not found counts as wrong."""
    truth = np.array([row["kind"] == column.removeprefix("p_") for row in rows])
    score = [float(row[which][column]) if row[which]["found"] == "True" else 1.0 - t for row, t in zip(rows, truth)]
    return figures.auc(truth, score)


def _right(row, classes):
    best = max(classes, key=lambda name: float(row[name]))
    return float(row["found"] == "True" and best.removeprefix("p_") == row["kind"])


def left_out(a, b):
    """A sentence on the cases that only one of them has; none where there are none."""
    first, second = rows_of(a), rows_of(b)
    alone = [len(set(one) - set(other)) for one, other in ((first, second), (second, first))]
    if any(alone):
        yield f"left out: {alone[0]} cases that are in {a} alone, {alone[1]} that are in {b} alone"


def main(a, b):
    print(*differences(pairs(a, b)), *left_out(a, b), sep="\n")
