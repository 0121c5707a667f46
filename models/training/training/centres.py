"""What a detector is to answer at each cell, and how far it is from it.

Scores: a Gaussian round the middle of each box, with the focal loss that spares its slope (CornerNet, Law and Deng 2018,
arXiv 1808.01244; Zhou et al. 2019, arXiv 1904.07850). Sides: the generalised overlap (Rezatofighi et al. 2019, arXiv
1902.09630) at the cells round the middle, as many as the box is large, each box counting once (TTFNet, Liu et al. 2020,
arXiv 1909.00700).
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

from . import detector

REACH = 0.54  # of a box's half sides, that its Gaussian covers
NOBODY, UNKNOWN = -1, -2  # kinds: no box; one whose middle is not in the window, where nothing is learnt


@dataclass(frozen=True)
class Targets:
    """`heat` (L,y,x), `known` (y,x) where scores are learnt, `sides` (4,y,x) the boxes in pixels, `weight` (y,x) of
    them, whose sum is the number of boxes.
    """

    heat: torch.Tensor
    known: torch.Tensor
    sides: torch.Tensor
    weight: torch.Tensor


def targets(boxes, kinds, size, form):
    """Of one window: boxes (M,4) in pixels and kinds (M,); `size` is that of the grid of cells, y, x."""
    cell_y, cell_x = form.cell
    cells = boxes / boxes.new_tensor([cell_x, cell_y, cell_x, cell_y])
    there = kinds >= 0
    known = ~_covered(cells[kinds == UNKNOWN], size)
    boxes, cells, kinds = boxes[there], cells[there], kinds[there]
    heat, weight = boxes.new_zeros(form.labels, *size), boxes.new_zeros(*size)
    if not len(boxes):
        return Targets(heat, known, boxes.new_zeros(4, *size), weight)
    gauss = gaussians(cells, size)
    for kind in range(form.labels):
        if (kinds == kind).any():
            heat[kind] = gauss[kinds == kind].amax(0)
    area = ((cells[:, 2:] - cells[:, :2]).prod(1))[:, None, None]
    owner = torch.where(gauss > 0, area, torch.inf).argmin(0)  # the smaller box, where several meet
    own = gauss * F.one_hot(owner, len(boxes)).permute(2, 0, 1)
    weight = (own / own.sum((1, 2), keepdim=True).clamp_min(1e-6)).sum(0)
    return Targets(heat, known | (heat.amax(0) > 0), boxes[owner].permute(2, 0, 1), weight)


def gaussians(cells, size):
    """(M,y,x) round the cells that the boxes' middles lie in, where they are 1; 0 farther off than REACH."""
    middle, extent = (cells[:, :2] + cells[:, 2:]) / 2, cells[:, 2:] - cells[:, :2]
    result = None
    for axis, length in ((1, size[0]), (0, size[1])):
        at = middle[:, axis].floor().clamp(0, length - 1)
        off = (torch.arange(length, dtype=cells.dtype, device=cells.device) - at[:, None]).abs()
        reach = (REACH * extent[:, axis] / 2)[:, None]
        along = torch.exp(-0.5 * (off / ((2 * reach + 1) / 6)) ** 2) * (off <= reach.clamp_min(0.5))
        result = along[:, :, None] if result is None else result * along[:, None, :]
    return result


def _covered(cells, size):
    result = torch.zeros(size, dtype=torch.bool, device=cells.device)
    rows = torch.arange(size[0], device=cells.device)[:, None] + 0.5
    columns = torch.arange(size[1], device=cells.device) + 0.5
    for x0, y0, x1, y1 in cells:
        result |= (columns > x0) & (columns < x1) & (rows > y0) & (rows < y1)
    return result


def loss(outputs, boxes, kinds, form, weights):
    """`boxes` (N,M,4) in pixels of the window and `kinds` (N,M); `weights` is a plan's DetectionLoss."""
    logits, sides = outputs["logits"].float(), outputs["sides"].float()
    made = [targets(one, kind, logits.shape[2:], form) for one, kind in zip(boxes, kinds)]
    heat, known, wanted, weight = (
        torch.stack([getattr(one, name) for one in made]) for name in ("heat", "known", "sides", "weight")
    )
    number = (kinds >= 0).sum().clamp_min(1)
    scores = focal(logits, heat, known) / number
    apart = 1 - generalised_overlap(detector.boxes(sides, form.cell), wanted)
    return scores + weights.sides * (apart * weight).sum() / number


def focal(logits, heat, known):
    """Sum over cells; 1 where the heat is 1, less to be 0 where it is near it."""
    said = torch.sigmoid(logits)
    right = F.logsigmoid(logits) * (1 - said) ** 2 * (heat == 1)
    wrong = F.logsigmoid(-logits) * said**2 * (1 - heat) ** 4 * (heat < 1)
    return -((right + wrong) * known[:, None]).sum()


def generalised_overlap(a, b):
    """Of boxes (N,4,...): the overlap less the share of the box round both that neither covers; (N,...)."""
    size_a, size_b = area(a), area(b)
    common = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp_min(0).prod(1)
    union = size_a + size_b - common
    hull = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).clamp_min(0).prod(1)
    return common / union.clamp_min(1e-6) - (hull - union) / hull.clamp_min(1e-6)


def area(boxes):
    return (boxes[:, 2:] - boxes[:, :2]).clamp_min(0).prod(1)
