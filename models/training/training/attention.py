"""Whether attention means something: how much of a point's attention goes to its own kind, over the share that kind
has of the image.
"""

import numpy as np
import torch

from . import fit, folds, losses, predict

LOOK = 50  # images of each fold


@torch.no_grad()
def out_of_fold(training):
    """Medians over images of every fold, each seen by the network that has not been trained on it; nothing without
    the block.
    """
    if training.plan.segmenter.form.nonlocal_level < 0:
        return {}
    found = []
    for fold in training.plan.folds:
        network = fit.load(training.plan.segmenter, training.folder("segmenter", f"fold-{fold}"))
        items = [item for item in training.items(only=fold) if item.lesion]
        found += [ratios(training, network, item) for item in items[:: max(1, len(items) // LOOK)]]
    found = np.array([pair for pair in found if pair is not None])
    if not len(found):
        return {}
    lesion, rest = np.median(found, 0)
    return dict(images=len(found), lesion=round(float(lesion), 3), rest=round(float(rest), 3))


def ratios(training, network, item):
    """(lesion points, other points), or nothing where no point of the coarse grid is mostly lesion."""
    view = folds.network_input(training, item, "segmenter")
    mask = torch.from_numpy((training.prepared.mask(item) > 0).astype(np.float32))[None]
    box = folds.box_for(training, item) if training.plan.prompt == "box" else None
    start = predict.view_of(training.plan, mask, box)[1]
    mask = predict.windowed(mask, start, view.shape[1:], "floor")
    outputs = network(view[None].to(next(network.parameters()).device))
    share = losses.shrunk(mask[None], outputs["nonlocal_input"].shape[2:]).flatten()
    lesion, rest = share > 0.5, share < 0.1
    if not lesion.any() or not rest.any():
        return None
    to_lesion = outputs["attention"][0].float().cpu() @ share
    return (to_lesion[lesion].mean() / share.mean()).item(), ((1 - to_lesion[rest]).mean() / (1 - share.mean())).item()
