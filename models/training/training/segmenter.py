"""Attention U-Net in two or three dimensions; every mechanism can be left out."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

from .blocks import (
    CONV,
    DROPOUT,
    MAX_POOL,
    AttentionGate,
    ConcurrentSqueezeExcitation,
    NoExcitation,
    NonLocal,
    ResidualBlock,
    SpatialExcitation,
    SqueezeExcitation,
    conv_bn,
    fold_in,
    fold_out,
    upsample,
)


@dataclass(frozen=True)
class SegmenterForm:
    """`stem` voxels along each axis enter as channels; `pools` are the factors between levels (one fewer than
    `widths`).

    `global_levels` is "all" or "coarsest": squeezing and self-attention see the whole window, so where tiles are used
    only the
    coarsest level may hold them (two in a chain). `nonlocal_level` is ignored there, and -1 leaves the block out.
    `channels` are those of all `frames` that it sees at once (see neighbours); `frame_width` are the features that each
    frame gets by itself before they meet, 0 for none, and `temporal_excitation` weighs them by frame and channel.
    """

    dims: int
    channels: int
    labels: int
    widths: list
    stem: list
    pools: list
    gates: bool = True
    excitation: bool = True
    nonlocal_level: int = 2
    global_levels: str = "all"
    dropout: float = 0.1
    deep: bool = True
    frames: int = 1
    frame_width: int = 0
    temporal_excitation: bool = False

    def __post_init__(self):
        if self.channels % self.frames or (self.frames > 1 and self.dims != 2):
            raise ValueError(f"{self.channels} channels in {self.dims}D are no {self.frames} frames of slices.")
        if self.temporal_excitation and not self.frame_width:
            raise ValueError("temporal_excitation weighs what each frame gets by itself: frame_width is to be above 0.")

    @property
    def stride(self):
        """Voxels of a window are multiples of it, along each axis."""
        return [s * _product(pool[axis] for pool in self.pools) for axis, s in enumerate(self.stem)]


def _product(numbers):
    result = 1
    for number in numbers:
        result *= number
    return result


class Frames(nn.Module):
    """Each frame through the same convolution, then weighed: squeezed over its pixels, excited over all frames and
    channels together. (N,frames*C,Y,X) to (N,frames*width,Y/fy,X/fx), frame after frame, and the weights in [0,1]
    (N,frames*width,1,1) or None.
    """

    def __init__(self, form):
        super().__init__()
        self.channels, self.stem, self.features = form.channels // form.frames, form.stem, form.frames * form.frame_width
        self.first = conv_bn(form.dims, self.channels * _product(form.stem), form.frame_width)
        kind = SqueezeExcitation if form.temporal_excitation else NoExcitation
        self.excitation = kind(form.dims, self.features)

    def forward(self, image):
        size = image.shape[2:]
        each = F.relu(self.first(fold_in(image.reshape(-1, self.channels, *size), self.stem)))
        return self.excitation(each.reshape(-1, self.features, *each.shape[2:]))


class Segmenter(nn.Module):
    """(N,C,...) to a dict: `logits` (N,labels,...), coarser `deep` ones in training, `attention`, and what explains."""

    def __init__(self, form):
        super().__init__()
        self.form, dims, widths = form, form.dims, list(form.widths)
        folded, last = _product(form.stem), len(form.widths) - 1
        everywhere = form.global_levels == "all"
        self.attends = (form.nonlocal_level if everywhere else last) if form.nonlocal_level >= 0 else -1
        self.encoder = nn.ModuleList()
        self.frames = Frames(form) if form.frame_width else None
        entering = self.frames.features if self.frames else form.channels * folded
        for level, (inputs, outputs) in enumerate(zip([entering] + widths[:-1], widths)):
            squeezes = form.excitation and (everywhere or level == last)
            self.encoder.append(ResidualBlock(dims, inputs, outputs, SqueezeExcitation if squeezes else NoExcitation))
        self.nonlocal_block = NonLocal(dims, widths[self.attends]) if self.attends >= 0 else None
        self.dropout = DROPOUT[dims](form.dropout)
        decoding = (
            (ConcurrentSqueezeExcitation if everywhere else SpatialExcitation) if form.excitation else NoExcitation
        )
        pairs = list(zip(widths[:-1], widths[1:]))
        self.gates = (
            nn.ModuleList(AttentionGate(dims, s, g, tuple(p)) for (s, g), p in zip(pairs, form.pools))
            if form.gates
            else None
        )
        self.reduce = nn.ModuleList(conv_bn(dims, g, s, 1) for s, g in pairs)
        self.decoder = nn.ModuleList(ResidualBlock(dims, 2 * s, s, decoding) for s, _ in pairs)
        self.heads = nn.ModuleList(CONV[dims](w, form.labels * folded, 1) for w in widths[:-1][: 3 if form.deep else 1])

    def forward(self, image):
        outputs, skips = {}, []
        if self.frames is None:
            x = fold_in(image, self.form.stem)
        else:
            x, excitation = self.frames(image)
            _keep(outputs, "temporal_excitation", excitation)
        for level, block in enumerate(self.encoder):
            x, excitation = block(MAX_POOL[self.form.dims](x, tuple(self.form.pools[level - 1])) if level else x)
            _keep(outputs, f"encoder{level}_excitation", excitation)
            if level == self.attends:
                outputs["nonlocal_input"] = x
                x, outputs["query"], outputs["key"], outputs["attention"] = self.nonlocal_block(x)
            skips.append(x)
        outputs["encoder_features"] = x
        return self._decode(self.dropout(x), skips, outputs)

    def _decode(self, x, skips, outputs):
        deep = []
        for level in reversed(range(len(self.decoder))):
            skip = skips[level]
            if self.gates is not None:
                skip, outputs[f"gate{level}"] = self.gates[level](skip, x)
            up = upsample(F.relu(self.reduce[level](x)), self.form.pools[level])
            x, excitation = self.decoder[level](torch.cat((skip, up), 1))
            _keep(outputs, f"decoder{level}_excitation", excitation)
            if level == 0:
                outputs["logits"] = fold_out(self.heads[0](x), self.form.stem)
            elif self.training and level < len(self.heads):
                deep.insert(0, fold_out(self.heads[level](x), self.form.stem))
        return {**outputs, "decoder_features": x, "deep": deep}


def _keep(outputs, name, excitation):
    if excitation is not None:
        outputs[name] = excitation
