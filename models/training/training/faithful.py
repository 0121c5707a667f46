"""Whether what a lesion's points attend to is what the answer rests on: deletion and insertion, as `explain
--faithfulness` takes them.

The cells of the non-local block are blanked out (deletion) or shown (insertion) in the order of the attention that the
lesion's points give them, and at random; the mean probability over the lesion as found is watched. Blank is 0, after a
z-score the mean intensity. Areas are under that curve over the share of cells: small of a deletion and large of an
insertion speak for an order.
"""

import numpy as np
import torch
from torch.nn import functional as F

from . import losses

STEPS = 10
KINDS = ("deletion", "insertion")


@torch.no_grad()
def areas(plan, network, view, mask):
    """{kind: (area by attention, area at random)} of a window (C,...) with the expert's mask (1,...); nothing where the
    lesion is not found.
    """
    view = view.to(next(network.parameters()).device)
    outputs = network(view[None])
    found = torch.sigmoid(outputs["logits"][0].float()).amax(0).cpu() >= 0.5
    if not (found & (mask[0] > 0)).any():
        return None
    grid = outputs["nonlocal_input"].shape[2:]
    share = losses.shrunk(found[None, None].float(), grid).flatten()
    lesion = share >= min(0.5, share.max().item())
    by_attention = torch.argsort(outputs["attention"][0].float().cpu()[lesion].mean(0), descending=True)
    at_random = torch.randperm(len(share), generator=torch.Generator().manual_seed(1))
    channels = len(view) - (plan.prompt == "box")  # a user's box is never blanked
    return {
        kind: tuple(_area(network, view, channels, order, grid, found, kind) for order in (by_attention, at_random))
        for kind in KINDS
    }


def _area(network, view, channels, order, grid, found, kind):
    """Finer where it starts."""
    counts = [round(len(order) * step * step / STEPS**2) for step in range(STEPS + 1)]
    scores = []
    for count in counts:
        chosen = torch.zeros(len(order))
        chosen[order[:count]] = 1
        shown = chosen if kind == "insertion" else 1 - chosen
        shown = F.interpolate(shown.reshape(1, 1, *grid), view.shape[1:], mode="nearest")[0].to(view.device)
        changed = torch.cat((view[:channels] * shown, view[channels:]))
        said = torch.sigmoid(network(changed[None])["logits"][0].float()).amax(0).cpu()
        scores.append(said[found].mean().item())
    return float(np.trapezoid(scores, np.array(counts) / len(order)))
