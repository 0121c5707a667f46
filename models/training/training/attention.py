"""Whether attention means something: how much of a point's attention goes to its own kind, over the share that kind
has of the image.
"""

import numpy as np
import torch

from . import faithful, figures, folds, losses, predict, suitability, weights

LOOK = 50  # images of each fold
CURVES = 4  # of them for deletion and insertion


@torch.no_grad()
def out_of_fold(training):
    """Medians over images of every fold, each seen by the network that has not been trained on it, and what deletion
    and insertion say of some of them; nothing without the block.
    """
    if training.plan.segmenter.form.nonlocal_level < 0:
        return {}
    found, curves = [], []
    for fold in training.plan.folds:
        network = weights.trained(training, "segmenter", fold)
        found += of_fold(training, network, fold)
        for item in suitability.spread(_with_lesion(training, fold), CURVES):
            areas = faithful.areas(training.plan, network, *window(training, item))
            curves += [areas | {"group": item.group}] if areas else []
    if not found:
        return {}
    lesion, rest = np.median(found, 0)
    return dict(images=len(found), lesion=round(float(lesion), 3), rest=round(float(rest), 3)) | _curves(curves)


@torch.no_grad()
def of_fold(training, network, fold):
    """A pair of `ratios` for each of some images of a fold; nothing without the block."""
    if training.plan.segmenter.form.nonlocal_level < 0:
        return []
    items = suitability.spread(_with_lesion(training, fold), LOOK)
    return [pair for pair in (ratios(training, network, item) for item in items) if pair is not None]


def _with_lesion(training, fold):
    return [item for item in training.items(only=fold) if item.lesion]


def _curves(rows):
    """Mean areas in the order of attention and at random, and their difference with an interval by patient."""
    if not rows:
        return {}
    result = dict(curves=len(rows))
    for kind in faithful.KINDS:
        attention, random = np.mean([row[kind] for row in rows], 0)
        low, high = figures.interval(rows, lambda chosen, kind=kind: np.mean([r[kind][0] - r[kind][1] for r in chosen]))
        result[kind] = dict(
            attention=round(float(attention), 3),
            random=round(float(random), 3),
            difference=round(float(attention - random), 3),
            difference_from=low,
            difference_to=high,
        )
    return result


def window(training, item):
    """What the segmenter sees of an item, and the expert's mask there (1,...)."""
    view = folds.network_input(training, item, "segmenter")
    mask = torch.from_numpy((training.prepared.mask(item) > 0).astype(np.float32))[None]
    box = folds.box_for(training, item) if training.plan.prompt == "box" else None
    start = predict.view_of(training.plan, mask, box)[1]
    return view, predict.windowed(mask, start, view.shape[1:], "floor")


def ratios(training, network, item):
    """(lesion points, other points), or nothing where no point of the coarse grid is mostly lesion."""
    view, mask = window(training, item)
    outputs = network(view[None].to(next(network.parameters()).device))
    share = losses.shrunk(mask[None], outputs["nonlocal_input"].shape[2:]).flatten()
    lesion, rest = share > 0.5, share < 0.1
    if not lesion.any() or not rest.any():
        return None
    to_lesion = outputs["attention"][0].float().cpu() @ share
    return (to_lesion[lesion].mean() / share.mean()).item(), ((1 - to_lesion[rest]).mean() / (1 - share.mean())).item()
