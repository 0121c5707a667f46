"""Anchor-free one-stage detector: a ResNet trunk with or without squeeze and excitation, a top-down path back to one
level, and at each of its cells a score for each kind and the distances to the four sides of the box.

Objects as points, Zhou et al. 2019 (arXiv 1904.07850); distances to the sides, FCOS, Tian et al. 2019 (arXiv
1904.01355); top-down path, feature pyramids, Lin et al. 2017 (arXiv 1612.03144). Boxes are x0, y0, x1, y1 in pixels of
the input, between pixel edges: the first pixel alone is 0, 0, 1, 1.
"""

from dataclasses import dataclass, replace

import torch
from torch import nn
from torch.nn import functional as F

from .blocks import CONV, NoExcitation, ResidualBlock, SqueezeExcitation, conv_bn, fold_in, upsample

RARE = -4.0  # the scores' first logit: hardly any cell is the middle of a box
LARGEST = 6.0  # logarithm of a distance in cells
PEAK = 3  # cells along each side of which one is the best


@dataclass(frozen=True)
class DetectorForm:
    """`widths` of the trunk's levels; `level` is the one that answers, whose cells are stem x 2^level pixels wide;
    `blocks` of each level, `head` the width of what the answers are read from.
    """

    dims: int
    channels: int
    labels: int
    widths: list
    stem: list
    level: int
    blocks: list
    head: int = 64
    excitation: bool = True
    dropout: float = 0.1

    def __post_init__(self):
        if self.dims != 2:
            raise ValueError(f"A detector is of slices: dims is 2, not {self.dims}.")
        if not 0 <= self.level < len(self.widths) or len(self.blocks) != len(self.widths):
            raise ValueError("A detector's level is one of its widths, and there are blocks for each width.")

    @property
    def stride(self):
        return [s * 2 ** (len(self.widths) - 1) for s in self.stem]

    @property
    def cell(self):
        """Pixels along y and x of a cell that answers."""
        return [s * 2**self.level for s in self.stem]


class Detector(nn.Module):
    """Input (N,C,Y,X); `logits` (N,labels,y,x) of each cell and `sides` (N,4,y,x), the logarithms of the distances in
    cells from a cell's middle to the left, top, right and bottom of its box.
    """

    def __init__(self, form):
        super().__init__()
        self.form, dims, widths = form, form.dims, list(form.widths)
        excitation = SqueezeExcitation if form.excitation else NoExcitation
        self.first = conv_bn(dims, form.channels * form.stem[0] * form.stem[1], widths[0])
        self.stages = nn.ModuleList()
        for level, (before, after) in enumerate(zip(widths[:1] + widths[:-1], widths)):
            for number in range(form.blocks[level]):
                begins = number == 0
                self.stages.append(
                    ResidualBlock(dims, before if begins else after, after, excitation, 2 if begins and level else 1)
                )
        self.lateral = nn.ModuleList(conv_bn(dims, width, form.head, 1) for width in widths[form.level :])
        self.merge = nn.ModuleList(conv_bn(dims, form.head, form.head) for _ in widths[form.level : -1])
        self.tower = nn.Sequential(conv_bn(dims, form.head, form.head), nn.ReLU())
        self.dropout = nn.Dropout2d(form.dropout)
        self.scores, self.distances = CONV[dims](form.head, form.labels, 1), CONV[dims](form.head, 4, 1)
        nn.init.constant_(self.scores.bias, RARE)

    def forward(self, image):
        outputs, levels = {}, []
        x = F.relu(self.first(fold_in(image, self.form.stem)))
        for number, block in enumerate(self.stages):
            x, weights = block(x)
            if weights is not None:
                outputs[f"block{number}_excitation"] = weights
            if number + 1 in self._ends():
                levels.append(x)
        features = self.tower(self.dropout(self._top_down(levels[self.form.level :])))
        return {"logits": self.scores(features), "sides": self.distances(features), "features": features, **outputs}

    def _ends(self):
        """Numbers of blocks after which a level is done."""
        return [sum(self.form.blocks[: level + 1]) for level in range(len(self.form.blocks))]

    def _top_down(self, levels):
        merged = self.lateral[-1](levels[-1])
        for number in reversed(range(len(levels) - 1)):
            merged = F.relu(self.merge[number](self.lateral[number](levels[number]) + upsample(merged, (2, 2))))
        return F.relu(merged)


def boxes(sides, cell):
    """(N,4,y,x) boxes of all cells from the logarithms of the distances to their sides."""
    height, width = sides.shape[2:]
    distance = sides.clamp(max=LARGEST).exp()
    rows = torch.arange(height, device=sides.device, dtype=sides.dtype)[:, None] + 0.5
    columns = torch.arange(width, device=sides.device, dtype=sides.dtype) + 0.5
    left, top, right, bottom = distance.unbind(1)
    y, x = cell
    return torch.stack(((columns - left) * x, (rows - top) * y, (columns + right) * x, (rows + bottom) * y), 1)


def peaks(scores):
    """Scores (N,L,y,x) of the cells that are the best of their neighbours; 0 for all others."""
    best = F.max_pool2d(scores, PEAK, 1, PEAK // 2)
    return torch.where(scores >= best, scores, torch.zeros_like(scores))


class Decoded(nn.Module):
    """A detector whose answer is one of boxes (N,cells,4) and scores (N,cells,labels), row by row, as it is exported:
    a cell that is not the best of its neighbours has score 0.
    """

    def __init__(self, network):
        super().__init__()
        self.network, self.form, self.names = network, network.form, None

    def outputs(self, image):
        found = self.network(image)
        scores = peaks(torch.sigmoid(found["logits"].float()))
        return {
            "boxes": boxes(found["sides"].float(), self.form.cell).flatten(2).transpose(1, 2),
            "scores": scores.flatten(2).transpose(1, 2),
            "class_activation": found["logits"],
            **{name: value for name, value in found.items() if name not in ("logits", "sides")},
        }

    def forward(self, image):
        found = self.outputs(image)
        return tuple(found[name] for name in self.names)


def weights_of(form):
    """How many numbers are learnt."""
    return sum(value.numel() for value in Detector(form).parameters())


def without_excitation(form):
    """The form without squeeze and excitation that has as many weights, as nearly as its coarsest level's width can
    make it: what is compared is then the mechanism, not the size.
    """
    wanted, width = weights_of(form), form.widths[-1]
    forms = [
        replace(form, excitation=False, widths=[*form.widths[:-1], width + more]) for more in range(width // 4 + 1)
    ]
    return min(forms, key=lambda one: abs(weights_of(one) - wanted))
