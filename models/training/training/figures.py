"""Figures of answers: overlap of masks, separation and calibration of classes."""

import numpy as np
from scipy import ndimage, stats


def dice(a, b):
    """1 where both are empty."""
    total = np.count_nonzero(a) + np.count_nonzero(b)
    return 1.0 if total == 0 else 2 * np.count_nonzero(a & b) / total


def masked(probability, threshold, smallest=0):
    """Of one label: at least `threshold`, components of fewer than `smallest` voxels left out."""
    mask = probability >= threshold
    if smallest <= 1 or not mask.any():
        return mask
    labels, _ = ndimage.label(mask, np.ones((3,) * mask.ndim))
    sizes = np.bincount(labels.ravel())
    keep = sizes >= smallest
    keep[0] = False
    return keep[labels]


def overlap(values):
    """Of Dice values, as the cards give them."""
    values = np.asarray(values)
    if not len(values):
        return {}
    return dict(
        cases=len(values),
        dice=round(float(values.mean()), 4),
        median=round(float(np.median(values)), 4),
        below_0_1=round(float((values < 0.1).mean()), 4),
    )


def overlaps(rows):
    """`overlap` of rows with `dice`, with intervals."""
    ways = dict(dice=np.mean, median=np.median, below_0_1=lambda values: np.mean(np.asarray(values) < 0.1))

    def of(way):
        return lambda chosen: way([row["dice"] for row in chosen])

    return overlap([row["dice"] for row in rows]) | intervals(rows, {name: of(way) for name, way in ways.items()})


def separation(kinds, logits, found, names):
    """Accuracy, and AUC where there are two classes; a lesion that was not found counts as wrong."""
    truth = np.array([names.index(kind) for kind in kinds])
    logits = np.array(logits, np.float64).reshape(len(truth), len(names))
    found = np.asarray(found)
    probability = softmax(logits)
    right = (probability.argmax(1) == truth) & found
    result = dict(cases=len(truth), accuracy=round(float(right.mean()), 4), not_found=int((~found).sum()))
    if len(names) == 2 and len(set(truth)) == 2:
        score = np.where(found, probability[:, 1], 1 - truth)
        result["auc"] = round(auc(truth == 1, score), 4)
    result["ece"] = round(calibration_error(probability[found], truth[found]), 4)
    return result


def auc(truth, score):
    """Area under the ROC curve, ties counting half; NaN where all are of one class."""
    truth = np.asarray(truth, bool)
    there, rest = np.count_nonzero(truth), np.count_nonzero(~truth)
    if not there or not rest:
        return float("nan")
    return float((stats.rankdata(score)[truth].sum() - there * (there + 1) / 2) / (there * rest))


def interval(rows, statistic, times=1000):
    """The 95 % interval of a figure, groups (patients) drawn with replacement; NaN where there is one group only."""
    return tuple(intervals(rows, dict(one=statistic), times).values())


def intervals(rows, statistics, times=1000):
    """{NAME_from, NAME_to} of several figures by their names, of the same draws."""
    groups = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    groups, rng, values = list(groups.values()), np.random.default_rng(0), [[np.nan] * len(statistics)]
    for _ in range(times if len(groups) > 1 else 0):
        chosen = [row for k in rng.integers(0, len(groups), len(groups)) for row in groups[k]]
        values.append([statistic(chosen) for statistic in statistics.values()])
    return {
        f"{name}_{end}": value
        for name, drawn in zip(statistics, np.array(values, np.float64).T)
        for end, value in zip(("from", "to"), _middle(drawn))
    }


def with_interval(value, low, high, form="+.4f"):
    """In words; `low` may be None or NaN where nothing is known of it."""
    if low is None or low != low:
        return f"{value:{form}}"
    return f"{value:{form}} ({low:{form}} to {high:{form}})"


def _middle(drawn):
    """Between which 95 % lie; NaN where none is a number."""
    if np.isnan(drawn).all():
        return (float("nan"),) * 2
    return tuple(round(float(v), 4) for v in np.nanpercentile(drawn, (2.5, 97.5)))


def summary(rows, which, names):
    """`separation` of a classifier's rows, with "predicted" or "experts" masks."""
    found = [row["found"] or which == "experts" for row in rows]
    return separation([row["kind"] for row in rows], [row[which] for row in rows], found, names)


def softmax(logits):
    values = np.exp(logits - logits.max(-1, keepdims=True))
    return values / values.sum(-1, keepdims=True)


def calibration_error(probability, truth, bins=10):
    """Expected calibration error of the surest class, in equally wide bins."""
    if not len(truth):
        return 0.0
    rows = reliability(probability.max(1), probability.argmax(1) == truth, bins)
    return sum(abs(row["right"] - row["said"]) * row["number"] for row in rows) / len(truth)


def reliability(said, right, bins=10):
    """A row for each of equally wide bins of what was said that has some: from, to, number, and the means of what was
    said and of what was right.
    """
    said, right = np.asarray(said, np.float64), np.asarray(right, np.float64)
    place = np.minimum((said * bins).astype(int), bins - 1)
    return [
        {
            "from": round(b / bins, 4),
            "to": round((b + 1) / bins, 4),
            "number": int((place == b).sum()),
            "said": float(said[place == b].mean()),
            "right": float(right[place == b].mean()),
        }
        for b in sorted(set(place.tolist()))
    ]


def temperature(kinds, logits, names):
    """What logits are to be divided by, so that out-of-fold probabilities fit best (Guo et al. 2017, arXiv
    1706.04599).
    """
    truth = np.array([names.index(kind) for kind in kinds])
    logits = np.asarray(logits, np.float64)
    candidates = np.exp(np.linspace(np.log(0.25), np.log(4), 161))
    losses = [-np.log(softmax(logits / t)[np.arange(len(truth)), truth] + 1e-12).mean() for t in candidates]
    return round(float(candidates[int(np.argmin(losses))]), 4)
