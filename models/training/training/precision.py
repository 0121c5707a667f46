"""Figures of boxes: average precision by COCO's rules, and how much is found at so many false boxes an image.

Boxes take true ones by falling score, each the free one that it meets best. "overlap": the intersection over union, at
least a threshold. "centre": the middle of the box lies in the true box grown by some pixels; the nearest middle is the
best. For lesions a few pixels wide, whose overlap is luck.
"""

from dataclasses import dataclass

import numpy as np

from .finding import overlaps

THRESHOLDS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)
GROWN = 2.0  # pixels of the image, on each side


@dataclass(frozen=True)
class Judged:
    """Of one kind in one image: `scores` falling, `right` (thresholds, boxes), and how many there truly are."""

    scores: np.ndarray
    right: np.ndarray
    truths: int


def judged(boxes, scores, truth, thresholds=THRESHOLDS, rule="overlap", most=None):
    """Boxes (M,4) with scores against true boxes (K,4)."""
    order = np.argsort(-scores, kind="stable")[:most]
    boxes, scores = boxes[order], scores[order]
    if rule == "centre":
        return Judged(scores, _taken(closeness(boxes, truth), 1e-12)[None], len(truth))
    met = overlaps(boxes, truth)
    return Judged(scores, np.stack([_taken(met, threshold) for threshold in thresholds]), len(truth))


def closeness(boxes, truth, grown=GROWN):
    """(M,K): 1 where a box's middle is that of a true one, less farther off, 0 outside the grown true box."""
    middles, centres = (boxes[:, None, :2] + boxes[:, None, 2:]) / 2, (truth[None, :, :2] + truth[None, :, 2:]) / 2
    inside = ((middles >= truth[None, :, :2] - grown) & (middles <= truth[None, :, 2:] + grown)).all(2)
    return inside / (1 + np.linalg.norm(middles - centres, axis=2))


def _taken(met, threshold):
    """Which boxes find a free true one; of equals the last, as pycocotools has it."""
    free, right = np.ones(met.shape[1], bool), np.zeros(met.shape[0], bool)
    for number, row in enumerate(met):
        values = np.where(free, row, -1.0)
        if len(values) and values.max() >= min(threshold, 1 - 1e-10):
            free[len(values) - 1 - np.argmax(values[::-1])] = False
            right[number] = True
    return right


def curve(images, number=0):
    """(scores, right, truths) of all images of a kind, by falling score, at the threshold of that number."""
    scores = np.concatenate([one.scores for one in images]) if images else np.zeros(0)
    right = np.concatenate([one.right[number] for one in images]) if images else np.zeros(0, bool)
    order = np.argsort(-scores, kind="stable")
    return scores[order], right[order], sum(one.truths for one in images)


def average_precision(images, number=0):
    """At one threshold; NaN where there is nothing to find."""
    _, right, truths = curve(images, number)
    if not truths:
        return float("nan")
    hits = np.cumsum(right)
    recall, precision = hits / truths, hits / np.arange(1, len(right) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(recall, RECALLS)
    return (
        float(np.where(at < len(precision), precision[np.minimum(at, len(precision) - 1)], 0.0).mean())
        if len(right)
        else 0.0
    )


def recall(images, number=0):
    _, right, truths = curve(images, number)
    return float(right.sum() / truths) if truths else float("nan")


def sensitivity(images, false_an_image, number=0):
    """Share of the true boxes that is found at the score where there are so many false ones an image."""
    _, right, truths = curve(images, number)
    if not truths:
        return float("nan")
    allowed = np.cumsum(~right) <= false_an_image * len(images)
    return float(right[allowed].sum() / truths)


def best_threshold(images, number=0):
    """The score at which F1 is largest, and F1; halfway to the next score."""
    scores, right, truths = curve(images, number)
    if not right.any():
        return 0.5, 0.0
    f1 = 2 * np.cumsum(right) / (np.arange(1, len(right) + 1) + truths)
    best = int(np.argmax(f1))
    below = scores[best + 1] if best + 1 < len(scores) else 0.0
    return float((scores[best] + below) / 2), float(f1[best])


def mean(values):
    """Over those that are numbers."""
    known = [value for value in values if value == value]
    return float(np.mean(known)) if known else float("nan")
