"""Dumb answers that stand beside the networks' figures: who does not beat them has learnt nothing."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from . import figures, folds, images

SIDE = {2: (64, 64), 3: (16, 24, 24)}  # of the grid that constant masks are made on, over an image's whole field
NEIGHBOURS = 15  # that tell the class of a place and a size
SHARES = np.linspace(0.05, 0.9, 18)


def outlines(training, rows):
    """{control: figures of Dice} over the rows of settle that have a lesion."""
    names = [row["case"] for row in rows if row["dice"] != ""]
    items = {item.name: item for item in training.prepared.items}
    items = [items[name] for name in names]
    values = constant_masks(training, items)
    kept = [dict(group=item.group, dice=value) for item, value in zip(items, values)]
    return {"one constant mask, the best on the other folds": figures.overlaps(kept)} | _boxes(training)


def constant_masks(training, items):
    """Dice of each item with the mask that suits the other folds best: those places that are lesion in the best share
    of their images.
    """
    side = SIDE[training.plan.grid.dims]
    masks = np.array([images.resample((training.prepared.mask(i) > 0).astype(np.float32), side).ravel() for i in items])
    found, fold_of = np.zeros(len(items)), np.array([item.fold for item in items])
    for fold in set(fold_of):
        inside = fold_of == fold
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
    names = dict(ellipsoid_in_box="the ellipsoid in the user's box", exact_box="the network, exact boxes")
    written = folds.beside_rows(training)
    rows = {name: [row | dict(dice=row[key]) for row in written if key in row] for key, name in names.items()}
    return {name: figures.overlaps(found) for name, found in rows.items() if found}


def classes(training, told, names):
    """{control: figures} for rows that have `truth`, `fold`, `group` and what settle measured of them."""
    found = {}
    for name, columns in _candidates(training).items():
        rows = [row for row in told if all(row.get(column) not in (None, "") for column in columns)]
        if len({row["truth"] for row in rows}) == len(names):
            ways = {name: _linear} | ({f"{name}, nearest neighbours": _nearest} if len(columns) > 1 else {})
            for title, way in ways.items():
                found[title] = measured(crossed(rows, columns, way), len(names)) | _missing(told, rows)
    return found


def _linear(count):
    return LogisticRegression(C=10.0, max_iter=500)


def _nearest(count):
    """Of so many lesions."""
    return KNeighborsClassifier(min(NEIGHBOURS, count))


def _missing(told, rows):
    return dict(without=len(told) - len(rows)) if len(rows) < len(told) else {}


def _candidates(training):
    about = training.dataset.description
    found = {"size alone, predicted mask": ["size"], "size alone, expert's mask": ["experts_size"]}
    if about.prompt != "box":
        places = [f"place_{axis}" for axis in "zyx"[-training.plan.grid.dims :]]
        found["place and size, predicted mask"] = ["size", *places]
        found["place and size, expert's mask"] = ["experts_size", *(f"experts_{place}" for place in places)]
    if about.tight_axes:
        found[f"extent of the image along {', '.join(about.tight_axes)} alone"] = [
            f"extent_{a}" for a in about.tight_axes
        ]
    return found | {f"{name}, the reader's rating": [f"rating_{name}"] for name in about.ratings}


def crossed(rows, columns, way=_linear):
    """The rows with `score` and `right` of what the other folds teach (sizes as logarithms): a logistic regression, or
    another way to tell classes.
    """
    values = np.array([[_number(row[column], column) for column in columns] for row in rows])
    truth, fold_of = np.array([row["truth"] for row in rows]), np.array([row["fold"] for row in rows])
    says = np.zeros((len(rows), truth.max() + 1))
    for fold in set(fold_of):
        inside = fold_of == fold
        if len(set(truth[~inside])) == len(set(truth)):
            model = make_pipeline(StandardScaler(), way(int((~inside).sum())))
            says[inside] = model.fit(values[~inside], truth[~inside]).predict_proba(values[inside])
    score = says[:, -1]
    if len(columns) == 1 and says.shape[1] == 2:  # its order, without the folds' different intercepts
        score = (np.sign(figures.auc(truth == 1, values[:, 0]) - 0.5) or 1.0) * values[:, 0]
    right = says.argmax(1) == truth
    return [row | dict(score=float(score[k]), right=bool(right[k])) for k, row in enumerate(rows)]


def _number(value, column):
    return np.log(float(value) + 1) if column.endswith("size") else float(value)


def measured(rows, classes):
    """AUC of two classes, and accuracy, with intervals."""
    ways = dict(accuracy=accuracy) | (dict(auc=auc) if classes == 2 else {})
    found = {key: round(way(rows), 4) for key, way in ways.items()}
    return dict(cases=len(rows)) | found | figures.intervals(rows, ways, 500)


def auc(rows):
    return figures.auc([row["truth"] == 1 for row in rows], [row["score"] for row in rows])


def accuracy(rows):
    return float(np.mean([row["right"] for row in rows]))


def beside_size(told):
    """The rows of a classifier with `own`, what it said, and `dumb`, what the size of the predicted mask alone says of the same
    lesion; one that was not found counts as wrong for both.
    """
    dumb = crossed(told, ["size"])
    return [row | dict(own=row, dumb=_wrong_if_lost(other, row["found"])) for row, other in zip(told, dumb)]


def gain(pairs, classes):
    """By how much the classifier is better than the size, on the same lesions (rows of `beside_size`)."""
    statistic = auc if classes == 2 else accuracy

    def difference(rows):
        return statistic([row["own"] for row in rows]) - statistic([row["dumb"] for row in rows])

    low, high = figures.interval(pairs, difference)
    own, alone = (statistic([row[which] for row in pairs]) for which in ("own", "dumb"))
    return dict(
        of="AUC" if classes == 2 else "accuracy",
        classifier=round(own, 4),
        size=round(alone, 4),
        difference=round(own - alone, 4),
        difference_from=low,
        difference_to=high,
    )


def _wrong_if_lost(row, found):
    return row if found else row | dict(score=-np.inf if row["truth"] else np.inf, right=False)
