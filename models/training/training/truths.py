"""The true boxes of a data set: of `boxes.csv`, or round the components of each lesion label.

Boxes are rows x0, y0, x1, y1 in pixels of the file, between pixel edges, and kinds are the numbers of the lesion labels.
"""

import csv
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from . import images
from .dataset import DataError

FILE = "boxes.csv"
COLUMNS = ("case", "label", "x_min", "y_min", "x_max", "y_max")


@dataclass(frozen=True)
class Truth:
    """`boxes` (M,4) and `kinds` (M,)."""

    boxes: np.ndarray
    kinds: np.ndarray

    def scaled(self, source, shape):
        """On a grid of `shape` over the field of `source`, both y, x."""
        y, x = (after / before for before, after in zip(source, shape))
        return Truth(self.boxes * np.array([x, y, x, y]), self.kinds)


def read(dataset):
    """{case: Truth}."""
    path = dataset.folder / FILE
    return (
        _listed(dataset, path) if path.is_file() else {case.name: _components(dataset, case) for case in dataset.cases}
    )


def _listed(dataset, path):
    names = [label.name for label in dataset.description.lesions]
    rows = {case.name: [] for case in dataset.cases}
    with open(path, newline="") as f:
        reader = csv.DictReader(f)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise DataError(f"{FILE} has no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}.")
        for line, row in enumerate(reader, 2):
            rows.setdefault(row["case"], []).append(_row(row, names, line))
    strange = sorted(set(rows) - set(dataset.by_name))
    if strange:
        raise DataError(f"{FILE} has boxes of {strange[0][:100]!r}, which is no case of cases.csv.")
    return {name: _truth(found) for name, found in rows.items()}


def _row(row, names, line):
    if row["label"] not in names:
        raise DataError(
            f"{FILE}, line {line}: label {row['label'][:100]!r} is no lesion of dataset.yaml, which has {', '.join(names)}."
        )
    try:
        x0, y0, x1, y1 = (float(row[column]) for column in COLUMNS[2:])
    except (TypeError, ValueError):
        raise DataError(f"{FILE}, line {line}: a side of the box is no number.") from None
    if not (0 <= x0 < x1 and 0 <= y0 < y1):
        raise DataError(f"{FILE}, line {line}: expected 0 <= x_min < x_max and 0 <= y_min < y_max.")
    return x0, y0, x1, y1, names.index(row["label"])


def _components(dataset, case):
    """Pixels that touch at a side or a corner are one lesion."""
    truth, rows = images.truth(case), []
    if truth.ndim != 2:
        raise DataError(
            f"{case.name} is a volume. A detector is trained on pictures; leave `detector` out of networks."
        )
    for kind, label in enumerate(dataset.description.lesions):
        found, _ = ndimage.label(truth == label.value, np.ones((3, 3)))
        rows += [(x.start, y.start, x.stop, y.stop, kind) for y, x in ndimage.find_objects(found)]
    return _truth(rows)


def _truth(rows):
    rows = np.array(rows, np.float64).reshape(-1, 5)
    return Truth(rows[:, :4], rows[:, 4].astype(np.int64))


def faults(dataset, truths):
    """Boxes that reach beyond their image."""
    for name, truth in truths.items():
        height, width = images.size(dataset.by_name[name].label)[0]
        beyond = (truth.boxes[:, 2] > width + 1) | (truth.boxes[:, 3] > height + 1)
        if beyond.any():
            yield f"{name}: a box ends at {truth.boxes[beyond][0, 2:].tolist()}, beyond the image of {width} x {height}."


def sides(dataset, truths):
    """Of each box the root of its area as a share of its image's long side."""
    found = []
    for name, truth in truths.items():
        if len(truth.boxes):
            longest = max(images.size(dataset.by_name[name].label)[0])
            found.append(np.sqrt((truth.boxes[:, 2:] - truth.boxes[:, :2]).prod(1)) / longest)
    return np.concatenate(found) if found else np.zeros(0)
