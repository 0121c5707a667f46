"""What the images of the training look like to a segmenter, so that the program can say that an image is unlike them.

Features are the means of the channels of a level over the cells that show the image. Their mean, directions of largest
variance and the variance of all others (probabilistic principal components, Tipping and Bishop 1999) give a Mahalanobis
distance, the root of its mean over channels: about 1 for an image of the training. The limit is the distance that SHARE
of the images have at most that neither the network nor the statistics have seen, each patient counting once: each
fold's network, with the statistics of the images that it was trained on, looks at the fold that it has not seen.
"""

import math
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx.utils
import torch
import yaml

from . import boxes, folds, predict, weights

FILE = "suitability.yaml"
COMPONENTS, SHARE = 32, 0.99
SEEN, UNSEEN = 600, 200  # images, at most, that statistics are taken of, and of each fold that are held against them


class Statistics:
    def __init__(self, features):
        count, channels = features.shape
        self.mean = features.mean(0)
        _, scales, directions = np.linalg.svd(features - self.mean, full_matrices=False)
        variances = scales**2 / max(1, count - 1)
        kept = int(min(COMPONENTS, count // 4, channels // 2, (variances > 1e-6 * variances[0]).sum()))
        self.directions, self.variances = directions[:kept], variances[:kept]
        self.rest = max(variances[kept:].sum() / (channels - kept), 1e-6 * variances[0], 1e-9)

    def distances(self, features):
        apart = features - self.mean
        along = apart @ self.directions.T
        rest = np.maximum(0, (apart**2).sum(1) - (along**2).sum(1))
        return np.sqrt(((along**2 / self.variances).sum(1) + rest / self.rest) / features.shape[1])

    def write(self, level, limit, path):
        parts = [dict(variance=_digits(v), direction=_digits(d)) for v, d in zip(self.variances, self.directions)]
        for part in parts:
            part["variance"] = float(part["variance"])
        node = dict(output=level, share=SHARE, limit=limit, rest=float(_digits(self.rest)), mean=_digits(self.mean))
        text = yaml.safe_dump(node | dict(components=parts), sort_keys=False, default_flow_style=None, width=120)
        path.write_text("# written by the trainer\n" + text)


@dataclass(frozen=True)
class Usual:
    """The statistics of a network's training, and the distance beyond which an image is unlike them."""

    statistics: Statistics
    limit: float

    def unlike(self, plan, level, images):
        """How many of the images of `features` are."""
        return int((self.statistics.distances(features(plan, level, images)) > self.limit).sum())


def _digits(values):
    """Apart by blanks, which are read in a tenth of the time of a list."""
    return " ".join(f"{value:.5g}" for value in np.atleast_1d(values))


def level_of(form):
    """The output that is looked at: what the non-local block sees, else the coarsest level."""
    return "nonlocal_input" if form.nonlocal_level >= 0 else "encoder_features"


class Level:
    """The part of a network, an ONNX file, that gives the level that is looked at."""

    def __init__(self, path, plan):
        self.name = level_of(plan.segmenter.form)
        with tempfile.TemporaryDirectory() as work:
            part = Path(work) / "part.onnx"
            onnx.utils.extract_model(str(path), str(part), ["input"], [self.name])
            self.session = weights.session(part, plan.segmenter.mode.threads)

    def __call__(self, view):
        """(channels, cells along each axis) of what a network sees."""
        return self.session.run([self.name], {"input": view[None].numpy()})[0][0]


def features(plan, level, images):
    """A row an image; `images` are pairs (prepared (C,...), box or None)."""
    found = []
    for image, box in images:
        view, start = predict.view_of(plan, image, box)
        seen = level(view)
        shown = [
            cells(count, side, -first, length)
            for count, side, first, length in zip(seen.shape[1:], view.shape[1:], start, image.shape[1:])
        ]
        found.append(seen[(slice(None), *shown)].reshape(len(seen), -1).mean(1, dtype=np.float64))
    return np.array(found)


def cells(count, side, first, length):
    """Those whose middle lies in the image, which begins at `first` in a window of `side`; the one that its middle lies
    in where there is none.
    """
    first, length = max(0, first), min(side, first + length) - max(0, first)
    cell = side / count
    start, end = (math.ceil(edge / cell - 0.5) for edge in (first, first + length))
    middle = min(count - 1, int((first + length / 2) / cell))
    return slice(start, end) if end > start else slice(middle, middle + 1)


def spread(items, most):
    """At most so many, evenly apart."""
    return [items[k] for k in np.unique(np.linspace(0, len(items) - 1, most).round().astype(int))] if items else []


def shown(training, items):
    """What `features` takes of items."""
    for item in items:
        yield training.seen(item), folds.box_for(training, item) if training.plan.prompt == "box" else None


def left_out(training):
    """Distances of images of every fold to the statistics of the others, and the images' patients."""
    found, groups = [], []
    for fold in training.plan.folds:
        level = of_fold(training, fold)
        inside, outside = spread(training.items(without=fold), SEEN), spread(training.items(only=fold), UNSEEN)
        statistics = Statistics(features(training.plan, level, shown(training, inside)))
        found.append(statistics.distances(features(training.plan, level, shown(training, outside))))
        groups += [item.group for item in outside]
    return np.concatenate(found), groups


def quantile(distances, groups, share):
    """The distance that this share of the images have at most, where every patient counts once, however many images."""
    counts = Counter(groups)
    shares = np.array([1 / counts[group] for group in groups])
    order = np.argsort(distances)
    below = np.cumsum(shares[order]) / shares.sum()
    return float(distances[order][min(len(order) - 1, np.searchsorted(below, share))])


def of_fold(training, fold):
    """The level of a fold's network."""
    network = weights.trained(training, "segmenter", fold)
    example = folds.network_input(training, training.items(only=fold)[0], "segmenter")[None].numpy()
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "weights.onnx"
        weights.write_onnx(weights.flat(network, "segmenter", None, example), example, path)
        return Level(path, training.plan)


def write(training, level, path):
    """The statistics of the final network's level, their limit, and figures for the card."""
    items = spread(training.prepared.items, SEEN)
    statistics = Statistics(features(training.plan, level, shown(training, items)))
    distances, groups = left_out(training)
    limit = round(quantile(distances, groups, SHARE), 4)
    statistics.write(level_of(training.plan.segmenter.form), limit, path)
    figures = dict(
        limit=limit, images=len(distances), patients=len(set(groups)), median=round(float(np.median(distances)), 3)
    )
    return Usual(statistics, limit), figures


def middle_box(shape):
    """A box round the middle half, for images that have no lesion."""
    return boxes.box_of(torch.from_numpy(middle(shape)))


def middle(shape):
    """1 in the middle half along each axis, as a mask or a box is."""
    inside = np.zeros(shape, np.float32)
    inside[tuple(slice(n // 4, n - n // 4) for n in shape)] = 1
    return inside
