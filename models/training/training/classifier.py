"""SE-ResNet or SE-Inception over a patch round a lesion and the lesion's mask, in two or three dimensions.

Inception: branches of different reach side by side, Szegedy et al. 2015 (arXiv 1409.4842); two convolutions of 3 in the
place of one of 5, Szegedy et al. 2016 (arXiv 1512.00567).
"""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

from .blocks import AVERAGE_POOL, CONV, NoExcitation, ResidualBlock, SqueezeExcitation, conv_bn, fold_in


@dataclass(frozen=True)
class ClassifierForm:
    """`channels` of the image, without the mask; `size` adds votes of the mask's size to the classes' logits; `kind` is
    "resnet" or "inception".
    """

    dims: int
    channels: int
    classes: int
    widths: list
    stem: list
    excitation: bool = True
    size: bool = True
    dropout: float = 0.3
    kind: str = "resnet"

    def __post_init__(self):
        if self.kind not in BLOCKS:
            raise ValueError(f"A classifier's kind is {' or '.join(BLOCKS)}, not {self.kind[:100]!r}.")

    @property
    def stride(self):
        return [s * 2 ** (len(self.widths) - 1) for s in self.stem]


class InceptionBlock(nn.Module):
    """Four branches (1, 3, twice 3, mean of 3) side by side, an excitation, and a residual (projected where the shape
    changes).
    """

    def __init__(self, dims, inputs, outputs, excitation=NoExcitation, stride=1):
        super().__init__()
        if outputs % 4:
            raise ValueError(
                f"An inception block has four branches alike: {outputs} channels, expected a multiple of 4."
            )
        quarter = outputs // 4
        self.pool, self.dims, self.stride = AVERAGE_POOL[dims], dims, stride
        self.near = conv_bn(dims, inputs, quarter, 1, stride)
        self.middle = nn.Sequential(_reduced(dims, inputs, quarter), conv_bn(dims, quarter, quarter, 3, stride))
        self.far = nn.Sequential(
            _reduced(dims, inputs, quarter),
            conv_bn(dims, quarter, quarter),
            nn.ReLU(),
            conv_bn(dims, quarter, quarter, 3, stride),
        )
        self.mean = conv_bn(dims, inputs, quarter, 1)
        self.excitation = excitation(dims, outputs)
        same = inputs == outputs and stride == 1
        self.project = nn.Identity() if same else conv_bn(dims, inputs, outputs, 1, stride)

    def forward(self, x):
        mean = self.mean(self.pool(x, 3, self.stride, 1))
        features, weights = self.excitation(torch.cat((self.near(x), self.middle(x), self.far(x), mean), 1))
        return F.relu(features + self.project(x)), weights


def _reduced(dims, inputs, outputs):
    return nn.Sequential(conv_bn(dims, inputs, outputs, 1), nn.ReLU())


BLOCKS = {"resnet": ResidualBlock, "inception": InceptionBlock}


class Classifier(nn.Module):
    """Input (N,C+1,...): the image's channels, then the mask.

    The class maps are a 1x1 convolution of the last features; `logits` are their means, plus a bias, plus what the
    logarithm of the share of the patch that is lesion says. So each map is an exact class activation map (Zhou et al.
    2016, arXiv 1512.04150).
    """

    def __init__(self, form):
        super().__init__()
        self.form, dims, widths = form, form.dims, list(form.widths)
        inputs = (form.channels + 1) * torch.tensor(form.stem).prod().item()
        excitation = SqueezeExcitation if form.excitation else NoExcitation
        self.first = conv_bn(dims, inputs, widths[0])
        self.stages, block = nn.ModuleList(), BLOCKS[form.kind]
        for level, (before, after) in enumerate(zip(widths[:1] + widths[:-1], widths)):
            self.stages.append(block(dims, before, after, excitation, 2 if level else 1))
            self.stages.append(block(dims, after, after, excitation))
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
