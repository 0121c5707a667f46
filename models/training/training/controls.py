"""Dumb answers that stand beside the networks' figures: who does not beat them has learnt nothing."""

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from . import figures, images

SIDE = {2: (64, 64), 3: (16, 24, 24)}  # of the grid that constant masks are made on, over an image's whole field
SHARES = np.linspace(0.05, 0.9, 18)


def outlines(training, rows):
    """{control: figures of Dice} over the rows of settle that have a lesion."""
    names = [row["case"] for row in rows if row["dice"] != ""]
    items = {item.name: item for item in training.prepared.items}
    items = [items[name] for name in names]
    values = constant_masks(training, items)
    kept = [dict(group=item.group, dice=value) for item, value in zip(items, values)]
    low, high = figures.interval(kept, lambda chosen: np.mean([row["dice"] for row in chosen]))
    name = "one constant mask, the best on the other folds"
    return {name: figures.overlap(values) | dict(dice_from=low, dice_to=high)} | _boxes(training)


def constant_masks(training, items):
    """Dice of each item with the mask that suits the other folds best: those places that are lesion in the best share
    of their images.
    """
    side = SIDE[training.plan.grid.dims]
    masks = np.array([images.resample((training.prepared.mask(i) > 0).astype(np.float32), side).ravel() for i in items])
    found, folds = np.zeros(len(items)), np.array([item.fold for item in items])
    for fold in set(folds):
        inside = folds == fold
        often = masks[~inside].mean(0)
        tried = [often >= share * often.max() for share in SHARES]
        best = max(tried, key=lambda mask: _dice(masks[~inside], mask).mean())
        found[inside] = _dice(masks[inside], best)
    return found.tolist()


def _dice(masks, mask):
    """A row's Dice with one mask, both with cells that are covered in part."""
    return 2 * masks[:, mask].sum(1) / np.maximum(masks.sum(1) + mask.sum(), 1e-9)


def _boxes(training):
    """What the folds wrote of boxes: the ellipsoid in the box as drawn, and the network with exact boxes."""
    found = {}
    for key, name in (
        ("ellipsoid_in_box", "the ellipsoid in the user's box"),
        ("exact_box", "the network, exact boxes"),
    ):
        folds = [
            yaml.safe_load((training.folder("segmenter", f"fold-{fold}") / "figures.yaml").read_text())
            for fold in training.plan.folds
        ]
        folds = [fold for fold in folds if f"dice_{key}" in fold]
        if folds:
            weight = [fold["cases"] for fold in folds]
            found[name] = {
                "cases": sum(weight),
                "dice": round(float(np.average([fold[f"dice_{key}"] for fold in folds], weights=weight)), 4),
                "median": round(float(np.average([fold[f"median_{key}"] for fold in folds], weights=weight)), 4),
            }
    return found


def classes(training, told, names):
    """{control: figures} for rows that have `truth`, `fold`, `group` and what settle measured of them."""
    found = {}
    for name, columns in _candidates(training).items():
        rows = [row for row in told if all(row.get(column) not in (None, "") for column in columns)]
        if len({row["truth"] for row in rows}) == len(names):
            found[name] = measured(crossed(rows, columns), len(names)) | _missing(told, rows)
    return found


def _missing(told, rows):
    return dict(without=len(told) - len(rows)) if len(rows) < len(told) else {}


def _candidates(training):
    about = training.dataset.description
    found = {"size alone, predicted mask": ["size"], "size alone, expert's mask": ["experts_size"]}
    if about.prompt != "box":
        found["place and size, predicted mask"] = [
            "size",
            *(f"place_{axis}" for axis in "zyx"[-training.plan.grid.dims :]),
        ]
    if about.tight_axes:
        found[f"extent of the image along {', '.join(about.tight_axes)} alone"] = [
            f"extent_{a}" for a in about.tight_axes
        ]
    return found | {f"{name}, the reader's rating": [f"rating_{name}"] for name in about.ratings}


def crossed(rows, columns):
    """The rows with `score` and `right` of a logistic regression on the other folds (sizes as logarithms)."""
    values = np.array([[_number(row[column], column) for column in columns] for row in rows])
    truth, folds = np.array([row["truth"] for row in rows]), np.array([row["fold"] for row in rows])
    says = np.zeros((len(rows), truth.max() + 1))
    for fold in set(folds):
        inside = folds == fold
        if len(set(truth[~inside])) == len(set(truth)):
            model = make_pipeline(StandardScaler(), LogisticRegression(C=10.0, max_iter=500))
            says[inside] = model.fit(values[~inside], truth[~inside]).predict_proba(values[inside])
    score = says[:, -1]
    if len(columns) == 1 and says.shape[1] == 2:  # its order, without the folds' different intercepts
        score = (np.sign(figures.auc(truth == 1, values[:, 0]) - 0.5) or 1.0) * values[:, 0]
    right = says.argmax(1) == truth
    return [row | dict(score=float(score[k]), right=bool(right[k])) for k, row in enumerate(rows)]


def _number(value, column):
    return np.log(float(value) + 1) if column.endswith("size") else float(value)


def measured(rows, classes):
    """AUC of two classes, with an interval, and accuracy; of more classes accuracy with an interval."""
    result = dict(cases=len(rows), accuracy=round(accuracy(rows), 4))
    key, statistic = ("auc", auc) if classes == 2 else ("accuracy", accuracy)
    low, high = figures.interval(rows, statistic, 500)
    return result | {key: round(statistic(rows), 4), f"{key}_from": low, f"{key}_to": high}


def auc(rows):
    return figures.auc([row["truth"] == 1 for row in rows], [row["score"] for row in rows])


def accuracy(rows):
    return float(np.mean([row["right"] for row in rows]))


def gain(told, names):
    """By how much the classifier is better than the size of the predicted mask alone, on the same lesions; one that was
    not found counts as wrong for both.
    """
    dumb = crossed(told, ["size"])
    pairs = [
        dict(group=row["group"], truth=row["truth"], own=row, dumb=_wrong_if_lost(other, row["found"]))
        for row, other in zip(told, dumb)
    ]
    statistic = auc if len(names) == 2 else accuracy

    def difference(rows):
        return statistic([row["own"] for row in rows]) - statistic([row["dumb"] for row in rows])

    low, high = figures.interval(pairs, difference)
    own, alone = (statistic([row[which] for row in pairs]) for which in ("own", "dumb"))
    return dict(
        of="AUC" if len(names) == 2 else "accuracy",
        classifier=round(own, 4),
        size=round(alone, 4),
        difference=round(own - alone, 4),
        difference_from=low,
        difference_to=high,
    )


def _wrong_if_lost(row, found):
    return row if found else row | dict(score=-np.inf if row["truth"] else np.inf, right=False)
