"""SE-ResNet over a patch round a lesion and the lesion's mask, in two or three dimensions."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

from .blocks import CONV, NoExcitation, ResidualBlock, SqueezeExcitation, conv_bn, fold_in


@dataclass(frozen=True)
class ClassifierForm:
    """`channels` of the image, without the mask; `size` adds votes of the mask's size to the classes' logits."""

    dims: int
    channels: int
    classes: int
    widths: list
    stem: list
    excitation: bool = True
    size: bool = True
    dropout: float = 0.3

    @property
    def stride(self):
        return [s * 2 ** (len(self.widths) - 1) for s in self.stem]


class Classifier(nn.Module):
    """Input (N,C+1,...): the image's channels, then the mask.

    The class maps are a 1x1 convolution of the last features; `logits` are their means, plus a bias, plus what the
    logarithm of
    the share of the patch that is lesion says. So each map is an exact class activation map (Zhou et al. 2016, arXiv
    1512.04150).
    """

    def __init__(self, form):
        super().__init__()
        self.form, dims, widths = form, form.dims, list(form.widths)
        inputs = (form.channels + 1) * torch.tensor(form.stem).prod().item()
        excitation = SqueezeExcitation if form.excitation else NoExcitation
        self.first = conv_bn(dims, inputs, widths[0])
        self.stages = nn.ModuleList()
        for level, (before, after) in enumerate(zip(widths[:1] + widths[:-1], widths)):
            self.stages.append(ResidualBlock(dims, before, after, excitation, 2 if level else 1))
            self.stages.append(ResidualBlock(dims, after, after, excitation))
        self.dropout = nn.Dropout(form.dropout)
        self.class_maps = CONV[dims](widths[-1], form.classes, 1, bias=False)
        self.bias = nn.Parameter(torch.zeros(form.classes))
        self.size_votes = nn.Linear(1, form.classes, bias=False) if form.size else None

    def forward(self, patch):
        outputs, x = {}, F.relu(self.first(fold_in(patch, self.form.stem)))
        for number, block in enumerate(self.stages):
            x, excitation = block(x)
            if excitation is not None:
                outputs[f"block{number}_excitation"] = excitation
        axes = tuple(range(2, patch.dim()))
        maps = self.class_maps(self.dropout(x))
        logits = maps.mean(axes) + self.bias
        if self.size_votes is not None:
            share = patch[:, -1:].mean(axes)
            logits = logits + self.size_votes(torch.log(share + 1e-4) / 2 + 2)
        return {"logits": logits, "class_activation": maps, "features": x, **outputs}
